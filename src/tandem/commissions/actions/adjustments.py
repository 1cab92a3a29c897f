"""Amounts by hand. Up to the plan's limit they count at once, above it once somebody else has approved them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.commissions.models import Adjustment, Plan, Question
from tandem.commissions.months import month_of, next_month
from tandem.commissions.queries.adjustments import is_booked, needs_second, unapproved_cents
from tandem.commissions.queries.currencies import plan_currency
from tandem.commissions.rules import can_adjust, can_approve_adjustment, can_withdraw_adjustment
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, lock_name
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.queries import signed_in


@transaction.atomic
def adjust_pay(
    employee: Employee,
    *,
    cents: int,
    reason: str,
    question: Question | None = None,
    currency: str = "",
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """Ask for an amount in the open month; the run of that month posts it. By the plan that the person is on, or by the
    last one that pays in `currency`."""
    require(can_adjust, actor, employee)
    if not cents:
        raise Invalid(
            "amount_missing", _("An amount other than nothing."), {"cents": _("An amount other than nothing.")}
        )
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why."), {"reason": _("Say why.")})
    month = next_month() or month_of(actor.today)
    day = min(max(actor.today, month.start), month.end - timedelta(days=1))
    plan = plan_of_person(employee, day, currency)
    paid_in = plan_currency(plan)
    lock_name(f"amounts by hand {employee.pk}")  # two at once must see each other in the sum
    row = Adjustment.objects.create(
        employee=employee,
        plan=plan,
        day=day,
        cents=cents,
        beside_cents=unapproved_cents(employee, month, paid_in),
        currency=paid_in,
        reason=reason.strip()[:200],
        question=question,
        made_by=signed_in(actor),
        made_at=at,
    )
    # Whether it waits, and no amount: events are read by more people than pay is.
    record("adjustment.made", row, actor=actor, at=at, data={"waits": needs_second(row)})
    return row


def approve_adjustment(adjustment: Adjustment, *, version: int, actor: Actor, at: datetime) -> Event:
    """The second pair of eyes. Its author is refused, nothing changes, and the try stays in the audit."""
    try:
        return _approve(adjustment, version, actor, at)
    except Refused:
        if can_withdraw_adjustment(actor, adjustment):
            record("adjustment.tried", adjustment, actor=actor, at=at)
        raise


@transaction.atomic
def _approve(adjustment: Adjustment, version: int, actor: Actor, at: datetime) -> Event:
    adjustment = lock(adjustment, version=version)
    require(can_approve_adjustment, actor, adjustment)
    _undecided(adjustment)
    adjustment.approved_by, adjustment.approved_at = signed_in(actor), at
    adjustment.version += 1
    adjustment.save(update_fields=["approved_by", "approved_at", "version"])
    return record("adjustment.approved", adjustment, actor=actor, at=at)


@transaction.atomic
def refuse_adjustment(adjustment: Adjustment, *, reason: str, version: int, actor: Actor, at: datetime) -> Event:
    """The second pair of eyes says no, with a reason. What counts without it can only be taken back by its author."""
    adjustment = lock(adjustment, version=version)
    require(can_approve_adjustment, actor, adjustment)
    _undecided(adjustment)
    if not reason.strip():
        raise Invalid("reason_missing", _("Say why."), {"reason": _("Say why.")})
    if not needs_second(adjustment):
        text = _("The plan lets this amount pass without a second person. Ask its author to withdraw it.")
        raise Refused("adjustment_counts", text)
    adjustment.refused_by, adjustment.refused_at = signed_in(actor), at
    adjustment.refusal = reason.strip()[:200]
    adjustment.version += 1
    adjustment.save(update_fields=["refused_by", "refused_at", "refusal", "version"])
    return record("adjustment.refused", adjustment, actor=actor, at=at)


@transaction.atomic
def withdraw_adjustment(adjustment: Adjustment, *, version: int, actor: Actor, at: datetime) -> Event:
    """Its author takes it back, as long as no run has posted it."""
    adjustment = lock(adjustment, version=version)
    require(can_withdraw_adjustment, actor, adjustment)
    if adjustment.withdrawn_at or adjustment.refused_at:
        raise Refused("adjustment_done", _("This is refused or withdrawn already."))
    if is_booked(adjustment):
        text = _("This is in the books. Enter the opposite amount by hand in the open month instead.")
        raise Refused("adjustment_booked", text)
    adjustment.withdrawn_at = at
    adjustment.version += 1
    adjustment.save(update_fields=["withdrawn_at", "version"])
    return record("adjustment.withdrawn", adjustment, actor=actor, at=at)


def _undecided(adjustment: Adjustment) -> None:
    if adjustment.approved_at or adjustment.refused_at or adjustment.withdrawn_at:
        raise Refused("adjustment_done", _("This is approved, refused or withdrawn already."))


def plan_of_person(employee: Employee, day: date, currency: str = "") -> Plan:
    """The plan that the person is on that day, else the last one before; one that is yet to come pays nothing of it."""
    rows = employee.plan_memberships.filter(start__lte=day).select_related("plan").order_by("-start")
    if not rows:
        raise Refused("no_plan", _("Nobody is paid by hand who is on no commission plan."))
    found = next((row.plan for row in rows if not currency or plan_currency(row.plan) == currency), None)
    if found is None:
        raise Refused("no_plan_in", _("No plan of this person pays in %(currency)s.") % {"currency": currency})
    return found
