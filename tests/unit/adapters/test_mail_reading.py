"""From bytes to meaning: bounces as several relays write them, machines, and people's words."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutualaid.adapters.mail_reading import read_mail
from mutualaid.domain.incoming import MOST_WORDS, Failure, ReadMail
from tests.support import letters
from tests.support.letters import OURS, dsn, reply


@pytest.mark.parametrize(
    ("status", "action", "is_final", "is_dead"),
    [
        ("5.1.1", "failed", True, True),
        ("5.2.2", "failed", True, False),
        ("5.7.1", "failed", True, False),
        ("4.4.1", "delayed", False, False),
        ("4.4.7", "failed", True, False),
    ],
)
def test_a_report_says_what_failed_and_whether_it_is_over(
    status: str, action: str, is_final: bool, is_dead: bool
) -> None:
    mail = read_mail(dsn(status, action))
    assert mail.failure == Failure(status, is_final, frozenset({"karim@example.fr"}))
    assert mail.failure.is_dead_address is is_dead
    assert mail.answers == (OURS,)
    assert mail.words == ""


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_failure(action: str) -> None:
    mail = read_mail(dsn("2.0.0", action))
    assert (mail.failure, mail.is_automatic) == (None, True)


@pytest.mark.parametrize(
    ("raw", "failure"),
    [
        (letters.EXIM, Failure("5.0.0", True, frozenset({"karim@example.fr"}))),
        (letters.QMAIL, Failure("5.1.1", True, frozenset())),
        (letters.STILL_TRYING, Failure("4.2.2", False, frozenset())),
    ],
)
def test_bounces_in_plain_words_are_read_too(raw: bytes, failure: Failure) -> None:
    mail = read_mail(raw)
    assert (mail.failure, mail.answers) == (failure, (OURS,))


def test_a_receipt_is_a_machine_s_word() -> None:
    mail = read_mail(letters.RECEIPT)
    assert (mail.failure, mail.is_automatic, mail.words) == (None, True, "")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied (vacation)"},
        {"Auto_Submitted": "auto-generated"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Subject": "Réponse automatique : absence"},
        {"Subject": "Automatic reply: Un coup de main"},
        {"Return_Path": "<>"},
    ],
)
def test_a_machine_s_answer_is_known_by_its_headers(headers: dict[str, str]) -> None:
    mail = read_mail(reply("Je suis absent. Oui au 5 novembre.", **headers))
    assert (mail.is_automatic, mail.failure, mail.words) == (True, None, "")


def test_auto_submitted_no_is_a_person() -> None:
    assert read_mail(reply("Oui", Auto_Submitted="no")).words == "Oui"


GMAIL = """\
Oui d'accord pour jeudi !

Le lun. 12 oct. 2026 à 10:00, Fatima, Fil de voisins <
fil@example.fr> a écrit :

> Pouvez-vous aider Jeanne ?
> Oui / Non
"""
OUTLOOK = """\
Non, je suis chez ma fille.

Envoyé depuis Outlook pour Android
________________________________
De : Fatima <fil@example.fr>
Envoyé : lundi 12 octobre 2026 10:00
À : Karim
Objet : Un coup de main ?

