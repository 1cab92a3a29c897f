"""In which currencies somebody is paid."""

from __future__ import annotations

from datetime import date

from engines.commission import read_window
from tandem.commissions.currencies import HOME
from tandem.commissions.models import Accrual, Plan, PlanMember
from tandem.commissions.queries.statement import pay_lines
from tandem.commissions.settling import versions_until
from tandem.people.models import Employee


def currencies_of(person: Employee, period: str) -> list[str]:
    """Those of the statement of a month; without any line that of the plan at its end."""
    booked = pay_lines(person).filter(period=period).order_by().values_list("currency", flat=True)
    today = Accrual.objects.filter(employee=person, period=period).order_by().values_list("currency", flat=True)
    found = sorted(set(booked.union(today)))
    if found:
        return found
    member = PlanMember.objects.filter(employee=person, start__lt=read_window(period).end).order_by("-start").first()
    return [plan_currency(member.plan_id) if member else HOME]


def plan_currency(plan: Plan | int) -> str:
    """Of the newest version that pays."""
    version = versions_until(date.max).filter(plan=plan).last()
    return str(version.document.get("currency", HOME)) if version else HOME
