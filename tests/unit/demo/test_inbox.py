import smtplib
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from mutualaid.demo.inbox import create_inbox
from mutualaid.demo.postbox import MailServer, Postbox
from mutualaid.demo.sanitise import harmless


def letter(to: str = "jeanne@example.fr", subject: str = "Rendez-vous mardi") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "fil@example.fr", to, subject
    mail.set_content("Bonjour Jeanne,\nhttp://127.0.0.1:8000/rendez-vous/abc\n")
    mail.add_alternative("<p onclick=x>Bonjour</p><script>alert(1)</script>", subtype="html")
    mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="a.ics")
    return mail.as_bytes(policy=policy.SMTP)


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def inbox(postbox: Postbox) -> FlaskClient:
    return create_inbox(postbox).test_client()


@pytest.fixture
def mail_server(postbox: Postbox) -> Iterator[MailServer]:
    server = MailServer(postbox)
    server.start()
    yield server
    server.stop()


def test_a_mail_sent_to_the_server_is_kept_byte_for_byte(
    mail_server: MailServer, postbox: Postbox, inbox: FlaskClient
) -> None:
    sent = letter()
    with smtplib.SMTP("127.0.0.1", mail_server.port) as client:
        client.sendmail("fil@example.fr", ["jeanne@example.fr"], sent)
    assert inbox.get("/1.eml").data == sent
    assert len(postbox) == 1


def test_messages_are_listed_newest_first(postbox: Postbox, inbox: FlaskClient) -> None:
    postbox.put("jeanne@example.fr", letter(subject="Le premier"))
    time.sleep(0.002)
    postbox.put("karim@example.fr", letter(to="karim@example.fr", subject="Le second"))
    newest, oldest = inbox.get("/messages.json").get_json()
    assert (newest["id"], newest["to"], newest["subject"]) == (2, "karim@example.fr", "Le second")
    assert newest["at"] > oldest["at"]
    page = inbox.get("/").text
    assert page.index("Le second") < page.index("Le premier")


def test_the_search_keeps_one_person_s_mails(postbox: Postbox, inbox: FlaskClient) -> None:
    postbox.put("jeanne@example.fr", letter())
    postbox.put("karim@example.fr", letter())
    assert [line["to"] for line in inbox.get("/messages.json?to=KARIM").get_json()] == [
        "karim@example.fr"
    ]


def test_the_calendar_file_is_offered_and_whole(postbox: Postbox, inbox: FlaskClient) -> None:
    postbox.put("jeanne@example.fr", letter())
    assert "a.ics" in inbox.get("/1").text
    attached = inbox.get("/1/1")
    assert attached.mimetype == "text/calendar"
    assert b"BEGIN:VCALENDAR" in attached.data
    assert inbox.get("/1/2").status_code == 404


def test_the_html_of_a_mail_runs_nothing(postbox: Postbox, inbox: FlaskClient) -> None:
    postbox.put("jeanne@example.fr", letter())
    shown = inbox.get("/1.html")
    assert "Bonjour" in shown.text
    assert "script" not in shown.text
    assert "onclick" not in shown.text
    assert shown.headers["Content-Security-Policy"].startswith("sandbox ")
    assert "script" not in inbox.get("/1").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("dirty", "gone"),
    [
        ('<a href=" java\nscript:alert(1)">x</a>', "alert"),
        ('<img src="http://a" onerror="alert(1)">', "onerror"),
        ('<iframe srcdoc="<p>x">y</iframe>', "srcdoc"),
        ("<form action=/a><button>ok</button></form>", "<form"),
        ('<meta http-equiv="refresh" content="0">', "refresh"),
        ("<svg><script>1</script></svg>tail", "svg"),
    ],
)
def test_the_sanitiser_leaves_out(dirty: str, gone: str) -> None:
    assert gone not in harmless(dirty)


def test_the_sanitiser_keeps_text_links_and_style() -> None:
    clean = '<style>p{color:red}</style><p class="a">à &amp; b <a href="https://a/b?c=1">c</a></p>'
    assert harmless(clean).endswith(clean)


def test_a_page_of_another_name_is_refused(inbox: FlaskClient) -> None:
    assert inbox.get("/", headers={"Host": "evil.example"}).status_code == 400


def test_a_letter_that_does_not_exist_is_not_found(inbox: FlaskClient) -> None:
    assert [inbox.get(path).status_code for path in ("/0", "/1", "/7.eml")] == [404, 404, 404]


def test_an_inline_calendar_part_is_a_file_too(postbox: Postbox) -> None:
    mail = EmailMessage()
    mail.set_content("BEGIN:VCALENDAR", subtype="calendar")
    kept = postbox.put("a@example.fr", mail.as_bytes())
    assert [file.name for file in kept.attachments] == ["1.ics"]
    assert message_from_bytes(kept.raw, policy=policy.default).get_content_type() == "text/calendar"