Pouvez-vous aider ?
"""
BELOW = """\
On Mon, 12 Oct 2026 at 10:00, Fatima <fil@example.fr> wrote:
> Pouvez-vous aider jeudi ?
Oui, à 15 h.
> Merci !
-- \nKarim, 06 12 34 56 78
"""
IPHONE = "Ok pour moi\n\nEnvoyé de mon iPhone\n\n> Le 12 oct. 2026, Fatima a écrit :\n> Bonjour\n"
ORIGINAL = "Peut-être.\n\n-----Message d'origine-----\nDe : Fatima\nBonjour\n"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (GMAIL, "Oui d'accord pour jeudi !"),
        (OUTLOOK, "Non, je suis chez ma fille."),
        (BELOW, "Oui, à 15 h."),
        (IPHONE, "Ok pour moi"),
        (ORIGINAL, "Peut-être."),
        ("Oui.\n\n\n\n\nMerci.\n", "Oui.\n\nMerci."),
        ("De rien ! Le matin me va.\n", "De rien ! Le matin me va."),
    ],
)
def test_only_the_person_s_own_words_are_kept(written: str, words: str) -> None:
    assert read_mail(reply(written)).words == words


def test_a_reply_that_is_all_quote_is_shown_whole() -> None:
    assert read_mail(reply("> Oui je peux\n")).words == "> Oui je peux"


def html_reply(html: str) -> ReadMail:
    mail = EmailMessage()
    mail["From"] = "karim@example.fr"
    mail["Subject"] = "Re: jeudi"
    mail.set_content(html, subtype="html")
    return read_mail(mail.as_bytes())


def test_html_becomes_plain_text_without_the_mail_it_quotes() -> None:
    mail = html_reply(
        "<style>p{color:red}</style><p>Oui &amp; merci<br>à jeudi</p><script>alert(1)</script>"
        '<div class="gmail_quote"><div>Le lun. Fatima a écrit :</div><blockquote>Bonjour'
        "</blockquote></div>"
    )
    assert mail.words == "Oui & merci\nà jeudi"


@pytest.mark.parametrize("html", ["<p>Oui<blockquote>x", "<div><<p>Oui</", "Oui", "<b>Oui"])
def test_broken_html_is_still_words(html: str) -> None:
    assert html_reply(html).words.startswith(("Oui", "<"))


def test_without_a_body_the_subject_is_what_was_written() -> None:
    assert read_mail(reply("\n", Subject="OUI jeudi")).words == "OUI jeudi"


def test_words_are_short_plain_and_in_their_order() -> None:
    words = read_mail(reply("oui \u202eeuqilper\x00\x07 " + "a" * 5000)).words
    assert words.startswith("oui euqilper aaa")
    assert len(words) <= MOST_WORDS


def test_the_mail_that_is_answered_comes_first_then_the_latest_reference() -> None:
    older, newer = "old@fil-de-voisins", "new@fil-de-voisins"
    raw = reply("Oui", answers=newer, References=f"<{older}> <x@example.fr> <{newer}>")
    assert read_mail(raw).answers == (newer, older)


def test_an_id_in_the_words_of_a_person_ties_nothing() -> None:
    assert read_mail(reply(f"voir {OURS}", answers="")).answers == ()


def test_an_id_of_another_domain_is_not_ours() -> None:
    raw = reply("Oui", answers="a@fil-de-voisins.example.org")
    assert read_mail(raw).answers == ()


def test_the_same_mail_has_the_same_hash_and_another_another() -> None:
    hashes = [read_mail(raw).mail_hash for raw in (reply("Oui"), reply("Oui"), reply("Non"))]
    assert hashes[0] == hashes[1] != hashes[2]
    assert read_mail(letters.QMAIL).mail_hash != read_mail(letters.QMAIL + b"!").mail_hash


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"From: <@>\r\nSubject: =?utf-8?q?=ZZ?=\r\n\r\n\xe9",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nOui",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
        b"From: a@b\r\nTo: [\r\nDate: never\r\nReferences: <\r\nMessage-ID: <<>\r\n\r\nOui",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed",
    ],
)
def test_what_breaks_the_grammar_of_mails_breaks_nothing_here(raw: bytes) -> None:
    assert len(read_mail(raw).mail_hash) == 64


@given(st.binary(max_size=300), st.sampled_from([dsn(), reply("Oui"), letters.EXIM]), st.integers())
def test_any_bytes_are_read_without_a_fault(noise: bytes, mail: bytes, where: int) -> None:
    cut = where % len(mail)
    assert len(read_mail(mail[:cut] + noise + mail[cut:]).mail_hash) == 64


@pytest.mark.parametrize(
    "piece",
    ["le ", "\n", "> \n", "De : x\n", "le a\n", "_", "550 5.1.1 ", "<div>", "<!--", "<![", "<?",
     "<a ", "</", "&", "<script>", '<a href="', "<!-- -->"],
)  # fmt: skip
@pytest.mark.parametrize("subtype", ["plain", "html"])
def test_a_mail_of_a_megabyte_is_read_in_a_moment(piece: str, subtype: str) -> None:
    mail = EmailMessage()
    mail["From"] = "mailer-daemon@example.fr" if piece[0] == "5" else "karim@example.fr"
    mail.set_content(piece * (1_000_000 // len(piece)), subtype=subtype, cte="8bit")
    began = time.monotonic()
    read_mail(mail.as_bytes())
    assert time.monotonic() - began < 8
