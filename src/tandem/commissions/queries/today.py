"""What somebody has earned so far this month."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.commissions.models import Accrual
from tandem.commissions.months import month_label, month_of
from tandem.core.actor import Actor


@dataclass(frozen=True)
class Figure:
    """One amount and of it what hangs on the tandem together."""

    label: str
    cents: int
    joint: int
    currency: str


def today_figure(actor: Actor) -> Figure | None:
    """One's own figure; None for who is on no plan. One statement."""
    month = month_of(actor.today)
    if actor.kind != "employee":
        return None
    rows = list(Accrual.objects.filter(employee=actor.id, period=month.name).defer("lines", "counted"))
    if not rows:
        return None
    cents = sum(row.earned_cents + row.advance_cents for row in rows)
    return Figure(month_label(month.name), cents, sum(row.joint_cents for row in rows), rows[0].currency)
