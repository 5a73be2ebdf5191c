"""Flask-Mail made safe: time limits, checked certificates, never clear text by accident.

Flask-Mail as shipped waits for ever, checks no certificate, sends lines of any length and lets
line breaks into headers; each of the classes below closes some of that.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from email import policy
from email.charset import QP, Charset
from email.encoders import encode_base64
from email.generator import BytesGenerator
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from io import BytesIO
from typing import Any

import flask_mail
from flask import Flask

from config import Settings
from mutualaid.adapters.mail_headers import BadHeader, address, mailbox, unstructured
from mutualaid.domain.mail import (
    CalendarPart,
    Outgoing,
    PermanentFailure,
    RelayDown,
    RelayFault,
    TemporaryFailure,
)

_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_WIRE = policy.compat32.clone(linesep="\r\n", max_line_length=76, mangle_from_=False)
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_NOT_LET_IN = {421, 454, 530, 534, 535, 538}
"""Replies to our own name that concern every mail: busy, no TLS, no password."""


class SafeMessage(flask_mail.Message):
    """A message to one person whose every header was checked and encoded by us."""

    def __init__(self, outgoing: Outgoing, envelope_sender: str) -> None:
        super().__init__(
            subject=outgoing.subject,
            recipients=[address(outgoing.to)],
            sender=envelope_sender,
            body=outgoing.text,
            html=outgoing.html,
        )
        self.outgoing = outgoing
        self.msgId = f"<{outgoing.message_id}>"
        self._wire = self._flatten()

    def has_bad_headers(self) -> bool:
        """Headers are checked one by one where they are written; a bad one raises BadHeader."""
        return False

    def _message(self) -> MIMEBase:
        root: MIMEBase = MIMEMultipart("alternative")
        root.attach(MIMEText(self.outgoing.text, "plain", _UTF8))  # type: ignore[arg-type]
        root.attach(MIMEText(self.outgoing.html, "html", _UTF8))  # type: ignore[arg-type]
        if self.outgoing.calendar is not None:
            alternative, root = root, MIMEMultipart("mixed")
            root.attach(alternative)
            root.attach(_calendar_part(self.outgoing.calendar))
        for name, value in self._headers().items():
            root[name] = value
        return root

    def _headers(self) -> dict[str, str]:
        out = self.outgoing
        headers = {
            "Subject": unstructured(out.subject),
            "From": mailbox(out.sender_name, str(self.sender)),
            "To": address(out.to),
            "Date": format_datetime(out.at),
            "Message-ID": unstructured(self.msgId),
            "Content-Language": unstructured(out.language),
            "Auto-Submitted": "auto-generated",
        }
        if out.reply_to:
            headers["Reply-To"] = address(out.reply_to)
        if out.unsubscribe_url:
            headers["List-Unsubscribe"] = unstructured(f"<{out.unsubscribe_url}>")
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def as_bytes(self) -> bytes:
        """The mail as it goes over the wire, written once."""
        return self._wire

    def _flatten(self) -> bytes:
        """ASCII only, folded at 76 signs wherever a line may be folded."""
        written = BytesIO()
        BytesGenerator(written, policy=_WIRE).flatten(self._message())
        return written.getvalue()


def _calendar_part(calendar: CalendarPart) -> MIMEBase:
    part = MIMEBase("text", "calendar", charset="utf-8", method=calendar.method.value)
    part.set_payload(calendar.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="rendez-vous.ics")
    return part


class SafeConnection(flask_mail.Connection):
    """A conversation with the relay that ends in time and is encrypted when it has to be."""

    def __init__(self, mail: Any, *, timeout: float, tls: ssl.SSLContext) -> None:
        super().__init__(mail)
        self._timeout = timeout
        self._tls = tls

    def configure_host(self) -> smtplib.SMTP | smtplib.SMTP_SSL:
        """Connect, encrypt, sign in; whatever fails here concerns every mail."""
        name = str(self.mail.default_sender).rpartition("@")[2]
        where = {"host": self.mail.server, "port": self.mail.port, "timeout": self._timeout}
        host: smtplib.SMTP | smtplib.SMTP_SSL
        if self.mail.use_ssl:
            host = smtplib.SMTP_SSL(**where, local_hostname=name, context=self._tls)
        else:
            host = smtplib.SMTP(**where, local_hostname=name)
        try:
            if self.mail.use_tls:
                host.starttls(context=self._tls)
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def is_alive(self) -> bool:
        """Whether the relay still listens to us."""
        try:
            return self.host is not None and self.host.noop()[0] == 250
        except (smtplib.SMTPException, OSError):
            return False

    def __exit__(self, *_error: object) -> None:
        """Say good-bye; a relay that hangs up first took the mail all the same."""
        if self.host is None:
            return
        try:
            self.host.quit()
        except (smtplib.SMTPException, OSError):
            self.host.close()


class SafeMail(flask_mail.Mail):
    """Flask-Mail's extension with our own settings, time limit and certificates."""

    def __init__(self, app: Flask, settings: Settings, tls: ssl.SSLContext) -> None:
        if settings.mail_security == "none" and settings.mail_host not in _LOOPBACK:
            raise ValueError("mail in clear text never leaves this machine")
        self._timeout = settings.mail_timeout_seconds
        self._tls = tls
        app.config.update(
            MAIL_SERVER=settings.mail_host,
            MAIL_PORT=settings.mail_port,
            MAIL_USERNAME=settings.mail_username or None,
            MAIL_PASSWORD=settings.mail_password or None,
            MAIL_USE_TLS=settings.mail_security == "starttls",
            MAIL_USE_SSL=settings.mail_security == "tls",
            MAIL_DEFAULT_SENDER=settings.mail_sender,
            MAIL_SUPPRESS_SEND=False,
            MAIL_DEBUG=0,
        )
        super().__init__(app)

    def connect(self) -> SafeConnection:
        """A conversation, not yet begun."""
        return SafeConnection(self.state, timeout=self._timeout, tls=self._tls)


