"""A seat is a duty that somebody covers while its owner is away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import NoReverseMatch, reverse

from tandem.core.spans import overlapping
from tandem.people.duties import Duty
from tandem.people.models import Employee

from .models import RulesOfPlay, Seat, Tandem


def seats_as_duties(employee: Employee, start: date, end: date | None) -> Sequence[Duty]:
    """The tandems in which this person sits on any of these days, each with its partners then and who is named as
    cover in its rules of play. Three statements.
    """
    days = Seat.objects.filter(overlapping(start, end))
    mine = list(days.filter(employee=employee).select_related("tandem").order_by("tandem__name", "start"))
    others = days.filter(tandem__in={seat.tandem_id for seat in mine}).exclude(employee=employee)
    partners: dict[int, set[int]] = {}
    for tandem, partner in others.values_list("tandem", "employee") if mine else ():
        partners.setdefault(tandem, set()).add(partner)
    named = _named({seat.tandem_id for seat in mine})
    return list(
        {
            seat.tandem_id: Duty(
                Tandem.ref_kind,
                seat.tandem_id,
                seat.tandem.name,
                _url(seat.tandem),
                half=seat.role,
                team_id=seat.tandem.team_id,
                partner_ids=frozenset(partners.get(seat.tandem_id, ())),
                named_id=named.get(seat.tandem_id) if named.get(seat.tandem_id) != employee.pk else None,
            )
            for seat in mine
        }.values()
    )


def _named(tandem_ids: set[int]) -> dict[int, int]:
    """Whom the rules in force name as cover."""
    rows = RulesOfPlay.objects.filter(tandem__in=tandem_ids, in_force_at__isnull=False, ended_at=None)
    found = ((tandem, terms.get("cover")) for tandem, terms in rows.values_list("tandem", "terms"))
    return {tandem: cover for tandem, cover in found if cover}


def _url(tandem: Tandem) -> str:
    try:
        return reverse("tandems:tandem", args=[tandem.pk])
    except NoReverseMatch:
        return ""
