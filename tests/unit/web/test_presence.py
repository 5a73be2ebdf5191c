"""The seal of a coordinator's cookie, and the network that an address belongs to."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mutualaid.web.presence import network_of, seal, unseal
from tests.factories import NOW


def test_a_sealed_cookie_says_since_when_one_was_here() -> None:
    assert unseal("secret", seal("secret", "an id", NOW)) == ("an id", NOW)


def test_nobody_can_say_to_have_been_here_later() -> None:
    _id, _at, mac = seal("secret", "an id", NOW).split(".")
    later = str(int((NOW + timedelta(hours=1)).timestamp()))
    for forged in (f"an id.{later}.{mac}", f"other.{_at}.{mac}", "an id.x.y", "an id.é", "an id."):
        assert unseal("secret", forged)[1] is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("127.0.0.1", ""),
        ("::1", ""),
        ("192.168.1.4", ""),
        ("fe80::1", ""),
        ("fd00::1", ""),
        ("nonsense", ""),
        (None, ""),
    ],
)
def test_an_address_is_counted_with_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network
