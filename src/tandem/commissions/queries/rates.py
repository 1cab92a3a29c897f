"""The house's exchange rates, and what waits for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.commissions.models import ExchangeRate, Run, RunStatus
from tandem.commissions.rules import can_read_runs, can_set_rates
from tandem.core.actor import Actor
from tandem.core.rules import allows

MOST = 200


@dataclass(frozen=True)
class Rate:
    """A rate as the list shows it; `holds` where no later entry has taken its place."""

    row: ExchangeRate
    holds: bool


@dataclass(frozen=True)
class RatesPage:
    """The page."""

    rates: Sequence[Rate]
    waiting: Sequence[dict[str, str]]  # orders of the newest preview
    may_set: bool


def visible_rates(actor: Actor) -> QuerySet[ExchangeRate]:
    """For who settles."""
    return ExchangeRate.objects.all() if allows(can_read_runs, actor) else ExchangeRate.objects.none()


def rates_page(actor: Actor) -> RatesPage:
    """Newest day first in each currency; two statements."""
    seen: set[tuple[object, ...]] = set()
    rates = []
    for row in visible_rates(actor).select_related("made_by")[:MOST]:
        key = (row.currency, row.into, row.start)
        rates.append(Rate(row, key not in seen))
        seen.add(key)
    newest = Run.objects.exclude(status=RunStatus.DISCARDED).order_by("-period__start").first()
    return RatesPage(rates, newest.snapshot.get("waiting", []) if newest else [], allows(can_set_rates, actor))
