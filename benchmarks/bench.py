"""One house being measured: CPU time, waiting time and bytes of acts, beside the bare floor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .figures import Figure
from .houses import House
from .processes import cpu_ms
from .servers import Server
from .visitors import Act, Next, Seen, alone, together

SECONDS = 3.0  # per measurement by one person
CROWD_SECONDS = 8.0
WARM = 8


@dataclass
class Bench:
    """What a group is given. `seconds` shortens or lengthens every measurement."""

    house: House
    server: Server
    floor: Server
    plan: dict[str, Any]
    seconds: float = SECONDS
    kept: dict[str, float] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """Of the first of the sellers."""
        cookie: str = self.plan["sessions"][0]
        return cookie

    def name(self, text: str) -> str:
        """As it stands in the list of this house's database."""
        return text + self.house.mark

    def figure(self, name: str, value: float, unit: str) -> Figure:
        self.kept[name] = value
        return Figure(self.name(name), value, unit)

    def cost(self, server: Server, next_act: Next, seconds: float | None = None) -> tuple[float, Seen]:
        """CPU ms per act of the server and the database, by one person, or for what each tells by all in turn."""
        cookies = self.plan["sessions"] if next_act(0).form else [self.cookie]
        alone(server.port, cookies, next_act, seconds=0, least=WARM)
        roots = [server.pid, *([self.house.database_pid] if self.house.database_pid else [])]
        before = cpu_ms(roots)
        seen = alone(server.port, cookies, next_act, seconds=seconds or self.seconds)
        spent = (cpu_ms(roots) - before) / len(seen.ms)
        if len(cookies) > 1:  # a deed leaves a word in the session that the next page shows: let it be shown
            alone(self.server.port, cookies, lambda turn: Act("today", "/"), seconds=0, least=len(cookies))
        return spent, refuse_errors(seen)

    def measure(self, name: str, next_act: Next, floor_act: Next | None = None) -> list[Figure]:
        """Everything about one act: alone, by sixteen at once, and on the floor."""
        cpu, seen = self.cost(self.server, next_act)
        found = [
            self.figure(f"{name}.cpu_ms", cpu, "ms"),
            self.figure(f"{name}.p50_ms", seen.percentile(50), "ms"),
            self.figure(f"{name}.p95_ms", seen.percentile(95), "ms"),
            self.figure(f"{name}.kb", seen.bytes / len(seen.ms) / 1024, "KB"),
        ]
        if floor_act:
            floor_cpu, _seen = self.cost(self.floor, floor_act)
            found.append(self.figure(f"{name}.floor_cpu_ms", floor_cpu, "ms"))
        crowd = refuse_errors(self.crowd(lambda person, turn: next_act(person * 1000 + turn), CROWD_SECONDS))
        found.append(self.figure(f"{name}.p50_ms_16", crowd.percentile(50), "ms"))
        found.append(self.figure(f"{name}.p95_ms_16", crowd.percentile(95), "ms"))
        if name in self.plan["statements"]:
            found.append(self.figure(f"{name}.statements", self.plan["statements"][name], "SQL"))
        return found

    def crowd(self, next_act: Callable[[int, int], Act], seconds: float) -> Seen:
        """Sixteen people at once."""
        return together(self.server.port, self.plan["sessions"], next_act, seconds=seconds)


def refuse_errors(seen: Seen) -> Seen:
    """A figure over answers that were none would be a lie."""
    if seen.errors:
        raise RuntimeError(f"{len(seen.errors)} errors, such as: {seen.errors[0]}")
    return seen
