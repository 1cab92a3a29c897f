"""Live updates: a page hears of what it shows and its viewer may see, and of nothing else."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection, connections

from tandem.core.events import record
from tandem.core.models import EventSubject
from tandem.customers.models import Customer
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import a_world
from tandem.desk import live, waking
from tandem.people.models import Employee
from tandem.people.tests.factories import signed_in_client

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]
Message = Mapping[str, Any]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in {"BEAT": 0.1, "LIFE": 0.6}.items():
        monkeypatch.setattr(live, name, seconds)
    for name in ("PAUSE", "REST"):
        monkeypatch.setattr(waking, name, 0.02)
    monkeypatch.setattr(live, "hub", live.Hub())


def cookie(who: Employee) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={signed_in_client(who).cookies[name].value}"


def scope(watch: str, *, path: str = "/events/", since: object = "", **headers: str) -> dict[str, Any]:
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": path, "query_string": f"watch={watch}&since={since}".encode(), "headers": pairs}


async def listen(asked: dict[str, Any], meanwhile: Callable[[], object] | None = None) -> list[Message]:
    """What a stream sends until it ends; `meanwhile` happens once it has begun."""
    sent: list[Message] = []
    begun = asyncio.Event()

    async def send(message: Message) -> None:
        sent.append(message)
        if b"hello" in message.get("body", b""):
            begun.set()

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    stream: Awaitable[None] = asyncio.create_task(live.application(asked, receive, send))
    if meanwhile:
        await begun.wait()
        await asyncio.sleep(0.1)
        await sync_to_async(meanwhile)()
    await asyncio.wait_for(stream, 10)
    await sync_to_async(connections.close_all)()
    return sent


def heard(sent: list[Message]) -> list[tuple[str, int]]:
    """The (kind, id) pairs that arrived."""
    lines = b"".join(message.get("body", b"") for message in sent).decode().splitlines()
    found = [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]
    return [(one["kind"], one["id"]) for one in found]


def touch(*customers: Customer) -> Callable[[], object]:
    return lambda: [record("customer.edited", customer, actor=system(), at=AT) for customer in customers]


def watching(*customers: Customer) -> str:
    return ",".join(f"customer:{customer.pk}" for customer in customers)


def test_a_page_hears_of_what_it_shows() -> None:
    world = a_world()
    asked = scope(watching(world.customer), cookie=cookie(world.stranger))
    sent = asyncio.run(listen(asked, touch(world.customer, world.queued)))
    assert (sent[0]["status"], dict(sent[0]["headers"])[b"content-type"]) == (200, b"text/event-stream")
    assert heard(sent) == [("customer", world.customer.pk)]


@pytest.mark.parametrize("who", ["stranger", "mate", "admin", "payroll", "council"])
def test_nobody_hears_of_what_is_hidden_from_them(who: str) -> None:
    world = a_world()
    asked = scope(watching(world.restricted), cookie=cookie(getattr(world, who)))
    assert heard(asyncio.run(listen(asked, touch(world.restricted)))) == []


def test_owners_hear_of_restricted_customers() -> None:
    world = a_world()
    asked = scope(watching(world.restricted, world.customer), cookie=cookie(world.cover))
    sent = asyncio.run(listen(asked, touch(world.restricted)))
    assert heard(sent) == [("customer", world.restricted.pk)]


def test_two_streams_each_hear_their_own() -> None:
    world = a_world()
    asked = [scope(watching(one), cookie=cookie(world.inside)) for one in (world.customer, world.queued)]

    async def both() -> tuple[list[Message], list[Message]]:
        return await asyncio.gather(listen(asked[0], touch(world.customer, world.queued)), listen(asked[1]))

    first, second = asyncio.run(both())
    assert (heard(first), heard(second)) == ([("customer", world.customer.pk)], [("customer", world.queued.pk)])


def test_what_happened_before_is_not_repeated() -> None:
    world = a_world()
    touch(world.customer)()
    assert heard(asyncio.run(listen(scope(watching(world.customer), cookie=cookie(world.inside))))) == []


@pytest.mark.parametrize(("who", "told"), [("inside", ["customer", "restricted"]), ("stranger", ["customer"])])
def test_what_happened_between_page_and_stream_is_told(who: str, told: list[str]) -> None:
    """The page knows the change before it was made, and not the one after."""
    world = a_world()
    touch(world.queued)()
    page = signed_in_client(world.inside).get(f"/customers/{world.customer.number}/").content.decode()
    since = re.search(r"/events/\?since=([0-9]+)", page)
    assert since
    touch(world.customer, world.restricted)()
    watch = watching(world.customer, world.queued, world.restricted)
    sent = asyncio.run(listen(scope(watch, since=since[1], cookie=cookie(getattr(world, who)))))
    assert sorted(heard(sent)) == sorted(("customer", getattr(world, one).pk) for one in told)


@pytest.mark.parametrize("since", ["0", "-1", "x", "9" * 13, "9" * 14, "9" * 15, "1e3"])
def test_who_comes_later_or_at_odd_times_is_told_nothing(since: str) -> None:
    world = a_world()
    touch(world.customer)()
    asked = scope(watching(world.customer), since=since, cookie=cookie(world.inside))
    assert heard(asyncio.run(listen(asked))) == []


def test_a_flood_does_not_hide_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_ROWS", 3)
    world = a_world()

    def flood() -> None:
        touch(*[world.queued] * 8)()
        touch(world.customer)()

    sent = asyncio.run(listen(scope(watching(world.customer), cookie=cookie(world.inside)), flood))
    assert heard(sent) == [("customer", world.customer.pk)]


def status(asked: dict[str, Any]) -> int:
    return int(asyncio.run(listen(asked))[0]["status"])


def test_who_is_not_signed_in_is_told_not_to_come_back() -> None:
    world = a_world()
    assert status(scope(watching(world.customer))) == 204
    assert status(scope(watching(world.customer), cookie="tandem_session=nonsense")) == 204


def test_who_has_left_hears_nothing_more() -> None:
    world = a_world()
    kept = cookie(world.inside)
    Employee.objects.filter(pk=world.inside.pk).update(is_active=False)
    assert status(scope(watching(world.customer), cookie=kept)) == 204


def test_other_sites_and_other_paths_are_not_served() -> None:
    world = a_world()
    mine = cookie(world.inside)
    assert status(scope("", origin="https://evil.example", cookie=mine)) == 404
    assert status(scope("", path="/", cookie=mine)) == 404
    trusted = settings.CSRF_TRUSTED_ORIGINS[0]
    sent = asyncio.run(listen(scope("", origin=trusted, cookie=mine)))
    assert dict(sent[0]["headers"])[b"access-control-allow-origin"] == trusted.encode()


@pytest.mark.parametrize(
    "watch",
    ["", "customer", "customer:", "customer:x", "customer:²", "customer:-1", f"customer:{'9' * 30}", "boat:1", ",,,"],
)
def test_odd_wishes_watch_nothing(watch: str) -> None:
    assert live._wanted(watch) == set()


def test_wishes_are_bounded() -> None:
    assert len(live._wanted(",".join(f"customer:{n}" for n in range(1000)))) == live.MOST_REFS


def test_what_commits_late_is_still_heard() -> None:
    """Ids are drawn before the commit: a lower one may appear after a higher one."""
    world = a_world()
    touch(world.customer, world.queued)()
    late, early = (
        EventSubject.objects.filter(kind="customer").order_by("-event")[1],
        EventSubject.objects.latest("event"),
    )
    hub, known = live.Hub(), set[int]()
    floor = hub._advance(late.event_id - 1, {early.event_id}, known)
    assert late.event_id in {event for event, _kind, _key in live._subjects_since(floor)}
    assert late.event_id not in known


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL tells of commits")
def test_postgresql_wakes_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PAUSE", "LISTENING"):
        monkeypatch.setattr(waking, name, 60)
    monkeypatch.setattr(live, "LIFE", 1.5)
    world = a_world()
    asked = scope(watching(world.customer), cookie=cookie(world.inside))
    assert heard(asyncio.run(listen(asked, touch(world.customer)))) == [("customer", world.customer.pk)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL tells of commits")
def test_a_listener_that_breaks_leaves_the_stream_looking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waking, "CHANNEL", "tandem_events; SELECT 1/0")
    world = a_world()
    asked = scope(watching(world.customer), cookie=cookie(world.inside))
    assert heard(asyncio.run(listen(asked, touch(world.customer)))) == [("customer", world.customer.pk)]