class SmtpRelay:
    """The relay of this instance, behind the port `mutualaid.domain.mail.Relay`."""

    def __init__(
        self, app: Flask, settings: Settings, *, tls: ssl.SSLContext | None = None
    ) -> None:
        self._app = app
        self._sender = settings.mail_sender
        self._mail = SafeMail(app, settings, tls or ssl.create_default_context())
        self._open: SafeConnection | None = None

    def send(self, outgoing: Outgoing) -> None:
        """Hand one mail over, in the conversation that is open or in a new one."""
        with self._app.app_context():
            try:
                message = SafeMessage(outgoing, self._sender)
            except BadHeader as error:
                raise PermanentFailure(reason=str(error)) from error
            try:
                _hand_over(self._conversation(), message)
            except RelayFault:
                self.hang_up()
                raise

    def hang_up(self) -> None:
        """End the conversation, if one is open."""
        conversation, self._open = self._open, None
        if conversation is not None:
            conversation.__exit__()

    def _conversation(self) -> SafeConnection:
        """The open one if the relay still answers; a relay that does not let us in is down."""
        if self._open is not None and self._open.is_alive():
            return self._open
        self.hang_up()
        conversation = self._mail.connect()
        try:
            conversation.__enter__()
        except (smtplib.SMTPException, OSError) as error:
            raise RelayDown(_code(error), type(error).__name__) from error
        self._open = conversation
        return conversation


def _hand_over(connection: SafeConnection, message: SafeMessage) -> None:
    """Name the relay's refusal: ours for good, ours for now, or everybody's."""
    try:
        connection.send(message)
    except smtplib.SMTPRecipientsRefused as error:
        raise _refusal(*next(iter(error.recipients.values()))) from error
    except smtplib.SMTPSenderRefused as error:
        if error.smtp_code in _NOT_LET_IN:
            raise RelayDown(error.smtp_code) from error
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except smtplib.SMTPNotSupportedError as error:
        raise PermanentFailure(reason="address not supported") from error
    except (smtplib.SMTPException, OSError) as error:
        raise TemporaryFailure(reason=type(error).__name__) from error


def _refusal(code: int, reply: bytes | str) -> TemporaryFailure | PermanentFailure:
    """Named by the reply's code and, where it has one, its status (RFC 3463); never its words."""
    text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    found = _STATUS.match(text)
    status = found[1] if found else ""
    is_final = 500 <= code <= 599
    return PermanentFailure(code, status) if is_final else TemporaryFailure(code, status)


def _code(error: Exception) -> int:
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
