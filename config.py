"""Settings of one instance: a frozen dataclass read from the environment, each field documented."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class MissingSetting(RuntimeError):
    """A setting without which this instance must not start; the message says what to write."""


def _flag(value: str | None) -> bool:
    return (value or "").strip().lower() in {"1", "true", "yes", "on"}


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an operator decides. Names of the environment variables are the fields in capitals."""

    secret_key: str = field(repr=False)
    """Signs e-mail links and form fields. Changing it kills every link that was sent."""
    database_url: str = f"sqlite:///{ROOT / 'instance' / 'mutualaid.sqlite3'}"
    """SQLAlchemy address; `postgresql://…` uses psycopg 3."""
    base_url: str = "http://127.0.0.1:5000"
    """Start of every link in an e-mail; never taken from a request."""
    instance_name: str = "Fil de voisins"
    """Name shown on every page and e-mail."""
    default_zone: str = "Europe/Paris"
    """Time zone of a new neighbourhood."""
    controller_name: str = ""
    """Data controller (RGPD art. 4). Production refuses to start without it."""
    controller_contact: str = ""
    """How to reach the data controller: an address or an e-mail."""
    publication_director: str = ""
    """Who answers for what the pages say (the law of 2004 on trust online); /mentions-legales."""
    hosting_name: str = ""
    """Who runs the machine that this stands on, shown on /mentions-legales and /vie-privee."""
    hosting_contact: str = ""
    """Address and telephone of whoever runs the machine."""
    mail_host: str = "127.0.0.1"
    """SMTP relay."""
    mail_port: int = 25
    mail_username: str = ""
    mail_password: str = field(default="", repr=False)
    mail_security: str = "starttls"
    """`starttls`, `tls` or `none` (loopback only)."""
    mail_sender: str = "fil-de-voisins@localhost.localdomain"
    """Envelope sender and From address; the display name is the neighbourhood's."""
    mail_reply_to: str = ""
    """Mailbox read by a human; empty: the neighbourhood's own."""
    mail_timeout_seconds: float = 20.0
    mailbox_host: str = ""
    """IMAP server, over TLS, where bounces and replies arrive; empty: none is read."""
    mailbox_port: int = 993
    mailbox_username: str = ""
    mailbox_password: str = field(default="", repr=False)
    mailbox_folder: str = "INBOX"
    mailbox_timeout_seconds: float = 20.0
    mailbox_path: str = ""
    """Instead of IMAP: a Maildir on this machine."""
    geocoder_host: str = ""
    """Host of a BAN service; empty: only the streets table and the gazetteer."""
    geocoder_scheme: str = "https"
    """`http` only for a test server on loopback."""
    erasures_file: str = str(ROOT / "instance" / "erasures.txt")
    """Numbers of those who were forgotten, beside the database, for the day an old backup comes
    back (`flask admin forget-again`). Keep it out of the backup that holds the database."""
    trusted_proxies: int = 0
    """How many reverse proxies stand before the web process."""
    demo: bool = False
    """Demonstration: one-press sign-in pages on loopback, no quiet hours."""
    quick_exit_url: str = ""
    """Where « Quitter cette page vite » leads, a page of weather or news; empty: our first page."""
    testing: bool = False

    @property
    def is_https(self) -> bool:
        """Whether cookies may be `__Host-` and HSTS is sent."""
        return urlsplit(self.base_url).scheme == "https"

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the environment; a missing or unreadable setting fails with a sentence."""
        values: dict[str, object] = {}
        for name, kind in cls.__annotations__.items():
            raw = env.get(name.upper())
            if raw is None or raw == "":
                continue
            values[name] = _read(name, raw, str(kind))
        demo = bool(values.get("demo"))
        if "secret_key" not in values:
            if not demo and env.get("FLASK_DEBUG") != "1":
                raise MissingSetting(
                    "SECRET_KEY is missing. Write one in .env: "
                    'python3 -c "import secrets; print(secrets.token_hex(32))"'
                )
            values["secret_key"] = _kept_secret(ROOT / "instance" / "secret_key")
        settings = cls(**values)  # type: ignore[arg-type]
        settings.check(debug=env.get("FLASK_DEBUG") == "1")
        return settings

    def check(self, *, debug: bool = False) -> None:
        """Refuse a production without a named data controller or with clear-text mail abroad."""
        if self.mail_security not in {"starttls", "tls", "none"}:
            raise MissingSetting("MAIL_SECURITY: write starttls, tls or none.")
        loopback = self.mail_host in {"127.0.0.1", "::1", "localhost"}
        if self.mail_security == "none" and not loopback:
            raise MissingSetting("MAIL_SECURITY=none is for a relay on this machine only.")
        if self.mailbox_host and self.mailbox_path:
            raise MissingSetting("MAILBOX_HOST and MAILBOX_PATH: write one of the two.")
        if self.demo or self.testing or debug:
            return
        if not (self.controller_name and self.controller_contact):
            raise MissingSetting(
                "CONTROLLER_NAME and CONTROLLER_CONTACT are missing: the law asks who answers "
                "for personal data before any real person is entered."
            )
        if len(self.secret_key) < 32:
            raise MissingSetting("SECRET_KEY is too short: write at least 32 characters.")


def _read(name: str, raw: str, kind: str) -> object:
    if kind == "bool":
        return _flag(raw)
    try:
        return int(raw) if kind == "int" else float(raw) if kind == "float" else raw
    except ValueError as error:
        raise MissingSetting(f"{name.upper()}={raw!r} is not a number.") from error


def _kept_secret(path: Path) -> str:
    """A secret for development and demo, kept between starts so that mailed links go on working."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.write_text(secrets.token_hex(32))
        path.chmod(0o600)
    return path.read_text().strip()
