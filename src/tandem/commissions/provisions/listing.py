"""Month end as files: of one month, of twelve, and the schedules of contracts; with the rights of who asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.commissions.models import PlanMember
from tandem.contracts.models import Contract
from tandem.core.actor import Actor
from tandem.core.exports import DAY, MONEY, PERCENT, WHOLE, Field, Sheet, of
from tandem.core.listing import Column, Listing
from tandem.people.models import Employee
from tandem.people.rules import can_see_personnel_data

from .actions import provision_settings
from .contract_costs import contract_costs, month_name, visible_costs_of
from .month_end import MonthEnd, month_end, visible_people
from .standing import book_months


class Line(NamedTuple):
    """One person in one month."""

    pk: int
    month: str
    name: str
    number: str
    cost_centre: str
    unreleased: int
    rate_ppm: int
    movement: Any
    currency: str


class CostLine(NamedTuple):
    """One contract in one month."""

    pk: int
    number: str
    months: int
    ends_on: object
    month: str
    added: int
    written: int
    left: int


def people_for(params: QueryDict, actor: Actor) -> QuerySet[Employee]:
    """Whose figures of locked months the reader may see."""
    rows = visible_people(actor, locked=True)
    return rows.filter(pk__in=PlanMember.objects.values("employee"))


def contracts_for(params: QueryDict, actor: Actor) -> QuerySet[Contract]:
    """Contracts whose cost the reader may see."""
    return visible_costs_of(actor).exclude(quote=None)


def _of_month(rows: QuerySet[Employee], actor: Actor, params: QueryDict) -> Any:
    page = month_end(params.get("month", ""), actor, currency=params.get("currency", ""))
    return list(_lines(rows, [page.chosen] if page.chosen else [], page.currency, actor))


def _of_months(rows: QuerySet[Employee], actor: Actor, params: QueryDict) -> Any:
    page = month_end(params.get("month", ""), actor, currency=params.get("currency", ""))
    return list(_lines(rows, page.months[::-1], page.currency, actor))


def _lines(rows: QuerySet[Employee], months: Sequence[MonthEnd], currency: str, actor: Actor) -> Iterator[Line]:
    today = (
        {row.pk for row in visible_people(actor, locked=False)}
        if any(month.closed_at is None for month in months)
        else set()
    )
    for row in rows:
        for month in months:
            one = month.people.get(row.pk)
            if one is None or not (month.closed_at or row.pk in today):
                continue
            yield Line(
                row.pk, month.name, str(row), row.personnel_number, row.cost_centre, one.unreleased, month.rate_ppm,
                one.movement, currency,
            )  # fmt: skip


def _schedules(rows: QuerySet[Contract], actor: Actor, params: QueryDict) -> Any:
    """Each contract month by month, from the first in which something happens to the last."""
    wanted = set(rows.values_list("pk", flat=True))
    closed = [month for month in book_months(actor.today) if month.closed_at]
    found = []
    for one in contract_costs(closed, provision_settings(), params.get("currency", "") or "EUR") if closed else []:
        left = 0
        for month in sorted(one.plan.keys() | one.added.keys()) if one.pk in wanted else ():
            added, written = one.added.get(month, 0), one.plan.get(month, 0)
            left += added - written
            found.append(CostLine(one.pk, one.number, one.months, one.ends_on, month_name(month), added, written, left))
    return found


_FIELDS = (
    Field(_("Month"), of("month")),
    Field(_("Name"), of("name")),
    Field(_("Personnel number"), of("number"), may=can_see_personnel_data),
    Field(_("Cost centre"), of("cost_centre"), may=can_see_personnel_data),
    Field(_("Earned, not released"), of("unreleased"), MONEY),
    Field(_("Employer cost (%)"), of("rate_ppm"), PERCENT),
    Field(pgettext_lazy("of a provision", "Opening"), of("movement.opening"), MONEY),
    Field(pgettext_lazy("of a provision", "Added"), of("movement.added"), MONEY),
    Field(pgettext_lazy("of a provision", "Used"), of("movement.used"), MONEY),
    Field(pgettext_lazy("of a provision", "Reversed"), of("movement.reversed"), MONEY),
    Field(pgettext_lazy("of a provision", "Closing"), of("movement.closing"), MONEY),
    Field(_("Currency"), of("currency")),
)
MONTH = Sheet(key="month", label=_("The month"), fields=_FIELDS, read=_of_month)
MONTHS = Sheet(key="months", label=_("All months shown"), fields=_FIELDS, read=_of_months)
SCHEDULES = Sheet(
    key="schedules",
    label=_("Schedules"),
    fields=(
        Field(_("Contract"), of("number")),
        Field(_("Term in months"), of("months"), WHOLE),
        Field(_("Last day"), of("ends_on"), DAY),
        Field(_("Month"), of("month")),
        Field(pgettext_lazy("of a provision", "Capitalised"), of("added"), MONEY),
        Field(pgettext_lazy("of a provision", "Written off"), of("written"), MONEY),
        Field(pgettext_lazy("of a provision", "Left"), of("left"), MONEY),
    ),
    read=_schedules,
)
PROVISIONS = Listing(
    title=_("Provisions and deferrals"),
    name="provisions",
    sheets=(MONTH, MONTHS),
    columns=(Column("name", _("Name"), sort="name_key"),),
    row_template="",
    default_sort="name",
)
CONTRACT_COSTS = Listing(
    title=_("Cost of contracts"),
    name="contract_costs",
    sheets=(SCHEDULES,),
    columns=(Column("number", _("Contract"), sort="number"),),
    row_template="",
    default_sort="number",
)
