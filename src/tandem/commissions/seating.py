"""Who shares in what a tandem earns: seats, weights and memberships of a plan, cut where one of them changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise

from django.db.models import Q

from engines.commission import Member
from tandem.tandems.models import Seat, SeatRole, SeatWeight
from tandem.tandems.queries.seating import DEFAULT_WEIGHTS

from .models import OVERLAY, Plan, PlanMember
from .names import OUTSIDE, key_of, person_id, tandem_id

ROLES = (SeatRole.INSIDE, SeatRole.FIELD)


@dataclass(frozen=True)
class Seating:
    """The members of a plan as the engine reads them, and the tandems they sit in or sat in."""

    members: Sequence[Member]
    tandems: frozenset[int]
    people: frozenset[int] = field(default_factory=frozenset)


def seating_of(plan: Plan) -> Seating:
    """Everybody who was ever on the plan, with all who share a tandem with them.

    Three statements, and one more where somebody is an overlay.
    """
    found = PlanMember.objects.filter(plan=plan).order_by("employee", "start")
    rows, overlays = [row for row in found if not row.is_overlay], [row for row in found if row.is_overlay]
    named = _named(overlays)
    people = frozenset(row.employee_id for row in rows)
    mine = Seat.objects.filter(employee__in=people).values("tandem")
    which = Q(tandem__in=mine) | Q(tandem__in=set().union(*named.values()))
    seats = list(Seat.objects.filter(which).order_by("tandem", "role", "start"))
    tandems = frozenset(seat.tandem_id for seat in seats)
    weights = list(SeatWeight.objects.filter(tandem__in=tandems).order_by("tandem", "start"))
    members = list(members_of(rows, seats, weights))
    members += [member for row in overlays for member in _on_top(row, named.get(row.pk, set()), members)]
    return Seating(members, tandems, people)


def _named(overlays: Sequence[PlanMember]) -> dict[int, set[int]]:
    """The tandems that overlays name; no statement where there is none of them."""
    named: dict[int, set[int]] = defaultdict(set)
    if overlays:
        pairs = PlanMember.tandems.through.objects.filter(planmember__in=[row.pk for row in overlays])
        for member, tandem in pairs.values_list("planmember", "tandem"):
            named[member].add(tandem)
    return named


def _on_top(row: PlanMember, named: Collection[int], members: Sequence[Member]) -> Iterator[Member]:
    """Who helps: beside the seats of each tandem that is named, else of each one while somebody on the plan sits there.

    So who comes onto the plan later brings no orders of before.
    """
    spans = {(tandem_id(tandem), row.start, _end(row.end)) for tandem in named}
    if not named:
        for tandem in sorted({member.tandem for member in members if member.tandem}):
            held = [one for one in members if one.tandem == tandem and key_of(one.person)]
            cuts = sorted({row.start, _end(row.end), *(day for one in held for day in (one.start, one.end))})
            spans |= {
                (tandem, start, end)
                for start, end in pairwise(cuts)
                if row.start <= start < _end(row.end) and any(one.start <= start < one.end for one in held)
            }
    share = Fraction(row.overlay_ppm or 0, 1_000_000)
    for tandem, start, end in sorted(spans):
        yield Member(person_id(row.employee_id), tandem, OVERLAY, start=start, end=end, overlay=share)


def members_of(rows: Sequence[PlanMember], seats: Sequence[Seat], weights: Sequence[SeatWeight]) -> Iterator[Member]:
    """Each seat in pieces of one occupant, one share and one membership; then those who are on the plan alone."""
    of_person, of_seat, of_tandem = defaultdict(list), defaultdict(list), defaultdict(list)
    for row in rows:
        of_person[row.employee_id].append(row)
    for seat in seats:
        of_seat[seat.tandem_id, seat.role].append(seat)
    for weight in weights:
        of_tandem[weight.tandem_id].append(weight)
    for tandem in sorted({seat.tandem_id for seat in seats}):
        for role in ROLES:
            yield from _seat(tandem, role, of_seat[tandem, role], of_tandem[tandem], of_person)
    seated = {seat.employee_id for seat in seats}
    for row in rows:
        if row.employee_id not in seated:
            yield Member(
                person_id(row.employee_id), "", row.role, start=row.start, end=_end(row.end), target=row.target_cents
            )


def _seat(
    tandem: int,
    role: str,
    seats: Sequence[Seat],
    weights: Sequence[SeatWeight],
    of_person: dict[int, list[PlanMember]],
) -> Iterator[Member]:
    spans: list[Seat | SeatWeight | PlanMember] = [*seats, *weights]
    spans += [row for seat in seats for row in of_person.get(seat.employee_id, ())]
    for start, end in pairwise(_cuts(spans)):
        seat = next((one for one in seats if one.holds_on(start)), None)
        share = _share(weights, role, start)
        if seat is None:
            yield Member("", tandem_id(tandem), role, share, start, end)
            continue
        row = next((one for one in of_person.get(seat.employee_id, ()) if one.holds_on(start)), None)
        person = person_id(seat.employee_id)
        yield Member(
            person if row else OUTSIDE + person,
            tandem_id(tandem),
            (row.role if row else "") or role,
            share,
            start,
            end,
            target=row.target_cents if row else 0,
        )


def _cuts(spans: Iterable[Seat | SeatWeight | PlanMember]) -> list[date]:
    days = {date.min, date.max}
    for span in spans:
        days |= {span.start, _end(span.end)}
    return sorted(days)


def _share(weights: Sequence[SeatWeight], role: str, day: date) -> Fraction:
    """Weights as parts of a whole, so that 1:1 and 60:40 stand beside each other."""
    row = next((one for one in weights if one.holds_on(day)), None)
    inside, outside = (row.inside, row.field) if row else DEFAULT_WEIGHTS
    return Fraction(inside if role == SeatRole.INSIDE else outside, inside + outside)


def _end(day: date | None) -> date:
    return day or date.max
