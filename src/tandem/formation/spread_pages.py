"""What the pages of the assignment show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.customers.queries import visible_customers
from tandem.tandems.models import Tandem

from .models import Spread, SpreadNote, SpreadRollout
from .spread_map import Chart, chart_of
from .spreading import owners_of, places_of

PAGE = 50
FIXED = 100  # the newest are shown


@dataclass(frozen=True)
class TandemRow:
    """One tandem before and after; the number stands for it on the map."""

    number: int
    tandem: Tandem | None
    before: int
    after: int
    hours_before: int
    hours_after: int


@dataclass(frozen=True)
class MoveRow:
    """One customer that would move."""

    customer: Customer
    before: Tandem | None
    after: Tandem | None
    fixed: bool
    note: SpreadNote | None


@dataclass(frozen=True)
class FixedRow:
    """One customer that goes to a tandem whatever is cheapest."""

    customer: Customer
    tandem: Tandem | None


@dataclass(frozen=True)
class SpreadPage:
    """A proposal on the table. Names of customers only as this viewer may see them."""

    spread: Spread
    tandems: Sequence[Tandem]
    rows: Sequence[TandemRow]
    moves: Sequence[MoveRow]
    moving: int
    fixed: Sequence[FixedRow]
    page: int
    pages: int
    before: Chart | None
    after: Chart | None
    rollout: SpreadRollout | None
    noted: int


def spread_page(spread: Spread, actor: Actor, page: int) -> SpreadPage:
    """Eight statements at most."""
    tandems = {one.pk: one for one in Tandem.objects.filter(team=spread.team_id).order_by("name", "pk")}
    result = spread.result
    moves = result.get("moves", [])
    pages = max(1, -(-len(moves) // PAGE))
    page = min(max(1, page), pages)
    numbers = {row["tandem"]: place for place, row in enumerate(result.get("tandems", []), 1)}
    shown = moves[(page - 1) * PAGE : page * PAGE]
    fixed = {int(key): home for key, home in list(spread.fixed.items())[-FIXED:]}
    known = visible_customers(actor).in_bulk({*fixed, *(key for key, _before, _after in shown)})
    noted = SpreadNote.objects.filter(spread=spread)
    notes = {note.customer_key: note for note in noted.filter(customer_key__in=known)}
    charts = _charts(spread, numbers, moves) if result else (None, None)
    return SpreadPage(
        spread=spread,
        tandems=[one for one in tandems.values() if one.closed_on is None],
        rows=[
            TandemRow(
                numbers[row["tandem"]],
                tandems.get(row["tandem"]),
                row["before"],
                row["after"],
                row["work_before"] // 60,
                row["work_after"] // 60,
            )
            for row in result.get("tandems", [])
        ],
        moves=[
            MoveRow(known[key], tandems.get(before or 0), tandems.get(after), str(key) in spread.fixed, notes.get(key))
            for key, before, after in shown
            if key in known
        ],
        moving=len(moves),
        fixed=[FixedRow(known[key], tandems.get(home)) for key, home in reversed(fixed.items()) if key in known],
        page=page,
        pages=pages,
        before=charts[0],
        after=charts[1],
        rollout=getattr(spread, "rollout", None),
        noted=noted.count(),
    )


def _charts(spread: Spread, numbers: dict[int, int], moves: Sequence[Sequence[int]]) -> tuple[Chart, Chart]:
    places, owners = places_of(spread.team_id), owners_of(spread.team_id, spread.starts_on)
    moved = {key for key, _before, _after in moves}
    owners |= {key: before for key, before, _after in moves}
    after = owners | {key: home for key, _before, home in moves}
    sides = [{key: numbers[home] for key, home in side.items() if home in numbers} for side in (owners, after)]
    return chart_of(places, sides[0], moved), chart_of(places, sides[1], moved)
