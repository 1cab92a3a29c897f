"""A backup while four processes write: one instant of all of it, no deed half, none missing in between."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tandem.exchange.backups.archive import read_archive

from .houses import PRELUDE, Builder, House

pytestmark = pytest.mark.wide

WRITERS = 4
# Each deed is an order of two lines and a note, with their events, in one transaction; told once it holds.
WRITER = (
    PRELUDE
    + """
import sys
from itertools import count
from django.db import transaction
from django.utils import timezone
from tandem.core.actor import Actor
from tandem.customers.actions import add_note
from tandem.customers.models import Customer
from tandem.orders.actions import capture_order
from tandem.orders.lines import LineInput
me, now = sys.argv[1], timezone.now()
actor, customer = Actor.system(now, "test"), Customer.objects.order_by("pk")[int(me)]
for n in count():
    with transaction.atomic():
        lines = [LineInput(text=f"w{me}", quantity=1000, unit_price=100 * (n + part)) for part in (1, 2)]
        capture_order(customer, contact=None, lines=lines, ordered_on=timezone.localdate(), actor=actor, at=now,
                      customer_reference=f"w{me}-{n}")
        add_note(customer, values={"text": f"w{me}-{n}"}, actor=actor, at=now)
    print(n, flush=True)
"""
)
COUNT = """
import json
from collections import Counter
from django.db.models import Sum
from tandem.core.models import Event
from tandem.customers.models import Note
from tandem.orders.models import Order, OrderLine
def numbers(texts):
    found = {}
    for text in texts:
        me, _dash, n = text[1:].partition("-")
        found.setdefault(me, []).append(int(n))
    return {me: sorted(ns) for me, ns in found.items()}
orders = Order.objects.filter(customer_reference__startswith="w")
lines = OrderLine.objects.filter(order__in=orders)
told = Event.objects.filter(verb="order.captured", subjects__kind="order", subjects__object_id__in=orders.values("pk"))
print(json.dumps({
    "orders": numbers(orders.values_list("customer_reference", flat=True)),
    "notes": numbers(Note.objects.filter(text__startswith="w").values_list("text", flat=True)),
    "lines": lines.count(),
    "told": told.count(),
    "net": [orders.aggregate(s=Sum("net_cents"))["s"], lines.aggregate(s=Sum("net_cents"))["s"]],
    "all": Order.objects.aggregate(s=Sum("net_cents"))["s"],
}))
"""


def begin(house: House) -> list[subprocess.Popen[str]]:
    """Four writers, each of which has written something."""
    writers = [house.start("-c", WRITER, str(number)) for number in range(WRITERS)]
    for writer in writers:
        assert writer.stdout
        assert writer.stdout.readline() == "0\n", writer.stderr and writer.stderr.read()
    return writers


def end(writer: subprocess.Popen[str]) -> int:
    """Kill it; the last deed that it had been told to hold."""
    writer.kill()
    out, err = writer.communicate(timeout=30)
    assert err == ""
    return max(map(int, out.split()), default=0)


def test_four_writers(houses: Builder, tmp_path: Path) -> None:
    house, archives = houses.like_model(), [tmp_path / f"{number}.tar.gz" for number in range(2)]
    writers = begin(house)
    try:
        for path in archives:
            code, _out, err = house.tandem("backup", str(path))
            assert (code, err) == (0, "")
    finally:
        held = [end(writer) for writer in writers]
    before: dict[str, int] = {}
    for path in archives:
        head, place = read_archive(path), houses.empty()
        assert place.tandem("restore", str(path))[0] == 0
        found = json.loads(place.python(COUNT))
        assert found["orders"] == found["notes"]
        assert found["orders"].keys() == {str(number) for number in range(WRITERS)}
        for me, numbers in found["orders"].items():
            assert numbers == [*range(len(numbers))], "a gap"
            assert len(numbers) <= held[int(me)] + 2, "more than was ever begun"
            assert len(numbers) > before.get(me, 0), "nothing went on between two backups"
        count = sum(map(len, found["orders"].values()))
        assert (found["lines"], found["told"]) == (2 * count, count)
        net = sum(2 * n + 3 for numbers in found["orders"].values() for n in numbers)
        assert found["net"] == [net, net]
        assert found["all"] == head.database.sums["orders_order.net_cents"]
        before = {me: len(numbers) for me, numbers in found["orders"].items()}
    assert all(count <= held[int(me)] + 1 for me, count in before.items())
