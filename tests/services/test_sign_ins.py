"""A mailed link and six digits: once, thirty minutes, and nobody learns who is known."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mutualaid.db import Database
from mutualaid.domain.errors import NotFound
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.statuses import Channel, OfferStatus, RequestStatus
from mutualaid.models import Message, SignIn, User
from mutualaid.services import sign_ins, users
from mutualaid.services.sign_ins import LinkState
from tests import factories as f

SECRET = "a secret for the tests of sign-ins"
MAIL = "jeanne@example.fr"


@pytest.fixture
def street(session: Session) -> Session:
    session.info["secret"] = SECRET
    home = f.neighbourhood(session)
    f.person(session, home, "Jeanne")
    return session


def asked(session: Session, email: str = MAIL, browser_id: str = "a browser") -> SignIn:
    """Ask for a link; the sign-in that was written."""
    assert sign_ins.ask_link(session, email, browser_id=browser_id, about=None, now=f.NOW)
    found = session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert found is not None
    return found


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def other_code(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_lets_in_from_any_browser_and_only_once(street: Session) -> None:
    code = sign_ins.code_text(SECRET, asked(street))
    spaced = f" {code[:3]} {code[3:]} "
    entry = sign_ins.use_code(street, "JEANNE@example.fr", spaced, now=f.NOW)
    assert entry is not None
    assert [person.first_name for person in entry.people] == ["Jeanne"]
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is None


def test_the_link_lets_in_only_from_the_browser_that_asked(street: Session) -> None:
    text = sign_ins.link_text(SECRET, asked(street))
    assert sign_ins.use_link(street, text, browser_id="another", now=f.NOW) is None
    assert sign_ins.use_link(street, text, browser_id="", now=f.NOW) is None
    assert sign_ins.use_link(street, text, browser_id="a browser", now=f.NOW) is not None
    assert sign_ins.use_link(street, text, browser_id="a browser", now=f.NOW) is None


def test_a_used_link_takes_its_code_along(street: Session) -> None:
    sign_in = asked(street)
    text, code = sign_ins.link_text(SECRET, sign_in), sign_ins.code_text(SECRET, sign_in)
    assert sign_ins.use_link(street, text, browser_id="a browser", now=f.NOW) is not None
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is None


def test_both_die_after_thirty_minutes(street: Session) -> None:
    sign_in = asked(street)
    late = f.NOW + sign_ins.LIFE
    code = sign_ins.code_text(SECRET, sign_in)
    assert sign_ins.use_code(street, MAIL, code, now=late) is None
    assert sign_ins.link_state(sign_in, browser_id="a browser", now=late) is LinkState.EXPIRED


def test_five_wrong_codes_kill_the_right_one_but_not_the_link(street: Session) -> None:
    sign_in = asked(street)
    code = sign_ins.code_text(SECRET, sign_in)
    for _ in range(sign_ins.MOST_WRONG_CODES):
        assert sign_ins.use_code(street, MAIL, other_code(code), now=f.NOW) is None
        street.expire_all()
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is None
    text = sign_ins.link_text(SECRET, sign_in)
    assert sign_ins.use_link(street, text, browser_id="a browser", now=f.NOW) is not None


def test_four_wrong_codes_forgive(street: Session) -> None:
    code = sign_ins.code_text(SECRET, asked(street))
    for _ in range(sign_ins.MOST_WRONG_CODES - 1):
        sign_ins.use_code(street, MAIL, other_code(code), now=f.NOW)
        street.expire_all()
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is not None


def test_the_code_of_one_mailbox_does_not_open_another(street: Session) -> None:
    home = street.scalars(select(User)).one().neighbourhood
    assert home is not None
    f.person(street, home, "Ali")
    code = sign_ins.code_text(SECRET, asked(street, "ali@example.fr"))
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is None


def test_an_unknown_mailbox_is_owed_nothing_and_gets_the_same_answer(street: Session) -> None:
    known = sign_ins.ask_link(street, MAIL, browser_id="b", about=None, now=f.NOW)
    written = count(street, SignIn), count(street, Message)
    unknown = sign_ins.ask_link(street, "nobody@example.fr", browser_id="b", about=None, now=f.NOW)
    assert known is unknown is True
    assert (count(street, SignIn), count(street, Message)) == written == (1, 1)


@pytest.mark.parametrize("email", [MAIL, "nobody@example.fr"])
def test_a_mailbox_is_written_to_five_times_an_hour_at_most(street: Session, email: str) -> None:
    def ask(now_later: timedelta) -> bool:
        return sign_ins.ask_link(street, email, browser_id="b", about=None, now=f.NOW + now_later)

    assert [ask(timedelta(minutes=n)) for n in range(7)] == [True] * 5 + [False] * 2
    assert ask(timedelta(hours=1))


def test_neither_the_link_nor_the_code_nor_the_mailbox_stands_in_the_database(
    street: Session,
) -> None:
    row = asked(street)
    kept = " ".join(str(getattr(row, column.key)) for column in SignIn.__table__.columns)
    for secret in (sign_ins.link_text(SECRET, row), sign_ins.code_text(SECRET, row), MAIL):
        assert secret not in kept


def test_a_shared_mailbox_asks_who_is_there(street: Session) -> None:
    jeanne = street.scalars(select(User)).one()
    assert jeanne.neighbourhood is not None
    ali = f.person(street, jeanne.neighbourhood, "Ali", email=MAIL, email_confirmed_at=None)
    code = sign_ins.code_text(SECRET, asked(street))
    entry = sign_ins.use_code(street, MAIL, code, now=f.NOW)
    assert entry is not None
    assert entry.people == [jeanne, ali]
    users.enter(street, entry.sign_in, ali, now=f.NOW)
    assert ali.email_confirmed_at == f.NOW


def test_nobody_of_another_mailbox_can_be_chosen(street: Session) -> None:
    jeanne = street.scalars(select(User)).one()
    assert jeanne.neighbourhood is not None
    karim = f.person(street, jeanne.neighbourhood, "Karim")
    entry = sign_ins.use_code(street, MAIL, sign_ins.code_text(SECRET, asked(street)), now=f.NOW)
    assert entry is not None
    with pytest.raises(NotFound):
        users.enter(street, entry.sign_in, karim, now=f.NOW)


def test_a_link_mailed_to_an_earlier_address_is_worth_nothing(street: Session) -> None:
    text = sign_ins.link_text(SECRET, asked(street))
    street.scalars(select(User)).one().email = "new@example.fr"
    street.flush()
    assert sign_ins.use_link(street, text, browser_id="a browser", now=f.NOW) is None


def test_somebody_who_left_cannot_come_in(street: Session) -> None:
    code = sign_ins.code_text(SECRET, asked(street))
    street.scalars(select(User)).one().left_at = f.NOW
    street.flush()
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is None


def test_a_confirmation_goes_to_its_person_and_opens_what_waited(street: Session) -> None:
    jeanne = street.scalars(select(User)).one()
    jeanne.email_confirmed_at = None
    need = f.help_request(street, jeanne, status=RequestStatus.UNCONFIRMED, confirmed_at=None)
    assert sign_ins.ask_link(street, MAIL, browser_id="b", about=need, now=f.NOW)
    message = street.scalars(select(Message)).one()
    assert (message.kind, message.user_id) == (MessageKind.CONFIRM_REQUEST, jeanne.id)
    assert message.channel is Channel.EMAIL
    sign_in = street.get(SignIn, message.sign_in_id)
    assert sign_in is not None
    entry = sign_ins.use_code(street, MAIL, sign_ins.code_text(SECRET, sign_in), now=f.NOW)
    assert entry is not None
    users.enter(street, entry.sign_in, jeanne, now=f.NOW)
    street.refresh(need)
    assert need.status is RequestStatus.OPEN


def test_a_confirmation_is_not_mailed_to_an_address_that_is_not_the_persons(
    street: Session,
) -> None:
    jeanne = street.scalars(select(User)).one()
    need = f.help_request(street, jeanne, status=RequestStatus.UNCONFIRMED)
    assert sign_ins.ask_link(street, "thief@example.fr", browser_id="b", about=need, now=f.NOW)
    assert count(street, Message) == 0


def test_an_operators_link_works_in_any_browser_and_confirms_no_mailbox(street: Session) -> None:
    jeanne = street.scalars(select(User)).one()
    jeanne.email_confirmed_at = None
    offer = f.helper(street, jeanne.neighbourhood, "Karim")  # type: ignore[arg-type]
    assert offer.status is OfferStatus.ACTIVE
    text = sign_ins.give_link(street, jeanne, now=f.NOW)
    entry = sign_ins.use_link(street, text, browser_id="whichever", now=f.NOW)
    assert entry is not None
    assert entry.people == [jeanne]
    users.enter(street, entry.sign_in, jeanne, now=f.NOW)
    assert jeanne.email_confirmed_at is None


def test_five_wrong_codes_are_five_however_many_are_sent_at_once(database: Database) -> None:
    with database.transaction() as session:
        f.person(session, f.neighbourhood(session), "Jeanne")
        wrong = other_code(sign_ins.code_text(session.info["secret"], asked(session)))
    barrier = threading.Barrier(12)

    def guess(_number: int) -> None:
        barrier.wait()
        with database.transaction() as session:
            assert sign_ins.use_code(session, MAIL, wrong, now=f.NOW) is None

    with ThreadPoolExecutor(12) as guessers:
        list(guessers.map(guess, range(12)))
    with database.reading() as session:
        assert session.scalars(select(SignIn.wrong_codes)).one() == sign_ins.MOST_WRONG_CODES


def test_a_stranger_who_asks_too_often_locks_nobody_out(street: Session) -> None:
    def ask(network: str) -> bool:
        street.info["network"] = network
        return sign_ins.ask_link(street, MAIL, browser_id="b", about=None, now=f.NOW)

    assert [ask("203.0.113.0/24") for _ in range(6)] == [True] * 5 + [False]
    assert ask("198.51.100.0/24")


def test_a_mailbox_is_not_flooded_from_many_networks(street: Session) -> None:
    for number in range(sign_ins.MOST_FROM_ANYWHERE + 5):
        street.info["network"] = f"203.0.{number}.0/24"
        sign_ins.ask_link(street, MAIL, browser_id="b", about=None, now=f.NOW)
    assert count(street, SignIn) == sign_ins.MOST_FROM_ANYWHERE


def test_a_network_asks_for_so_many_mailboxes_an_hour(street: Session) -> None:
    street.info["network"] = "203.0.113.0/24"
    answers = [
        sign_ins.ask_link(street, f"{number}@example.fr", browser_id="b", about=None, now=f.NOW)
        for number in range(sign_ins.MOST_FROM_A_NETWORK + 1)
    ]
    assert answers == [True] * sign_ins.MOST_FROM_A_NETWORK + [False]


def test_a_stranger_who_guesses_codes_kills_a_few_and_no_more(street: Session) -> None:
    street.info["network"] = "203.0.113.0/24"
    for _ in range(sign_ins.MOST_TRIED):
        sign_ins.use_code(street, MAIL, "000000", now=f.NOW)
    street.info["network"] = "198.51.100.0/24"
    code = sign_ins.code_text(SECRET, asked(street))
    street.info["network"] = "203.0.113.0/24"
    for _ in range(sign_ins.MOST_WRONG_CODES):
        assert sign_ins.use_code(street, MAIL, other_code(code), now=f.NOW) is None
        street.expire_all()
    street.info["network"] = "198.51.100.0/24"
    assert sign_ins.use_code(street, MAIL, code, now=f.NOW) is not None
