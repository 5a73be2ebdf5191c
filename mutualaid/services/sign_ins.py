"""Signing in without a password: a mailed link and its six digits, once, for thirty minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from mutualaid.domain.ids import keyed_hash, link_token, random_id, same, token_hash
from mutualaid.domain.messages import MessageKind, TokenPurpose
from mutualaid.domain.statuses import Channel
from mutualaid.models import HelpRequest, Offer, SignIn, User
from mutualaid.queries import users as queries
from mutualaid.services import outbox, rates, tokens

LIFE = timedelta(minutes=30)
MOST_WRONG_CODES = 5
MOST_ASKED = 5
"""Links for one mailbox within an hour, from one network: a stranger uses up his own, not hers."""
MOST_FROM_ANYWHERE = 20
"""Links for one mailbox within an hour, whoever asks."""
MOST_FROM_A_NETWORK = 60
"""Links within an hour from one network, for all mailboxes: a library has many readers."""
MOST_TRIED = 20
"""Codes tried for one mailbox within an hour from one network; what comes after kills no code."""
_HOUR = timedelta(hours=1)
_KINDS: dict[type, MessageKind] = {
    HelpRequest: MessageKind.CONFIRM_REQUEST,
    Offer: MessageKind.CONFIRM_OFFER,
    User: MessageKind.CONFIRM_JOIN,
}


class LinkState(StrEnum):
    """What a sign-in link can still do, in the browser that opens it."""

    LIVE = "live"
    OTHER_BROWSER = "other_browser"
    USED = "used"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Entry:
    """A sign-in that was just used, and the people who may be meant: several share a mailbox."""

    sign_in: SignIn
    people: list[User]


def mailbox(email: str) -> str:
    """The one writing under which a mailbox is kept and compared."""
    return email.strip().lower()


def link_text(secret: str, sign_in: SignIn) -> str:
    """The token of the mailed link, the same at each rendering."""
    return link_token(secret, "sign-in-link", sign_in.id, _born(sign_in))


def code_text(secret: str, sign_in: SignIn) -> str:
    """The six digits of the same mail."""
    digits = int(keyed_hash(secret, "sign-in-code", sign_in.id, _born(sign_in)), 16)
    return f"{digits % 1_000_000:06d}"


def ask_link(
    session: Session,
    email: str,
    *,
    browser_id: str,
    about: HelpRequest | Offer | User | None,
    now: datetime,
) -> bool:
    """Owe a link and a code to a mailbox; an unknown one is owed nothing, and nobody can tell.

    With `about`, the mail also confirms that very thing and goes to its person. False when
    this mailbox was asked for too often.
    """
    address = mailbox(email)
    if _asks_too_often(session, address, now):
        return False
    person = _receiver(session, address, about)
    if person is None:
        return True
    sign_in = _write(session, person, address, browser_id, is_personal=about is not None, now=now)
    if about is not None:
        tokens.grant(session, TokenPurpose.CONFIRM, about, person, now=now)
    kind = _KINDS[type(about)] if about is not None else MessageKind.SIGN_IN
    message = outbox.owe(
        session, kind, person, about=about or sign_in, event=str(sign_in.id), now=now
    )
    if message is not None:
        message.channel = Channel.EMAIL  # it was asked for at this mailbox, whatever the habit
        message.sign_in_id = sign_in.id
    return True


def _asks_too_often(session: Session, address: str, now: datetime) -> bool:
    """Counted before anybody is looked up, so that nobody can tell who is known."""
    network = session.info.get("network", "")
    counts = [
        (rates.count(session, "sign-in", address, network, window=_HOUR, now=now), MOST_ASKED),
        (rates.count(session, "mailbox", address, window=_HOUR, now=now), MOST_FROM_ANYWHERE),
    ]
    if network:
        n_asked = rates.count(session, "network", network, window=_HOUR, now=now)
        counts.append((n_asked, MOST_FROM_A_NETWORK))
    return any(n > most for n, most in counts)


def give_link(session: Session, person: User, *, now: datetime) -> str:
    """A link handed over by the operator, without a mail; it works in any browser."""
    sign_in = _write(session, person, "", "", is_personal=True, now=now)
    return link_text(session.info["secret"], sign_in)


def link_state(sign_in: SignIn, *, browser_id: str, now: datetime) -> LinkState:
    """What the page of a link says."""
    if sign_in.used_at is not None:
        return LinkState.USED
    if sign_in.expires_at <= now:
        return LinkState.EXPIRED
    if sign_in.browser_hash and not same(sign_in.browser_hash, token_hash(browser_id)):
        return LinkState.OTHER_BROWSER
    return LinkState.LIVE


def use_link(session: Session, text: str, *, browser_id: str, now: datetime) -> Entry | None:
    """Use a mailed link once; None when it is used, old or opened in another browser."""
    sign_in = queries.get_sign_in(session, text)
    if link_state(sign_in, browser_id=browser_id, now=now) is not LinkState.LIVE:
        return None
    return _use(session, sign_in, now)


def use_code(session: Session, email: str, code: str, *, now: datetime) -> Entry | None:
    """Use the six digits of the last mails; five wrong ones, and these codes are dead."""
    secret = session.info["secret"]
    if _tries_too_often(session, mailbox(email), now):
        return None
    digits = "".join(sign for sign in code if sign.isdigit())
    living = queries.list_live_sign_ins(
        session, email_hash=_email_hash(session, mailbox(email)), now=now
    )
    usable = [row for row in living if row.wrong_codes < MOST_WRONG_CODES]
    for sign_in in usable:
        if same(sign_in.code_hash, _code_hash(secret, sign_in, digits)):
            return _use(session, sign_in, now)
    for sign_in in usable:
        session.execute(
            update(SignIn)
            .where(SignIn.id == sign_in.id)
            .values(wrong_codes=SignIn.wrong_codes + 1)
            .execution_options(synchronize_session=False)
        )
    return None


def _tries_too_often(session: Session, address: str, now: datetime) -> bool:
    """Locks the row of this mailbox: codes tried at the same moment are counted one by one."""
    network = session.info.get("network", "")
    n_tried = rates.count(session, "code", address, network, window=_HOUR, now=now)
    rates.count(session, "code", address, window=_HOUR, now=now)
    return bool(network) and n_tried > MOST_TRIED


def people_of(session: Session, sign_in: SignIn) -> list[User]:
    """Everybody whom this sign-in may mean."""
    person = sign_in.user
    if sign_in.email_hash and sign_in.email_hash != _email_hash(session, person.email or ""):
        return []  # the e-mail changed in the meantime
    if sign_in.is_personal or not person.email:
        return [person] if person.left_at is None else []
    return queries.list_people_of_mailbox(session, person.email)


def _receiver(
    session: Session, address: str, about: HelpRequest | Offer | User | None
) -> User | None:
    if about is None:
        return next(iter(queries.list_people_of_mailbox(session, address)), None)
    person = about if isinstance(about, User) else about.user
    return person if person.email == address and person.left_at is None else None


def _write(
    session: Session,
    person: User,
    address: str,
    browser_id: str,
    *,
    is_personal: bool,
    now: datetime,
) -> SignIn:
    secret = session.info["secret"]
    sign_in = SignIn(
        user=person,
        is_personal=is_personal,
        email_hash=_email_hash(session, address) if address else "",
        link_hash=token_hash(random_id()),
        code_hash="",
        browser_hash=token_hash(browser_id) if browser_id else "",
        created_at=now,
        expires_at=now + LIFE,
    )
    session.add(sign_in)
    session.flush()  # the link and the code are made from its number
    sign_in.link_hash = token_hash(link_text(secret, sign_in))
    sign_in.code_hash = _code_hash(secret, sign_in, code_text(secret, sign_in))
    session.flush()
    return sign_in


def _use(session: Session, sign_in: SignIn, now: datetime) -> Entry | None:
    """Only one of two who press at the same time gets in."""
    first = session.scalar(
        update(SignIn)
        .where(SignIn.id == sign_in.id, SignIn.used_at.is_(None), SignIn.expires_at > now)
        .values(used_at=now)
        .returning(SignIn.id)
        .execution_options(synchronize_session=False)
    )
    if first is None:
        return None
    session.expire(sign_in, ["used_at"])
    people = people_of(session, sign_in)
    return Entry(sign_in, people) if people else None


def _email_hash(session: Session, address: str) -> str:
    return keyed_hash(session.info["secret"], "mailbox", address)


def _code_hash(secret: str, sign_in: SignIn, digits: str) -> str:
    return keyed_hash(secret, "sign-in-code-hash", sign_in.id, digits)


def _born(sign_in: SignIn) -> str:
    return sign_in.created_at.astimezone(UTC).isoformat()
