"""What came back to our mails, read from a real Maildir: bounces, machines, people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mutualaid.adapters.mailbox import Maildir
from mutualaid.db import Database
from mutualaid.domain.messages import MessageKind
from mutualaid.domain.ports import MailboxDown
from mutualaid.domain.statuses import (
    Answer,
    Channel,
    MessageStatus,
    ProposalStatus,
    RequestStatus,
    TaskStatus,
)
from mutualaid.domain.tasks import TaskKind
from mutualaid.jobs import mailbox
from mutualaid.jobs.bench import Bench
from mutualaid.models import (
    HelpRequest,
    IncomingMail,
    MailKind,
    Message,
    Proposal,
    RunRequest,
    Task,
    User,
)
from mutualaid.services import proposals
from mutualaid.services.crashpoints import set_hook
from tests import factories
from tests.factories import NOW, thursday
from tests.jobs.conftest import Clock
from tests.support import letters
from tests.support.letters import dsn, reply


@dataclass
class Box:
    """A Maildir, and what stands in the database beside it."""

    folder: Path
    database: Database
    n: int = field(default=0)

    def put(self, mail: bytes) -> None:
        self.n += 1
        (self.folder / "new" / f"{self.n:03}.mail").write_bytes(mail)

    def one(self, table: type, **where: object):
        with self.database.reading() as session:
            return session.scalars(select(table).filter_by(**where)).one()

    def message_id(self, kind: MessageKind = MessageKind.PROPOSAL_HELPER) -> str:
        return self.one(Message, kind=kind).message_id

    def count(self, table: type) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def box(database: Database, tmp_path: Path) -> Iterator[Box]:
    """Karim was asked for Jeanne by mail, and both mails left."""
    folder = tmp_path / "Maildir"
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    with database.transaction() as session:
        furnish(session)
    yield Box(folder, database)
    set_hook(None)


def furnish(session: Session) -> None:
    home = factories.neighbourhood(session)
    fatima = factories.coordinator(session, home)
    jeanne = factories.person(session, home, "Jeanne")
    karim = factories.helper(session, home, "Karim", phone_confirmed_at=NOW)
    request = factories.help_request(session, jeanne)
    proposals.propose(session, request, karim, thursday(), by=fatima, now=NOW)
    session.execute(update(Message).values(status=MessageStatus.SENT, outcome="250"))


@pytest.fixture
def bench(new_bench: Callable[..., Bench], box: Box, clock: Clock) -> Bench:
    clock.move(minutes=5)
    return new_bench(mailbox=Maildir(box.folder))


def test_a_hard_bounce_is_called_and_the_next_neighbour_is_asked(bench: Bench, box: Box) -> None:
    box.put(dsn(returns=box.message_id()))
    mailbox.read_new(bench)
    message = box.one(Message, kind=MessageKind.PROPOSAL_HELPER)
    assert (message.status, message.outcome) == (MessageStatus.FAILED, "bounced 5.1.1")
    task = box.one(Task, kind=TaskKind.FAILED_MESSAGE)
    assert (task.status, task.message_id) == (TaskStatus.OPEN, message.id)
    assert box.one(Proposal).status is ProposalStatus.CANCELLED
    request = box.one(HelpRequest)
    assert request.status is RequestStatus.OPEN
    assert box.one(RunRequest).help_request_id == request.id
    assert box.count(Message) == 2, "the requester reads nothing, nor does anybody else"
    mail = box.one(IncomingMail)
    assert (mail.kind, mail.message_id) == (MailKind.BOUNCE, message.id)


def test_whose_address_is_dead_is_called_from_now_on(bench: Bench, box: Box) -> None:
    box.put(dsn(returns=box.message_id()))
    mailbox.read_new(bench)
    karim = box.one(User, first_name="Karim")
    assert (karim.channel, karim.email_confirmed_at) == (Channel.CALL, None)


def test_without_a_phone_a_dead_address_is_left_in_peace_until_the_desk_finds_another(
    bench: Bench, box: Box
) -> None:
    with box.database.transaction() as session:
        session.execute(update(User).values(phone=None, phone_confirmed_at=None))
    box.put(dsn(returns=box.message_id()))
    mailbox.read_new(bench)
    karim = box.one(User, first_name="Karim")
    assert (karim.channel, karim.email_confirmed_at) == (Channel.EMAIL, None)
    assert karim.rest_until == bench.clock() + timedelta(days=7)
    assert box.one(Task).kind is TaskKind.FAILED_MESSAGE


@pytest.mark.parametrize(
    "bounce", [{"status": "5.7.1"}, {"recipient": "old.karim@example.fr"}, {"status": "4.4.7"}]
)
def test_a_refusal_that_is_not_about_the_address_leaves_it_confirmed(
    bench: Bench, box: Box, bounce: dict[str, str]
) -> None:
    box.put(dsn(returns=box.message_id(), **bounce))
    mailbox.read_new(bench)
    karim = box.one(User, first_name="Karim")
    assert (karim.channel, karim.email_confirmed_at is None) == (Channel.EMAIL, False)
    assert box.one(Proposal).status is ProposalStatus.CANCELLED


def test_a_soft_bounce_is_only_recorded(bench: Bench, box: Box) -> None:
    box.put(dsn("4.2.2", "delayed", returns=box.message_id()))
    mailbox.read_new(bench)
    assert box.one(Proposal).status is ProposalStatus.OPEN
    assert box.one(Message, kind=MessageKind.PROPOSAL_HELPER).status is MessageStatus.SENT
    assert (box.count(Task), box.one(IncomingMail).kind) == (0, MailKind.BOUNCE)


def test_a_bounce_of_the_resident_s_mail_withdraws_nothing(bench: Bench, box: Box) -> None:
    box.put(dsn(returns=box.message_id(MessageKind.PROPOSAL_RESIDENT), recipient="x@example.fr"))
    mailbox.read_new(bench)
    assert box.one(Proposal).status is ProposalStatus.OPEN
    assert box.one(Task).kind is TaskKind.FAILED_MESSAGE


def test_a_bounce_after_the_answer_changes_nothing(bench: Bench, box: Box) -> None:
    with box.database.transaction() as session:
        proposal = session.scalars(select(Proposal)).one()
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
    box.put(dsn(returns=box.message_id()))
    mailbox.read_new(bench)
    assert box.one(Message, kind=MessageKind.PROPOSAL_HELPER).status is MessageStatus.SENT
    assert box.one(Proposal).helper_answer is Answer.YES
    assert box.count(Task) == 0


def test_a_bounce_without_a_known_id_is_recorded_and_moves_nothing(bench: Bench, box: Box) -> None:
    box.put(dsn(returns="guessed@fil-de-voisins"))
    mailbox.read_new(bench)
    assert box.one(IncomingMail).message_id is None
    assert box.one(Proposal).status is ProposalStatus.OPEN


def test_a_reply_is_a_task_with_its_words_and_stops_the_expiry(bench: Bench, box: Box) -> None:
    before = box.one(Proposal).expires_at
    box.put(reply("Oui, à 15 h.\n\n> Bonjour\n", answers=box.message_id()))
    mailbox.read_new(bench)
    task = box.one(Task)
    assert (task.kind, task.words, task.note) == (TaskKind.REPLY, "Oui, à 15 h.", "")
    assert (task.proposal_id, task.user_id) == (
        box.one(Proposal).id, box.one(User, first_name="Karim").id,
    )  # fmt: skip
    latest = thursday().starts_at("Europe/Paris") - timedelta(hours=2)
    assert before < box.one(Proposal).expires_at == latest
    assert box.one(IncomingMail).task_id == task.id


def test_the_resident_s_reply_waits_too(bench: Bench, box: Box) -> None:
    with box.database.transaction() as session:
        proposal = session.scalars(select(Proposal)).one()
        proposals.answer_as_helper(session, proposal, True, by=proposal.helper, now=NOW)
        session.execute(update(Message).values(status=MessageStatus.SENT))
    told = box.message_id(MessageKind.HELPER_SAID_YES)
    box.put(reply("Volontiers", answers=told, sender="jeanne@example.fr"))
    mailbox.read_new(bench)
    latest = thursday().starts_at("Europe/Paris") - timedelta(hours=2)
    assert box.one(Proposal).expires_at == latest


def test_who_writes_from_another_address_stops_nothing(bench: Bench, box: Box) -> None:
    before = box.one(Proposal).expires_at
    box.put(reply("Non", answers=box.message_id(), sender="forger@example.net"))
    mailbox.read_new(bench)
    task = box.one(Task)
    assert (task.note, task.proposal_id, task.words) == ("other_address", None, "Non")
    assert box.one(Proposal).expires_at == before


def test_a_new_mail_of_a_neighbour_reaches_her_desk(bench: Bench, box: Box) -> None:
    box.put(reply("Je suis à l’hôpital jusqu’à lundi.", answers="", sender="jeanne@example.fr"))
    mailbox.read_new(bench)
    task = box.one(Task)
    assert (task.kind, task.message_id) == (TaskKind.REPLY, None)
    assert task.user_id == box.one(User, first_name="Jeanne").id
    assert task.neighbourhood_id is not None


def test_a_stranger_s_mail_is_only_recorded(bench: Bench, box: Box) -> None:
    box.put(reply("Achetez !", answers="", sender="shop@example.net"))
    mailbox.read_new(bench)
    assert (box.one(IncomingMail).kind, box.count(Task)) == (MailKind.UNKNOWN, 0)


@pytest.mark.parametrize(
    "mail",
    [lambda of: reply("Absent", answers=of, Auto_Submitted="auto-replied"),
     lambda of: letters.RECEIPT.replace(letters.OURS.encode(), of.encode())],
)  # fmt: skip
def test_a_machine_s_answer_is_only_recorded(
    bench: Bench, box: Box, mail: Callable[[str], bytes]
) -> None:
    before = box.one(Proposal).expires_at
    box.put(mail(box.message_id()))
    mailbox.read_new(bench)
    assert (box.one(IncomingMail).kind, box.count(Task)) == (MailKind.AUTOMATIC, 0)
    assert box.one(Proposal).expires_at == before


def test_each_mail_is_read_once_even_when_it_comes_twice(bench: Bench, box: Box) -> None:
    mail = reply("Oui", answers=box.message_id())
    box.put(mail)
    mailbox.read_new(bench)
    box.put(mail)
    mailbox.read_new(bench)
    mailbox.read_new(bench)
    assert (box.count(Task), box.count(IncomingMail)) == (1, 1)
    assert Maildir(box.folder).list_unread() == []
    assert len(list((box.folder / "cur").iterdir())) == 2, "never deleted"


class Killed(BaseException):
    """The process is gone."""


def test_a_kill_before_the_mark_reads_it_once(bench: Bench, box: Box) -> None:
    box.put(reply("Oui", answers=box.message_id()))

    def kill(name: str) -> None:
        if name == "mail_written_down":
            set_hook(None)
            raise Killed

    set_hook(kill)
    with pytest.raises(Killed):
        mailbox.read_new(bench)
    assert len(Maildir(box.folder).list_unread()) == 1
    mailbox.read_new(bench)
    assert (box.count(Task), Maildir(box.folder).list_unread()) == (1, [])


def test_a_mail_that_cannot_be_worked_on_stays_unread_and_keeps_no_other(
    bench: Bench, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.put(reply("first", answers=box.message_id()))
    box.put(reply("second", answers=box.message_id()))
    take_in = mailbox.incoming.take_in

    def fails_once(session: Session, mail, *, now):
        if mail.words == "first":
            raise RuntimeError("a fault of ours")
        return take_in(session, mail, now=now)

    monkeypatch.setattr(mailbox.incoming, "take_in", fails_once)
    mailbox.read_new(bench)
    assert box.one(Task).words == "second"
    monkeypatch.undo()
    mailbox.read_new(bench)
    assert box.count(Task) == 2


def test_a_mailbox_that_is_down_is_tried_again(new_bench: Callable[..., Bench], box: Box) -> None:
    class Down(Maildir):
        n_hung_up = 0

        def list_unread(self) -> list[str]:
            raise MailboxDown("ConnectionRefusedError")

        def hang_up(self) -> None:
            self.n_hung_up += 1

    down = Down(box.folder)
    mailbox.read_new(new_bench(mailbox=down))
    assert down.n_hung_up == 1
    mailbox.read_new(new_bench())


def test_a_worker_that_is_asked_to_stop_reads_no_more(bench: Bench, box: Box) -> None:
    box.put(reply("Oui", answers=box.message_id()))
    bench.stopping.set()
    mailbox.read_new(bench)
    assert box.count(IncomingMail) == 0
