"""A quarter for journeys: one street, one desk, and pairs at the point where a mail has come."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import TokenPurpose
from mutualaid.models import Appointment, HelpRequest, Neighbourhood, Offer, Proposal, User
from mutualaid.services import tokens
from tests import factories
from tests.blueprints.conftest import add_street
from tests.factories import NOW
from tests.pages.scenes import Pair, Scenes
from tests.pages.site import Site


class Quarter:
    """Les Brosses on the tests' clock; each journey gets people of its own."""

    def __init__(self, site: Site) -> None:
        self.site, self.database = site, site.database
        with self.database.transaction() as session:
            home = factories.neighbourhood(session)
            add_street(session, home, "Rue des Lilas")
            self.home_id, self.boss_id = home.id, factories.coordinator(session, home).id
        self.n_pairs = 0

    def scenes(self, session: Session) -> Scenes:
        """To play in this transaction."""
        home = session.get_one(Neighbourhood, self.home_id)
        scenes = Scenes(session, home, session.get_one(User, self.boss_id))
        scenes.n_pairs, self.n_pairs = self.n_pairs, self.n_pairs + 10
        return scenes

    def asked(self, **need: object) -> tuple[str, int]:
        """The link of a helper who is asked, and the number of the proposal."""
        with self.database.transaction() as session:
            pair = Pair(self.scenes(session), "asked", **need)
            link = pair.scenes.link(TokenPurpose.ANSWER, pair.proposal, pair.proposal.helper)
            return f"/proposition/{link}", pair.proposal.id

    def said_yes(self, **need: object) -> str:
        """The link of a resident whose helper has said yes."""
        with self.database.transaction() as session:
            pair = Pair(self.scenes(session), "said yes", **need)
            pair.says(yes=True)
            link = pair.scenes.link(TokenPurpose.ANSWER, pair.proposal, pair.resident)
            return f"/proposition/{link}"

    def agreed(self, purpose: TokenPurpose) -> tuple[str, int]:
        """The resident's link to an appointment or to what she says of it, and its number."""
        with self.database.transaction() as session:
            pair = Pair(self.scenes(session), "agreed")
            meeting = pair.agree()
            link = pair.scenes.link(purpose, meeting, pair.resident)
            part = "rendez-vous" if purpose is TokenPurpose.APPOINTMENT else "retour"
            return f"/{part}/{link}", meeting.id

    def resident_link(self, proposal_id: int) -> str:
        """What the resident is mailed once the helper has said yes."""
        with self.database.transaction() as session:
            proposal = session.get_one(Proposal, proposal_id)
            resident = proposal.help_request.user
            token = tokens.grant(session, TokenPurpose.ANSWER, proposal, resident, now=NOW)
            return f"/proposition/{token}"

    def confirmation_link(self, email: str) -> str:
        """What the mail of whoever has just posted holds."""
        with self.database.transaction() as session:
            person = session.scalars(select(User).where(User.email == email)).one()
            post = (
                session.scalars(select(HelpRequest).where(HelpRequest.user_id == person.id)).first()
                or session.scalars(select(Offer).where(Offer.user_id == person.id)).one()
            )
            token = tokens.grant(session, TokenPurpose.CONFIRM, post, person, now=NOW)
            return f"/confirmer/{token}"

    def status(self, table: type[HelpRequest | Offer | Appointment], number: int) -> str:
        """How a row stands by now."""
        with self.database.reading() as session:
            return str(session.get_one(table, number).status)
