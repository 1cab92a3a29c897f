"""What a person holds that others cover while they are away. The apps above say what that is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from .models import SALES, Employee
from .queries import employees_here


@dataclass(frozen=True)
class Duty:
    """One thing to cover: its reference, how pages name it, and who comes first as a deputy."""

    kind: str
    id: int
    label: str
    url: str
    half: str = ""
    team_id: int | None = None
    partner_ids: frozenset[int] = frozenset()
    named_id: int | None = None  # whom those who hold it have agreed on

    @property
    def suggested_id(self) -> int | None:
        """Who is offered first: whom they have agreed on, else a partner."""
        return self.named_id or min(self.partner_ids, default=None)

    @property
    def key(self) -> str:
        """Name of the field that asks for the deputy."""
        return f"cover_{self.kind}_{self.id}"


Duties = Callable[[Employee, date, date | None], Sequence[Duty]]


@cache
def _sources() -> Sequence[Duties]:
    found: Sequence[Duties] = import_string(settings.TANDEM_DUTIES)
    return found


def duties_of(employee: Employee, start: date, end: date | None) -> list[Duty]:
    """What the person holds on any of these days."""
    return [duty for source in _sources() for duty in source(employee, start, end)]


def deputies_for(duties: Iterable[Duty], employee: Employee, day: date) -> Mapping[str, list[Employee]]:
    """Who may cover each duty, by its key: who is named and the partner, then sales staff of the duty's team.

    One statement.
    """
    duties = list(duties)
    wanted = Q(team__in={duty.team_id for duty in duties if duty.team_id})
    wanted |= Q(pk__in={key for duty in duties for key in (*duty.partner_ids, duty.named_id) if key})
    people = list(employees_here(day).filter(wanted).exclude(pk=employee.pk).order_by("name_key")) if duties else []
    people = [person for person in people if SALES & person.roles]
    return {
        duty.key: sorted(
            (p for p in people if p.pk in (duty.named_id, *duty.partner_ids) or p.team_id == duty.team_id),
            key=lambda person: (person.pk != duty.named_id, person.pk not in duty.partner_ids),
        )
        for duty in duties
    }
