"""Writers and readers of the load, as processes forked from one that has loaded the house (`benchmarks.load`)."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Any

import django

WRITERS, READERS, KILLED = 16, 8, 4
COUNTERS = 6  # customers that all writers count up
TEXT = "Rückruf versprochen; der Antrieb liegt bei uns am Lager."
Figures = list[tuple[str, float, str]]


@dataclass
class Told:
    """What one process has to tell when its time is over."""

    notes: int = 0
    edits: int = 0
    reads: int = 0
    conflicts: int = 0
    locked: int = 0
    ms: list[float] = field(default_factory=list)


class House:
    """The few things of the house that writers use; looked up before the first fork."""

    def __init__(self) -> None:
        from tandem.customers.models import Customer
        from tandem.people.models import Employee

        self.manager = next(person for person in Employee.objects.order_by("pk") if "manager" in person.roles)
        rows = Customer.objects.filter(team=self.manager.team_id, restricted=False).order_by("pk")
        self.counters = list(rows.values_list("pk", flat=True)[:COUNTERS])
        self.customers = list(rows[COUNTERS:200])

    def actor(self) -> Any:
        """Somebody who may do both, coming through the door now."""
        from django.utils import timezone

        from tandem.core.actor import Actor

        return Actor.of(self.manager, timezone.now())

    def note(self, dice: Random) -> int:
        """Write a note; its key once it is there."""
        from tandem.customers.actions import add_note

        actor = self.actor()
        values = {"kind": "call", "text": TEXT, "contact": None}
        note, _event = add_note(dice.choice(self.customers), values=values, actor=actor, at=actor.at)
        return note.pk

    def count_up(self, dice: Random) -> None:
        """Read a customer, add one, save it under the version that was read, as two people at one form would."""
        from tandem.customers.actions import edit_customer
        from tandem.customers.models import Customer

        actor = self.actor()
        customer = Customer.objects.get(pk=dice.choice(self.counters))
        values = {"payment_days": customer.payment_days + 1}
        edit_customer(customer, values=values, version=customer.version, actor=actor, at=actor.at)

    def read(self, dice: Random) -> None:
        """The brief of a customer."""
        from tandem.desk.queries.brief import brief_of

        brief_of(dice.choice(self.customers).number, self.actor())

    def state(self) -> dict[str, int]:
        """What the rows say."""
        from django.db.models import Sum

        from tandem.core.models import Event
        from tandem.customers.models import Customer, Note

        rows = Customer.objects.filter(pk__in=self.counters)
        sums = rows.aggregate(days=Sum("payment_days"), versions=Sum("version"))
        edited = Event.objects.filter(verb="customer.edited").count()
        return {"days": sums["days"], "versions": sums["versions"], "edited": edited, "notes": Note.objects.count()}


def main(seconds: float, kills: int, home: Path) -> int:
    """Both parts, one after the other; prints the figures as JSON."""
    django.setup()
    house = House()
    for act in (house.note, house.count_up, house.read):  # what is loaded at the first time, each child would load
        act(Random("warm"))
    print(json.dumps([*load(house, seconds, home), *killing(house, kills, home)]))
    return 0


def load(house: House, seconds: float, home: Path) -> Figures:
    """Sixteen write, eight read; afterwards their counts are compared with the rows."""
    before = house.state()
    starts = time.monotonic() + 1
    span = (starts, starts + seconds)
    children = [
        fork(partial(_tell, home / f"told-{n}", house, n, span, reader=n >= WRITERS)) for n in range(WRITERS + READERS)
    ]
    for child in children:
        os.waitpid(child, 0)
    told = [Told(**json.loads((home / f"told-{n}").read_text())) for n in range(WRITERS + READERS)]
    after = house.state()
    notes, edits = sum(part.notes for part in told), sum(part.edits for part in told)
    counted = {"days": edits, "versions": edits, "edited": edits, "notes": notes}
    lost = sum(abs(after[name] - before[name] - number) for name, number in counted.items())
    waits = [ms for part in told[:WRITERS] for ms in part.ms]
    return [
        ("sqlite.load.writes_per_s", (notes + edits) / seconds, "/s"),
        ("sqlite.load.reads_per_s", sum(part.reads for part in told) / seconds, "/s"),
        ("sqlite.load.lost", lost, ""),
        ("sqlite.load.locked", sum(part.locked for part in told), ""),
        ("sqlite.load.conflicts", sum(part.conflicts for part in told), ""),
        ("sqlite.load.p95_ms", quantiles(waits, n=20)[-1], "ms"),
        ("sqlite.load.worst_wait_ms", max(waits), "ms"),
        ("sqlite.load.worst_read_ms", max(ms for part in told[WRITERS:] for ms in part.ms), "ms"),
    ]


def work(house: House, number: int, span: tuple[float, float], *, reader: bool) -> Told:
    """From one moment to another: write notes and count up in turn, or read."""
    from django.db import OperationalError

    from tandem.core.errors import Conflict

    dice, told = Random(number), Told()
    turn = 0
    time.sleep(max(0, span[0] - time.monotonic()))
    while time.monotonic() < span[1]:
        turn += 1
        began = time.monotonic()
        try:
            if reader:
                house.read(dice)
                told.reads += 1
            elif turn % 2:
                house.note(dice)
                told.notes += 1
            else:
                house.count_up(dice)
                told.edits += 1
        except Conflict:
            told.conflicts += 1
        except OperationalError:
            told.locked += 1
        told.ms.append((time.monotonic() - began) * 1000)
    return told


def killing(house: House, kills: int, home: Path) -> Figures:
    """Again and again four write until they are killed; whatever they had acknowledged must be there."""
    from django.db import connection

    from tandem.customers.models import Note

    dice, lost, acknowledged = Random("kills"), 0, 0
    for number in range(kills):
        log = home / f"kept-{number}"
        children = [fork(partial(acknowledge, house, Random(f"{number}/{n}"), log)) for n in range(KILLED)]
        deadline = time.monotonic() + 30
        while not (log.exists() and log.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(dice.uniform(0.01, 0.15))
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)
        keys = {int(line) for line in log.read_text().split()}
        acknowledged += len(keys)
        lost += len(keys) - Note.objects.filter(pk__in=keys).count()
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        damaged = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    return [
        ("sqlite.load.kills", kills, ""),
        ("sqlite.load.kills.acknowledged", acknowledged, ""),
        ("sqlite.load.kills.lost", lost, ""),
        ("sqlite.load.damaged", len(damaged), ""),
    ]


def acknowledge(house: House, dice: Random, log: Path) -> None:
    """Write without end; each key is put down once its commit has come back."""
    kept = os.open(log, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    while True:
        key = house.note(dice)
        os.write(kept, f"{key}\n".encode())


def fork(act: Callable[[], None]) -> int:
    """A process of its own with a connection of its own."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        act()
        code = 0
    finally:
        os._exit(code)


def _tell(path: Path, house: House, number: int, span: tuple[float, float], *, reader: bool) -> None:
    path.write_text(json.dumps(asdict(work(house, number, span, reader=reader))))


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
