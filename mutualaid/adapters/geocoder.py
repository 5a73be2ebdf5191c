"""The national address base (BAN) behind the port, and the offline gazetteer beside it.

Nobody waits long for it: three seconds, then five failures in a row close it for a minute, and
the page goes on without. What it answers is checked field by field; a redirection is refused.
"""

from __future__ import annotations

import http.client
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, build_opener

from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderServiceError, GeocoderTimedOut, GeopyError
from geopy.geocoders import BANFrance

from config import Settings
from mutualaid.adapters import gazetteer
from mutualaid.domain.geo import Precision
from mutualaid.domain.ports import Candidate, Geocoder
from mutualaid.domain.streets import house_number

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 3.0
MOST_FAILURES = 5
CLOSED_SECONDS = 60.0
MOST_CACHED = 1024
MOST_ANSWERS = 5
LEAST_SCORE = 0.5
_LONGEST_QUERY = 200
_LARGEST_ANSWER = 256 * 1024
_PRECISIONS = {
    "housenumber": Precision.ADDRESS,
    "street": Precision.STREET,
    "locality": Precision.STREET,
}


class TownsOnly:
    """Without a geocoder: nothing but the gazetteer."""

    def find(self, _line: str, _town: str) -> list[Candidate]:
        """No door and no street."""
        return []

    def towns(self, town: str) -> list[Candidate]:
        """Towns of the gazetteer."""
        return [
            Candidate(
                house_number="",
                street="",
                postcode=commune.postcodes[0] if commune.postcodes else "",
                commune=commune.name,
                lat=commune.lat,
                lon=commune.lon,
                precision=Precision.COMMUNE,
                source="gazetteer",
            )
            for commune in gazetteer.installed().find(town)
        ]


class BanGeocoder(TownsOnly):
    """The address base of one host."""

    def __init__(
        self, host: str, *, scheme: str = "https", clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ban = BANFrance(
            domain=host,
            scheme=scheme,
            timeout=TIMEOUT_SECONDS,
            user_agent="fil-de-voisins",
            adapter_factory=_CarefulAdapter,
        )
        self._cache: OrderedDict[str, list[Candidate]] = OrderedDict()
        self._breaker = _Breaker(clock)
        self._lock = threading.Lock()

    def find(self, line: str, town: str) -> list[Candidate]:
        """Doors and streets, the likeliest first; nothing while the service is in trouble."""
        query = " ".join(f"{line} {town}".split())[:_LONGEST_QUERY]
        if len(query) < 3:
            return []
        with self._lock:
            if query in self._cache:
                self._cache.move_to_end(query)
                return self._cache[query]
        if not self._breaker.lets_through():
            return []
        try:
            found = self._ask(query)
        except (GeopyError, ValueError, TypeError, AttributeError, LookupError) as error:
            log.warning("The geocoder gave no answer: %s", type(error).__name__)
            self._breaker.failed()
            return []
        self._breaker.worked()
        self._remember(query, found)
        return found

    def _ask(self, query: str) -> list[Candidate]:
        answers = self._ban.geocode(query, exactly_one=False, limit=MOST_ANSWERS) or []
        read = [_candidate(answer.raw.get("properties", {}), answer) for answer in answers]
        return [candidate for candidate in read if candidate is not None]

    def _remember(self, query: str, found: list[Candidate]) -> None:
        """Keep what was found; « nothing » may only be a bad moment of the service."""
        if not found:
            return
        with self._lock:
            self._cache[query] = found
            if len(self._cache) > MOST_CACHED:
                self._cache.popitem(last=False)


def make_geocoder(settings: Settings) -> Geocoder:
    """The geocoder of this instance; without a host, the gazetteer alone."""
    if not settings.geocoder_host:
        return TownsOnly()
    return BanGeocoder(settings.geocoder_host, scheme=settings.geocoder_scheme)


class _Breaker:
    """Closes the way after several failures in a row, and lets one try through later."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_until = 0.0

    def lets_through(self) -> bool:
        """Whether to ask; after a closure only one asks, the others wait for its answer."""
        with self._lock:
            if self._failures < MOST_FAILURES:
                return True
            if self._clock() < self._closed_until:
                return False
            self._closed_until = self._clock() + CLOSED_SECONDS
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                self._closed_until = self._clock() + CLOSED_SECONDS

    def worked(self) -> None:
        with self._lock:
            self._failures = 0


class _NoRedirect(HTTPRedirectHandler):
    """An address base that sends us elsewhere is not the one the operator chose."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


class _CarefulAdapter(URLLibAdapter):
    """geopy's own adapter without redirections, with an end to how long and how much it reads."""

    def __init__(self, *, proxies: dict[str, str] | None, ssl_context: Any) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        opener = build_opener(
            HTTPSHandler(context=ssl_context), ProxyHandler(proxies), _NoRedirect()
        )
        self.urlopen = opener.open

    def _decode_page(self, page: Any) -> str:
        """The whole answer, read piece by piece until it is too long or too late."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        pieces, length = [], 0
        try:
            while piece := page.read1(16 * 1024):
                pieces.append(piece)
                length += len(piece)
                if length > _LARGEST_ANSWER:
                    raise GeocoderServiceError("The answer is too long")
                if time.monotonic() > deadline:
                    raise GeocoderTimedOut("The answer is too slow")
            return b"".join(pieces).decode("utf-8")
        except (OSError, http.client.HTTPException, UnicodeDecodeError) as error:
            raise GeocoderServiceError("The answer cannot be read") from error


def _candidate(properties: dict[str, Any], answer: Any) -> Candidate | None:
    """One answer as a candidate; None for a town, a doubtful guess or a broken line."""
    precision = _PRECISIONS.get(str(properties.get("type")))
    if precision is None or float(properties.get("score", 0)) < LEAST_SCORE:
        return None
    is_door = precision is Precision.ADDRESS
    street = properties.get("street" if is_door else "name")
    lat, lon = float(answer.latitude), float(answer.longitude)
    if not street or not (-90 < lat < 90 and -180 <= lon <= 180):
        return None
    return Candidate(
        house_number=house_number(str(properties.get("housenumber", ""))) if is_door else "",
        street=str(street)[:160],
        postcode=str(properties.get("postcode", ""))[:10],
        commune=str(properties.get("city", ""))[:80],
        lat=lat,
        lon=lon,
        precision=precision,
        source="ban",
    )
