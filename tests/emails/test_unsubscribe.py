"""RFC 8058: one click without cookies, answered 200, stops the proposals and nothing else."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from mutualaid.domain.messages import TokenPurpose
from mutualaid.domain.statuses import OfferStatus, ProposalStatus, RequestStatus
from mutualaid.models import HelpRequest, Offer, Proposal
from mutualaid.services import tokens
from tests import factories
from tests.browser import Browser
from tests.emails.scenarios import Quarter

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def quarter_of(app: Flask) -> str:
    """Karim is asked, and asks for something himself; the path of his stop link."""
    app.extensions["clock"] = lambda: factories.NOW
    with app.extensions["database"].transaction() as session:
        quarter = Quarter(session)
        quarter.propose(quarter.karim)
        factories.help_request(session, quarter.karim.user)
        token = tokens.token_text(
            session, TokenPurpose.UNSUBSCRIBE, quarter.karim, quarter.karim.user
        )
    return f"/desabonnement/{token}"


def karims_offer(session: Session) -> Offer:
    return session.scalars(select(Offer).where(Offer.user.has(first_name="Karim"))).one()


def test_one_click_stops_the_proposals_without_a_cookie(app: Flask, client: FlaskClient) -> None:
    path = quarter_of(app)
    response = client.post(path, data=ONE_CLICK)
    assert (response.status_code, response.headers.get("Set-Cookie")) == (200, None)
    with app.extensions["database"].reading() as session:
        assert karims_offer(session).status is OfferStatus.WITHDRAWN
        assert session.scalars(select(Proposal.status)).all() == [ProposalStatus.DECLINED]
        mine = select(HelpRequest.status).where(HelpRequest.user.has(first_name="Karim"))
        assert session.scalars(mine).all() == [RequestStatus.OPEN]


def test_a_second_click_changes_nothing_and_reads_the_same(app: Flask, client: FlaskClient) -> None:
    path = quarter_of(app)
    first = client.post(path, data=ONE_CLICK)
    second = client.post(path, data=ONE_CLICK)
    assert (second.status_code, second.data) == (200, first.data)


def test_opening_the_link_changes_nothing(app: Flask, client: FlaskClient) -> None:
    path = quarter_of(app)
    for ask in (client.get, client.head):
        assert ask(path).status_code == 200
    with app.extensions["database"].reading() as session:
        assert karims_offer(session).status is OfferStatus.ACTIVE


def test_the_page_offers_to_undo(app: Flask, browser: Browser) -> None:
    path = quarter_of(app)
    browser.get(path)
    browser.submit()
    page = browser.submit()
    assert "Ne plus recevoir de propositions" in page.text
    with app.extensions["database"].reading() as session:
        assert karims_offer(session).status is OfferStatus.ACTIVE


def test_undoing_needs_the_field_of_our_own_page(app: Flask, client: FlaskClient) -> None:
    path = quarter_of(app)
    client.post(path, data=ONE_CLICK)
    assert client.post(f"{path}/annuler", data={}).status_code == 400


def test_a_wrong_link_is_a_page_not_found(app: Flask, client: FlaskClient) -> None:
    path = quarter_of(app)
    assert client.post(path[:-1] + "~", data=ONE_CLICK).status_code == 404
