"""People at work: requests over real HTTP, one after the other or sixteen at once."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from urllib.parse import quote, urlencode

TIMEOUT = 60


@dataclass(frozen=True)
class Act:
    """One thing to do: an address to read, or a form to send."""

    name: str
    address: str
    form: dict[str, str] = field(default_factory=dict)
    expected: tuple[int, ...] = (200,)


Next = Callable[[int], Act]  # the act of a turn


@dataclass
class Seen:
    """What came of many acts."""

    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0
    seconds: float = 0

    def percentile(self, part: int) -> float:
        """Of the time that people waited."""
        return quantiles(self.ms, n=100, method="inclusive")[part - 1] if len(self.ms) > 1 else self.ms[0]


class Visitor:
    """One browser with its connection kept open."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self._cookie = cookie

    def do(self, act: Act, seen: Seen, cookie: str = "") -> None:
        """Carry it out, as somebody else where told, and wait for the whole answer."""
        headers = {"Cookie": cookie or self._cookie, "X-CSRFToken": "c" * 32}
        began = time.perf_counter()
        try:
            if act.form:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
                self._connection.request("POST", act.address, urlencode(act.form), headers)
            else:
                self._connection.request("GET", act.address, headers=headers)
            answer = self._connection.getresponse()
            seen.bytes += len(answer.read())
            if answer.status not in act.expected:
                seen.errors.append(f"{act.name}: {answer.status} {act.address}")
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            seen.errors.append(f"{act.name}: {type(error).__name__} {error}")
        seen.ms.append((time.perf_counter() - began) * 1000)

    def close(self) -> None:
        self._connection.close()


def alone(port: int, cookies: Sequence[str], next_act: Next, *, seconds: float, least: int = 20) -> Seen:
    """One act after the other, by one person or by several in turn."""
    visitor, seen, began = Visitor(port, cookies[0]), Seen(), time.monotonic()
    turn = 0
    while turn < least or time.monotonic() - began < seconds:
        visitor.do(next_act(turn), seen, cookies[turn % len(cookies)])
        turn += 1
    seen.seconds = time.monotonic() - began
    visitor.close()
    return seen


def together(port: int, cookies: Sequence[str], next_act: Callable[[int, int], Act], *, seconds: float) -> Seen:
    """All of them at once, each without a pause; `next_act` is given person and turn."""
    ends = time.monotonic() + seconds
    parts = [Seen() for _ in cookies]

    def work(person: int) -> None:
        visitor, turn = Visitor(port, cookies[person]), 0
        while time.monotonic() < ends:
            visitor.do(next_act(person, turn), parts[person])
            turn += 1
        visitor.close()

    threads = [threading.Thread(target=work, args=[person]) for person in range(len(cookies))]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Seen(
        [ms for part in parts for ms in part.ms],
        [error for part in parts for error in part.errors],
        sum(part.bytes for part in parts),
        time.monotonic() - began,
    )


def quoted(text: str) -> str:
    """As it stands in an address."""
    return quote(text, safe="")
