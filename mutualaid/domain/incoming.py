"""A mail that came in, as far as we read it: whom it answers, whether it failed, what it says."""

from __future__ import annotations

from dataclasses import dataclass

MOST_WORDS = 2000
"""Signs of a reply that a coordinator reads; the mail itself stays in the mailbox."""
OUR_DOMAIN = "@fil-de-voisins"
"""What every Message-ID of ours ends with."""
DEAD_ADDRESS = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""Statuses (RFC 3463) that speak of the address; the others speak of the mail or the relay."""


@dataclass(frozen=True)
class Failure:
    """What a bounce says of a mail of ours."""

    status: str
    """RFC 3463, `5.1.1`; the class alone where that is all it says: `5.0.0`."""
    is_final: bool
    """Given up; else the other side still tries."""
    recipients: frozenset[str]
    """The addresses it names, in lower case; empty when it names none."""

    @property
    def is_dead_address(self) -> bool:
        """Whether nothing will ever arrive there."""
        return self.is_final and self.status in DEAD_ADDRESS


@dataclass(frozen=True)
class ReadMail:
    """One incoming mail, read."""

    mail_hash: str
    answers: tuple[str, ...]
    """Message-IDs of ours that it names, the likeliest first, without brackets."""
    sender: str
    """The address it says it comes from, in lower case."""
    failure: Failure | None = None
    is_automatic: bool = False
    words: str = ""
    """Plain text, without what it quotes and without its signature."""
