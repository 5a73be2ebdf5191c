"""Identifiers that are guessed by nobody: link tokens, codes, mots de passage, message ids."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

_PLAIN_WORDS_A = (
    "tournesol lavande tilleul cerise pivoine mimosa citron noisette olive romarin framboise "
    "jasmin coquelicot muguet abricot menthe verveine amande bleuet capucine"
).split()
_PLAIN_WORDS_B = "bleu vert rouge jaune blanc orange rose violet doré argenté".split()


def link_token(secret: str, *parts: object) -> str:
    """The token of a mailed link, computed anew at each rendering: nothing but its hash is kept."""
    message = "\x1f".join(str(part) for part in parts).encode()
    digest = hmac.digest(secret.encode(), message, "sha256")[:24]
    return urlsafe_b64encode(digest).decode()


def token_hash(token: str) -> str:
    """What the database keeps of a token, a code or a session id."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_hash(secret: str, *parts: object) -> str:
    """A hash that cannot be tried without the secret: for six digits, addresses, csrf fields."""
    message = "\x1f".join(str(part) for part in parts).encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def random_id() -> str:
    """192 random bits, for sessions and sign-in links."""
    return secrets.token_urlsafe(24)


def mot_de_passage() -> str:
    """Two plain words that both neighbours read: « tournesol bleu »."""
    return f"{secrets.choice(_PLAIN_WORDS_A)} {secrets.choice(_PLAIN_WORDS_B)}"


def calendar_uid() -> str:
    """The stable UID of an appointment's calendar file."""
    return f"{secrets.token_hex(16)}@fil-de-voisins"
