"""When a coordinator was last at her desk, and from which network somebody writes.

A GET writes no row, so that instant travels in her cookie, signed: the cookie is `id.instant.seal`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from mutualaid.domain.ids import keyed_hash, same

IDLE = timedelta(minutes=30)
STAMP_AGAIN_AFTER = timedelta(minutes=1)
_OURS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
_WITHIN = [ip_network(each) for each in _OURS]


def seal(secret: str, cookie_id: str, at: datetime) -> str:
    """The cookie of a browser that was here at this instant."""
    seconds = str(int(at.timestamp()))
    return f"{cookie_id}.{seconds}.{_mac(secret, cookie_id, seconds)}"


def unseal(secret: str, cookie: str) -> tuple[str, datetime | None]:
    """The id of a cookie, and since when it was last here if the seal is ours."""
    cookie_id, _, rest = cookie.partition(".")
    seconds, _, mac = rest.partition(".")
    if not rest or not same(mac, _mac(secret, cookie_id, seconds)):
        return cookie_id, None
    return cookie_id, datetime.fromtimestamp(int(seconds), UTC)


def _mac(secret: str, cookie_id: str, seconds: str) -> str:
    return keyed_hash(secret, "presence", cookie_id, seconds)[:32]


def network_of(address: str | None) -> str:
    """The /24 or /64 around an address; nothing for one of our own house, which tells nobody apart.

    (Behind a proxy that TRUSTED_PROXIES does not count, everybody has the proxy's address.)
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback or found.is_link_local or any(found in each for each in _WITHIN):
        return ""
    length = 64 if found.version == 6 else 24
    return str(ip_network(f"{found}/{length}", strict=False))
