"""The real adapter before a server that answers as the address base does, well or badly."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler

import pytest

from config import Settings
from mutualaid.adapters import geocoder
from mutualaid.adapters.geocoder import BanGeocoder, make_geocoder
from mutualaid.domain.geo import Precision
from tests.support import addresses
from tests.support.addresses import AddressServer, Answer, body, feature, features, redirect

OnlyConnections = Callable[..., AbstractContextManager[list[object]]]
LINE, TOWN = "12 rue de la République", "69100 Villeurbanne"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AddressServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with addresses.serving() as server:
        yield server


class Clock:
    """Moves when it is told."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ban(server: AddressServer, clock: Clock) -> BanGeocoder:
    return BanGeocoder(server.host, scheme="http", clock=clock)


def test_a_door_is_read_with_all_its_parts(server: AddressServer, ban: BanGeocoder) -> None:
    (found,) = ban.find(LINE, TOWN)
    assert server.asked == ["12 rue de la République 69100 Villeurbanne"]
    assert (found.label, found.precision, found.source) == (
        "12 Rue de la République, 69100 Villeurbanne", Precision.ADDRESS, "ban",
    )  # fmt: skip
    assert (found.lat, found.lon) == (45.77, 4.88)


def test_a_street_is_a_street_and_a_town_or_a_guess_is_nothing(
    server: AddressServer, ban: BanGeocoder
) -> None:
    server.answer = features(
        feature("street", name="Rue Neuve"), feature("municipality"), feature(score=0.2)
    )
    (found,) = ban.find(LINE, TOWN)
    assert (found.line, found.precision) == ("Rue Neuve", Precision.STREET)


def test_the_same_question_is_asked_once(server: AddressServer, ban: BanGeocoder) -> None:
    assert ban.find(LINE, TOWN) == ban.find(LINE, f"  {TOWN} ")
    assert len(server.asked) == 1


def test_nothing_found_is_an_answer(server: AddressServer, ban: BanGeocoder) -> None:
    server.answer = features()
    assert ban.find(LINE, TOWN) == ban.find(LINE, TOWN) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(body("<html>maintenance</html>"), id="html"),
        pytest.param(body(b"\xff\xfe\x00"), id="bytes"),
        pytest.param(body("[1, 2]"), id="another shape"),
        pytest.param(body('{"features": [{"type": "Feature"}]}'), id="no point"),
        pytest.param(body('{"features": "many"}'), id="no list"),
        pytest.param(features(feature(score="high")), id="no score"),
        pytest.param(
            body('{"features": [{"geometry": {"coordinates": ["a", "b"]}}]}'), id="no numbers"
        ),
        pytest.param(
            body(
                '{"features": [{"geometry": {"coordinates": [4.88, NaN]}, "properties": '
                '{"type": "street", "name": "Rue Neuve", "score": 1}}]}'
            ),
            id="no latitude",
        ),
        pytest.param(body("{}", status=500), id="server error"),
        pytest.param(body("{}", status=429), id="too many"),
        pytest.param(body("x" * 600_000), id="far too long"),
    ],
)
def test_garbage_is_no_address_and_no_error(
    server: AddressServer, ban: BanGeocoder, answer: Answer
) -> None:
    server.answer = answer
    assert ban.find(LINE, TOWN) == []
    server.answer = features(feature())
    assert len(ban.find(LINE, TOWN)) == 1, "a failure is not remembered"


def test_a_redirection_is_not_followed(server: AddressServer, ban: BanGeocoder) -> None:
    server.answer = redirect(f"http://{server.host}/elsewhere?q=followed")
    assert ban.find(LINE, TOWN) == []
    assert "followed" not in server.asked


