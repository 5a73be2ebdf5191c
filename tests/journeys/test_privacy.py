"""Nothing shown or sent to one of the two before both said yes holds the other's secrets."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.journeys.town import Town, links_of, whole_text
from tests.support.smtp import SmtpInbox


@pytest.fixture
def town(app: Flask, smtp_inbox: SmtpInbox) -> Town:
    smtp_inbox.clear()
    town = Town(app, smtp_inbox)
    town.settle()
    return town


def _bytes_read_by(town: Town, name: str) -> str:
    """Every byte that reaches somebody: mails, their links, and one's own space."""
    client = town.signed_in(name)
    space = client.get("/mon-espace")
    assert space.status_code == 200
    read = [str(space.headers), space.get_data(as_text=True)]
    for mail in town.mails_to(name):
        read.append(whole_text(mail))
        for link in links_of(mail):
            answer = client.get(link)
            assert answer.status_code in {200, 303}, link
            read += [link, str(answer.headers), answer.get_data(as_text=True)]
            if link.startswith("/rendez-vous"):
                calendar = client.get(f"{link}.ics")
                read += [str(calendar.headers), calendar.get_data(as_text=True)]
    return "\n".join(read)


def _found(text: str, town: Town, reader: str) -> list[str]:
    return [
        f"{reader} reads {secret!r} of {canary.first_name}"
        for canary in town.canaries.values()
        if canary.first_name != reader
        for secret in canary.secrets
        if secret in text
    ]


def _leaks(town: Town) -> list[str]:
    return [
        leak for name in town.canaries for leak in _found(_bytes_read_by(town, name), town, name)
    ]


def _answer(town: Town, name: str, said: str) -> None:
    mail = town.mails_to(name)[-1]
    link = next(link for link in links_of(mail) if link.startswith("/proposition/"))
    path = link.split("?")[0]
    client = town.app.test_client()
    page = client.get(path).get_data(as_text=True)
    field = page.split('name="csrf" value="')[1].split('"')[0]
    assert client.post(path, data={"csrf": field, "answer": said}).status_code == 303


def test_nothing_leaks_before_two_yeses(town: Town) -> None:
    assert town.run_matcher() == 6
    town.send_mails()
    assert _leaks(town) == []
    helpers = [name for name in town.canaries if name.startswith("Helper")]
    for name in helpers:
        if town.mails_to(name):
            _answer(town, name, "yes")
    town.later()
    town.send_mails()
    assert _leaks(town) == []


def test_names_of_helpers_come_with_their_yes_only(town: Town) -> None:
    town.run_matcher()
    town.send_mails()
    for n in range(6):
        assert "Helper" not in _bytes_read_by(town, f"Asker{n}")
        assert "Asker" not in _bytes_read_by(town, f"Helper{n}").replace(f"Helper{n}", "")


def test_both_have_what_they_need_once_both_said_yes(town: Town) -> None:
    town.run_matcher()
    town.send_mails()
    _answer(town, "Helper0", "yes")
    town.later()
    town.send_mails()
    asked = next(
        name
        for name in town.canaries
        if name.startswith("Asker") and "Helper0" in whole_text(town.mails_to(name)[-1])
    )
    _answer(town, asked, "yes")
    town.later()
    town.send_mails()
    for_helper = whole_text(town.mails_to("Helper0")[-1])
    for_resident = whole_text(town.mails_to(asked)[-1])
    street, phone = town.canaries[asked].secrets[1], town.canaries[asked].secrets[7]
    assert street in for_helper
    assert phone in for_helper
    assert town.canaries["Helper0"].secrets[7] in for_resident
    assert town.canaries["Helper0"].secrets[1] not in for_resident
    others = [name for name in town.canaries if name not in {"Helper0", asked}]
    assert not [leak for name in others for leak in _found(_bytes_read_by(town, name), town, name)]


def test_the_check_itself_sees_a_leak(town: Town) -> None:
    town.run_matcher()
    town.send_mails()
    street = town.canaries["Asker0"].secrets[1]
    assert _found(f"<p>12 rue {street}</p>", town, "Helper0") == [
        f"Helper0 reads {street!r} of Asker0"
    ]
