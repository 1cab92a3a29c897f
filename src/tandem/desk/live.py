"""Live updates: which of the things a page shows have just changed, as server-sent events.

A page names what it shows (`?watch=customer:12,order:7`); the registry checks once that this viewer may see those
objects, and from then on the stream carries only their kind and id. The page fetches anew with its own rights.
A page also says when it was made (`since=`, in milliseconds): what changed before its stream was open is told first.
A stream ends after five minutes, so that rights and sessions that have ended are noticed when it is opened again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections, connection
from django.db.models import Max
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.kinds import kinds, visible_objects
from tandem.core.models import Event, EventSubject

from . import waking

log = logging.getLogger("tandem.live")
Ref = tuple[str, int]
Scope = dict[str, Any]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]

BEAT = 15.0  # seconds between comments that notice a closed tab
LIFE = 300.0  # seconds that a stream lives
LATE = 10.0  # seconds that a transaction may take between drawing an event's id and its commit
GAP = timedelta(minutes=1)  # between a page and its stream; who comes later fetches anew what it shows
MOST_REFS = 300
MOST_ROWS = 5000  # in one look


class Hub:
    """One look at the database for all streams of this process, each second or when PostgreSQL tells of commits."""

    def __init__(self) -> None:
        self.watchers: dict[asyncio.Queue[Ref], frozenset[Ref]] = {}
        self.task: asyncio.Task[None] | None = None
        self.seen: deque[tuple[float, int]] = deque()
        self.waker = waking.Waker()
        self.looks = asyncio.Event()  # from now on nothing is missed

    def join(self, refs: frozenset[Ref]) -> asyncio.Queue[Ref]:
        """A queue on which changes of these objects arrive."""
        queue: asyncio.Queue[Ref] = asyncio.Queue(maxsize=1000)
        self.watchers[queue] = refs
        if self.task is None or self.task.done():
            self.task = asyncio.create_task(self._look())
        return queue

    def leave(self, queue: asyncio.Queue[Ref]) -> None:
        """The stream has ended."""
        self.watchers.pop(queue, None)

    async def _look(self) -> None:
        floor = await sync_to_async(_newest_event)()
        self.looks.set()
        known: set[int] = set()
        while self.watchers:
            try:
                rows = await sync_to_async(_subjects_since)(floor)
            except Exception:  # the database may be away for a while: no stream ends for it
                log.exception("Looking for events failed; trying again.")
                rows = []
            if len(rows) == MOST_ROWS:  # a flood: go on behind it, or the streams would lag for minutes
                floor = max(floor, rows[-1][0] - 1)
            fresh = {event for event, _kind, _id in rows} - known
            self._tell({(kind, key) for event, kind, key in rows if event in fresh})
            floor = self._advance(floor, fresh, known)
            if len(rows) == MOST_ROWS:
                await asyncio.sleep(waking.REST)
            else:
                await self.waker.wait()
        self.looks.clear()
        self.waker.stop()
        self.seen.clear()

    def _advance(self, floor: int, fresh: set[int], known: set[int]) -> int:
        """Ids are drawn before their commit, so a lower one may appear later: keep looking back for a while."""
        now = time.monotonic()
        known |= fresh
        self.seen.extend((now, event) for event in sorted(fresh))
        while self.seen and self.seen[0][0] < now - LATE:
            _when, event = self.seen.popleft()
            floor = max(floor, event)
        known -= {event for event in known if event <= floor}
        return floor

    def _tell(self, changed: set[Ref]) -> None:
        for queue, refs in self.watchers.items():
            for ref in changed & refs:
                if not queue.full():
                    queue.put_nowait(ref)


hub = Hub()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI: one stream, or a plain refusal."""
    if scope["type"] != "http":
        return
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    cors = _cors(headers)
    if cors is None or not scope["path"].endswith("/events/"):
        await _refuse(send, 404)
        return
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    wanted, since = _wanted(asked.get("watch", [""])[0]), _since(asked.get("since", [""])[0])
    refs = await sync_to_async(_allowed)(headers.get("cookie", ""), wanted)
    if refs is None:
        await _refuse(send, 204, cors)  # 204 tells EventSource not to come back
        return
    await send({"type": "http.response.start", "status": 200, "headers": [*_STREAM, *cors]})
    await _stream(refs, since, receive, send)


_STREAM = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


async def _stream(refs: frozenset[Ref], since: datetime | None, receive: Receive, send: Send) -> None:
    queue = hub.join(refs)
    closed = asyncio.create_task(_closed(receive))
    ends = time.monotonic() + LIFE
    try:
        with suppress(TimeoutError):
            await asyncio.wait_for(hub.looks.wait(), BEAT)
        await _write(send, ": hello\n\nretry: 3000\n\n")
        for ref in await sync_to_async(_changed_since)(since) & refs if since else ():
            await _write(send, _change(ref))
        while time.monotonic() < ends and not closed.done():
            try:
                await _write(send, _change(await asyncio.wait_for(queue.get(), BEAT)))
            except TimeoutError:
                await _write(send, ": beat\n\n")
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        hub.leave(queue)
        closed.cancel()


def _change(ref: Ref) -> str:
    return f"data: {json.dumps({'kind': ref[0], 'id': ref[1]})}\n\n"


async def _closed(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers or []})
    await send({"type": "http.response.body", "body": b""})


def _cors(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]] | None:
    """Headers for a trusted origin, none for the same origin, None for a stranger."""
    origin = headers.get("origin")
    if origin is None:
        return []
    if origin not in settings.CSRF_TRUSTED_ORIGINS:
        return None
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]


def _wanted(text: str) -> set[Ref]:
    refs = set()
    for part in text.split(",")[:MOST_REFS]:
        kind, _, key = part.partition(":")
        if kind in kinds() and re.fullmatch("[0-9]{1,18}", key):
            refs.add((kind, int(key)))
    return refs


def _since(text: str) -> datetime | None:
    """When the page was made, if that was a moment ago."""
    if not re.fullmatch("[0-9]{1,14}", text):
        return None
    made = datetime.fromtimestamp(int(text) // 1000, UTC) + timedelta(milliseconds=int(text) % 1000)
    return made if timezone.now() - GAP <= made else None


def _allowed(cookie: str, wanted: set[Ref]) -> frozenset[Ref] | None:
    """Those of the wanted objects that the signed-in viewer may see; None when nobody is signed in."""
    close_old_connections()
    try:
        request = HttpRequest()
        request.session = SessionStore(parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME))
        user = get_user(request)
        if not user.is_authenticated:
            return None
        return frozenset(visible_objects(wanted, Actor.of(user, timezone.now())))
    finally:
        connection.close()


def _newest_event() -> int:
    return EventSubject.objects.aggregate(newest=Max("event"))["newest"] or 0


def _changed_since(made: datetime) -> set[Ref]:
    """What has changed since a page was made; of a flood the first rows."""
    close_old_connections()
    before = Event.objects.filter(recorded_at__lt=made).order_by("-pk").values_list("pk", flat=True).first() or 0
    return {(kind, key) for _event, kind, key in _subjects_since(before)}


def _subjects_since(floor: int) -> list[tuple[int, str, int]]:
    close_old_connections()
    rows = EventSubject.objects.filter(event__gt=floor).order_by("event")
    return list(rows.values_list("event", "kind", "object_id")[:MOST_ROWS])
