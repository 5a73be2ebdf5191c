"""« Vouliez-vous écrire jeanne@orange.fr ? »: slips of the finger in well-known domains."""

from __future__ import annotations

KNOWN_DOMAINS = (
    "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "neuf.fr", "bbox.fr",
    "club-internet.fr", "gmail.com", "hotmail.fr", "hotmail.com", "outlook.fr", "outlook.com",
    "live.fr", "yahoo.fr", "yahoo.com", "icloud.com", "proton.me",
)  # fmt: skip
_OFTEN_MEANT = {"gmail.fr": "gmail.com", "orange.com": "orange.fr", "laposte.fr": "laposte.net"}


def likely_meant(address: str) -> str:
    """The address probably meant, or an empty string when nothing looks wrong."""
    mailbox, _, domain = address.rpartition("@")
    domain = domain.lower()
    if domain in KNOWN_DOMAINS:
        return ""
    meant = _OFTEN_MEANT.get(domain) or next(
        (known for known in KNOWN_DOMAINS if _is_one_slip(domain, known)), ""
    )
    return f"{mailbox}@{meant}" if meant else ""


def _is_one_slip(typed: str, known: str) -> bool:
    """One letter missing, added, changed, or two neighbours swapped."""
    if abs(len(typed) - len(known)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(typed, known, strict=False)) if a != b),
        min(len(typed), len(known)),
    )
    a, b = typed[start:], known[start:]
    swapped = len(a) >= 2 and a[0] + a[1] == b[1:2] + b[:1] and a[2:] == b[2:]
    return swapped or a[1:] == b or a == b[1:] or a[1:] == b[1:]
