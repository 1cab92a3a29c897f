"""Whatever stands in a cell: it goes in or is refused, nothing crashes, nothing is half-written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.orders.models import Order, OrderLine

from .book import run_import
from .folder import ZIPPED, company, read_text, write_folder, write_text

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.wide]
ODD = [
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "NaN",
    "9" * 11,
    "9" * 40,
    "0.000000001",
    "x" * 300,
    "\u0000",
    "a@b",
    "²",
    "٣",
    "💥",
    '"',
    "1,2",
]
cells = st.one_of(st.sampled_from(ODD), st.text(max_size=12), st.integers(-5, 800).map(str))


@settings(max_examples=100)
@given(data=st.data(), cell=cells)
def test_any_cell_anywhere(data: st.DataObject, cell: str) -> None:
    rows = company()
    name = data.draw(st.sampled_from(sorted(rows)))
    with tempfile.TemporaryDirectory() as place, transaction.atomic():
        folder = write_folder(Path(place))
        path = folder / (f"{name}.csv.gz" if name in ZIPPED else f"{name}.csv")
        lines = read_text(path).split("\n")
        line = data.draw(st.integers(1, len(rows[name])))
        parts = lines[line].split(",")
        parts[data.draw(st.integers(0, len(parts) - 1))] = cell.replace("\n", " ").replace("\r", " ")
        lines[line] = ",".join(parts)
        write_text(path, "\n".join(lines))
        report = run_import(folder).plain()
        _check(report["orders"], report["order_lines"])
        assert run_import(folder).plain()["created"] == 0
        transaction.set_rollback(True)


def _check(orders: int, lines: int) -> None:
    """Orders are whole, and the report tells what is there."""
    assert (Order.objects.count(), OrderLine.objects.count()) == (orders, lines)
    assert not Order.objects.filter(lines=None).exists()
    assert not Order.objects.annotate(sum=Sum("lines__net_cents")).exclude(sum=F("net_cents")).exists()
    assert not Order.objects.annotate(sum=Sum("credits__net_cents")).exclude(sum=F("net_cents")).exists()