def test_a_redirection_to_this_machine_opens_no_connection_there(
    server: AddressServer, ban: BanGeocoder, only_connections: OnlyConnections
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        port = inside.getsockname()[1]

        server.answer = redirect(f"http://127.0.0.1:{port}/latest/meta-data")
        with only_connections(("127.0.0.1", server.port)) as opened:
            assert ban.find(LINE, TOWN) == []
    assert opened == [("127.0.0.1", server.port)]


def test_an_answer_of_fifty_megabytes_is_left_after_its_beginning(
    server: AddressServer, ban: BanGeocoder
) -> None:
    n_sent = 0

    def flood(request: BaseHTTPRequestHandler) -> None:
        nonlocal n_sent
        request.send_response(200)
        request.end_headers()
        for _ in range(50):
            try:
                n_sent += request.wfile.write(b" " * 1_000_000)
            except OSError:
                return

    server.answer = flood
    started = time.monotonic()
    assert ban.find(LINE, TOWN) == []
    assert time.monotonic() - started < 3
    assert n_sent < 20_000_000, "what the system's buffers took, not the whole"


@pytest.mark.parametrize(
    "typed",
    [
        "http://169.254.169.254/latest/meta-data", "//169.254.169.254/", "@169.254.169.254/",
        "file:///etc/passwd", "x#@169.254.169.254", "\\\\169.254.169.254\\share",
        "12 rue\r\nHost: 169.254.169.254", "?q=x&host=169.254.169.254",
    ],
)  # fmt: skip
def test_an_address_that_is_a_url_is_words_to_the_one_host_we_know(
    server: AddressServer, ban: BanGeocoder, only_connections: OnlyConnections, typed: str
) -> None:
    with only_connections(("127.0.0.1", server.port)) as opened:
        ban.find(typed, TOWN)
    assert opened == [("127.0.0.1", server.port)]
    assert server.asked == [" ".join(f"{typed} {TOWN}".split())]


def test_the_watch_over_connections_would_see_another(only_connections: OnlyConnections) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inside:
        there = inside.getsockname()
        refused = pytest.raises(AssertionError, match=str(there[1]))
        with socket.socket() as caller, only_connections(), refused:
            caller.connect(there)


def test_a_slow_server_is_left_after_the_time_allowed(
    server: AddressServer, ban: BanGeocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried(ban, monkeypatch)
    server.answer = lambda _request: time.sleep(1)
    started = time.monotonic()
    assert ban.find(LINE, TOWN) == []
    assert time.monotonic() - started < 0.9


def test_a_server_that_drips_is_left_too(
    server: AddressServer, ban: BanGeocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurried(ban, monkeypatch)

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(40):
            try:
                request.wfile.write(b" ")
            except OSError:
                return
            time.sleep(0.1)

    server.answer = drip
    started = time.monotonic()
    assert ban.find(LINE, TOWN) == []
    assert time.monotonic() - started < 2


def hurried(ban: BanGeocoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same geocoder with a third of a second instead of three."""
    monkeypatch.setattr(geocoder, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(ban._ban, "timeout", 0.3)


def test_five_failures_close_it_for_a_minute_and_one_success_opens_it(
    server: AddressServer, ban: BanGeocoder, clock: Clock
) -> None:
    server.answer = body("{}", status=500)
    for n in range(8):
        ban.find(f"{n} rue Neuve", TOWN)
    assert len(server.asked) == geocoder.MOST_FAILURES
    server.answer = features(feature())
    assert ban.find(LINE, TOWN) == []
    clock.now += geocoder.CLOSED_SECONDS
    assert len(ban.find(LINE, TOWN)) == 1
    assert len(ban.find("another street", TOWN)) == 1


def test_after_the_minute_only_one_tries(
    server: AddressServer, ban: BanGeocoder, clock: Clock
) -> None:
    server.answer = body("{}", status=500)
    for n in range(geocoder.MOST_FAILURES):
        ban.find(f"{n} rue Neuve", TOWN)
    clock.now += geocoder.CLOSED_SECONDS
    for n in range(4):
        ban.find(f"{n} rue Haute", TOWN)
    assert len(server.asked) == geocoder.MOST_FAILURES + 1


def test_a_host_where_nobody_listens_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
        assert BanGeocoder(host, scheme="http").find(LINE, TOWN) == []


def test_a_question_too_short_or_too_long_does_no_harm(
    server: AddressServer, ban: BanGeocoder
) -> None:
    assert ban.find("", " a") == []
    ban.find("rue " * 500, TOWN)
    assert [len(question) for question in server.asked] == [200]


def test_without_a_host_only_towns_are_known() -> None:
    offline = make_geocoder(Settings(secret_key="for tests", testing=True))
    assert offline.find(LINE, TOWN) == []
    (town,) = offline.towns("villeurbanne")
    assert (town.label, town.precision) == ("69100 Villeurbanne", Precision.COMMUNE)


def test_with_a_host_the_address_base_answers(server: AddressServer) -> None:
    settings = Settings(
        secret_key="for tests", geocoder_host=server.host, geocoder_scheme="http", testing=True
    )
    assert len(make_geocoder(settings).find(LINE, TOWN)) == 1
