"""Drive times: a routing server that answers, one that is silent, none at all."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from engines.distance import drive_minutes
from tandem.customers.models import Site
from tandem.work.travel import Estimate, RoutingServer, drive_between, drives, point_of, travel_times

KIEL, HAMBURG, LUBECK = (54.3233, 10.1228), (53.5511, 9.9937), (53.8655, 10.6866)
pytestmark = pytest.mark.once


class Router(ThreadingHTTPServer):
    """Speaks the table interface: every way takes 600.5 s, but none leads to Lübeck."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.asked: list[str] = []
        self.broken = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"


class Answering(BaseHTTPRequestHandler):
    server: Router

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        points = self.path.removeprefix("/table/v1/driving/").partition("?")[0].split(";")
        lubeck = f"{LUBECK[1]},{LUBECK[0]}"
        rows = [[0 if a == b else None if lubeck in (a, b) else 600.5 for b in points] for a in points]
        body = b"{" if self.server.broken else json.dumps({"code": "Ok", "durations": rows}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """A test is quiet."""


@pytest.fixture
def router() -> Iterator[Router]:
    with Router() as router:
        thread = threading.Thread(target=router.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield router
        router.shutdown()
        thread.join()


def a_place(key: int, point: tuple[float, float] | None) -> Site:
    return Site(pk=key, latitude=point[0] if point else None, longitude=point[1] if point else None)


def test_the_server_is_asked_once_for_all_and_remembered(router: Router) -> None:
    server = RoutingServer(router.url)
    ways = [(KIEL, HAMBURG), (HAMBURG, KIEL)]
    assert server.minutes(ways) == {ways[0]: 11, ways[1]: 11}  # rounded up
    assert server.minutes(ways[:1]) == {ways[0]: 11}
    assert len(router.asked) == 1
    assert f"{KIEL[1]},{KIEL[0]}" in router.asked[0]


def test_what_it_does_not_know_is_estimated(router: Router) -> None:
    way = (KIEL, LUBECK)
    assert RoutingServer(router.url).minutes([way]) == {way: drive_minutes(*way)}


def test_in_a_transaction_no_network_is_asked(router: Router) -> None:
    way = (KIEL, HAMBURG)
    assert RoutingServer(router.url).minutes([way], ask=False) == {way: drive_minutes(*way)}
    assert router.asked == []


def test_a_silent_server_is_left_alone_for_a_while(router: Router) -> None:
    router.broken = True
    server, way = RoutingServer(router.url), (KIEL, HAMBURG)
    for _time in range(3):
        assert server.minutes([way]) == {way: drive_minutes(*way)}
    assert len(router.asked) == 1
    router.broken, server.silent_until = False, 0.0
    assert server.minutes([way]) == {way: 11}
    gone = RoutingServer("http://127.0.0.1:9/")
    assert gone.minutes([way]) == {way: drive_minutes(*way)}


def test_the_setting_decides(settings: Settings, router: Router) -> None:
    settings.ROUTING_URL = ""
    assert isinstance(travel_times(), Estimate)
    settings.ROUTING_URL = router.url
    assert isinstance(travel_times(), RoutingServer)
    assert travel_times() is travel_times()
    assert drive_between(a_place(1, KIEL), a_place(2, HAMBURG)) == 11


def test_places_that_nobody_has_noted_have_no_drive() -> None:
    assert point_of(None) is None
    assert drive_between(a_place(1, KIEL), a_place(2, None)) is None
    found = drives([(a_place(1, KIEL), a_place(2, HAMBURG)), (a_place(1, KIEL), None), (None, a_place(2, HAMBURG))])
    assert found == {(1, 2): drive_minutes(KIEL, HAMBURG)}
