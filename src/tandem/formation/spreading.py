"""From customers and tandems of a team to the engine's problem, and back to a result that a page can show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from statistics import mean
from typing import Any

from engines.distance import Point
from engines.territory import Base, Home, Problem, Result, candidates_of
from tandem.core.actor import Actor
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Lifecycle, Site
from tandem.customers.queries import visible_customers
from tandem.tandems.models import ClassPace, Tandem
from tandem.tandems.queries import open_tandems, with_seats

from .models import Spread

YEAR, VISIT, CALL, LEAST = 365, 90, 15, 30  # days; minutes of a visit, a call, and of the least customer
TIES = {"A": 1_200, "B": 600}  # minutes a year that a change of both faces costs
OTHER_TIES = 300


@dataclass(frozen=True)
class Land:
    """Everything that goes into one problem, in its order."""

    homes: Sequence[Home]
    bases: Sequence[Base]
    problem: Problem


def land_of(spread: Spread, actor: Actor) -> Land | None:
    """Six statements; None where there are no tandems or no customers."""
    tandems = _tandems(spread)
    rows = list(
        visible_customers(actor)
        .filter(team=spread.team_id)
        .exclude(lifecycle=Lifecycle.LOST)
        .order_by("pk")
        .values_list("pk", "customer_class", "language")
    )
    if not tandems or not rows:
        return None
    places, owners = places_of(spread.team_id), owners_of(spread.team_id, spread.starts_on)
    bases = [_base(tandem, places, owners) for tandem in tandems]
    known = {base.key for base in bases}
    paces = {pace.customer_class: pace for pace in ClassPace.objects.all()}
    homes = [
        _home(
            key, kind, language, places.get(key), owners.get(key) if owners.get(key) in known else None, paces.get(kind)
        )
        for key, kind, language in rows
    ]
    return Land(homes, bases, _problem(spread, homes, bases))


def _tandems(spread: Spread) -> list[Tandem]:
    """Complete ones that go on after that day."""
    rows = open_tandems(spread.starts_on).filter(team=spread.team_id, closed_on=None).order_by("name", "pk")
    return [tandem for tandem in with_seats(rows, spread.starts_on) if len(tandem.seats_now) == 2]  # type: ignore[attr-defined]


def places_of(team_id: int) -> dict[int, Point]:
    """Where the team's customers are, as far as is known."""
    rows = Site.objects.filter(customer__team=team_id, is_main=True, latitude__isnull=False, longitude__isnull=False)
    found = rows.values_list("customer", "latitude", "longitude")
    return {key: (lat, lon) for key, lat, lon in found if lat is not None and lon is not None}


def owners_of(team_id: int, day: date) -> dict[int, int]:
    """Which tandem has which customer on that day."""
    rows = Assignment.objects.filter(on_day(day), customer__team=team_id)
    return dict(rows.values_list("customer", "tandem"))


def _base(tandem: Tandem, places: Mapping[int, Point], owners: Mapping[int, int]) -> Base:
    """A tandem stands in the middle of the customers it has; without any, nobody knows where."""
    people = [seat.employee for seat in tandem.seats_now]  # type: ignore[attr-defined]
    own = [places[key] for key, owner in owners.items() if owner == tandem.pk and key in places]
    middle = (mean(lat for lat, _lon in own), mean(lon for _lat, lon in own)) if own else None
    languages = frozenset().union(*(person.languages or {"de"} for person in people))
    return Base(tandem.pk, middle, languages, frozenset(person.pk for person in people))


def _home(key: int, kind: str, language: str, place: Point | None, owner: int | None, pace: ClassPace | None) -> Home:
    visits = YEAR // pace.visit_days if pace and pace.visit_days else 0
    calls = YEAR // pace.call_days if pace and pace.call_days else 0
    work = max(LEAST, visits * VISIT + calls * CALL)
    return Home(key, place, language, max(1, visits), work, owner, TIES.get(kind, OTHER_TIES))


def _problem(spread: Spread, homes: Sequence[Home], bases: Sequence[Base]) -> Problem:
    import numpy as np  # noqa: PLC0415  only in the process that solves

    from engines.territory import Balance  # noqa: PLC0415

    tandems, costs = candidates_of(homes, bases)
    work = np.array([home.work for home in homes], np.int64)
    total = int(work.sum()) if spread.evenly == Balance.WORK else len(homes)
    middle, part = total / len(bases), spread.tolerance / 100
    place = {base.key: number for number, base in enumerate(bases)}
    fixed = [place.get(spread.fixed.get(str(home.key), 0), -1) for home in homes]
    return Problem(
        tandems=tandems,
        costs=costs,
        work=work,
        least=np.full(len(bases), floor(middle * (1 - part)), np.int64),
        most=np.full(len(bases), ceil(middle * (1 + part)), np.int64),
        fixed=_reachable(np.array(fixed, np.int64), tandems),
        balance=Balance(spread.evenly),
    )


def _reachable(fixed: Any, tandems: Any) -> Any:
    """Whoever is fixed to a tandem that is no candidate is so from now on."""
    for row in ((fixed >= 0) & ~(tandems == fixed[:, None]).any(axis=1)).nonzero()[0]:
        tandems[row, -1] = fixed[row]
    return fixed


def told_result(land: Land, result: Result) -> dict[str, Any]:
    """What is kept: tandems before and after, customers that move, and what is proven."""
    places = {base.key: number for number, base in enumerate(land.bases)}
    before = [places.get(home.owner, -1) if home.owner else -1 for home in land.homes]
    tables = [Counter(before), Counter(result.homes), _work(land, before), _work(land, result.homes)]
    names = ("before", "after", "work_before", "work_after")
    rows = [
        {"tandem": base.key} | {name: table[number] for name, table in zip(names, tables, strict=True)}
        for number, base in enumerate(land.bases)
    ]
    moves = [
        [home.key, home.owner, land.bases[after].key]
        for home, now, after in zip(land.homes, before, result.homes, strict=True)
        if now != after
    ]
    return {
        "tandems": rows,
        "moves": moves,
        "customers": len(land.homes),
        "gap_ppm": result.gap_ppm,
        "stopped": result.stopped,
    }


def _work(land: Land, places: Sequence[int]) -> Counter[int]:
    """Minutes a year per place."""
    found: Counter[int] = Counter()
    for home, place in zip(land.homes, places, strict=True):
        found[place] += home.work
    return found
