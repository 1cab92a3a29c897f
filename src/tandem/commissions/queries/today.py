"""What somebody has earned so far this month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tandem.commissions.currencies import sums_by
from tandem.commissions.models import Accrual
from tandem.commissions.months import month_label, month_of
from tandem.core.actor import Actor


@dataclass(frozen=True)
class Figure:
    """Currency, amount and of it what hangs on the tandem together; a line for each currency."""

    label: str
    sums: Sequence[tuple[str, int, int]]


def today_figure(actor: Actor) -> Figure | None:
    """One's own figure; None for who is on no plan. One statement."""
    month = month_of(actor.today)
    if actor.kind != "employee":
        return None
    rows = list(Accrual.objects.filter(employee=actor.id, period=month.name).defer("lines", "counted"))
    if not rows:
        return None
    joint = dict(sums_by((row.currency, row.joint_cents) for row in rows))
    sums = sums_by((row.currency, row.earned_cents + row.advance_cents) for row in rows)
    return Figure(month_label(month.name), [(currency, cents, joint[currency]) for currency, cents in sums])
