"""Opportunities and leads as files."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MOMENT, MONEY, PERCENT, Field, Sheet, of
from tandem.core.exports.sheets import Rows, Value

from .models import LeadState, Source, State

COLUMNS = [
    *("number", "title", "customer__number", "customer__name", "contact__first_name", "contact__last_name"),
    *("tandem__name", "holder__first_name", "holder__last_name", "stage__pipeline__name_de", "stage__name_de"),
    *("stage__name_en", "stage__chance_ppm", "own_chance_ppm", "state", "value_cents", "weighted_cents", "currency"),
    *("close_on", "closed_on", "source", "competitor", "stage_since", "moved_at", "created_at", "text"),
]


def _read(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    found: Rows = rows.select_related(None).values_list("pk", *COLUMNS, named=True)
    return found


def _name(path: str) -> Value:
    first, last = of(f"{path}__first_name"), of(f"{path}__last_name")
    return lambda row: f"{first(row) or ''} {last(row) or ''}".strip()


def _stage(row: Any) -> Any:
    german = (get_language() or "de").startswith("de")
    return row.stage__name_de if german or not row.stage__name_en else row.stage__name_en


def _chance(row: Any) -> int:
    found: int = row.stage__chance_ppm if row.own_chance_ppm is None else row.own_chance_ppm
    return found


BY_OPPORTUNITY = Sheet(
    key="opportunities",
    label=_("Opportunities"),
    fields=(
        Field(_("Opportunity number"), of("number")),
        Field(_("What it is about"), of("title")),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Contact"), _name("contact")),
        Field(_("Tandem"), of("tandem__name")),
        Field(_("Holder"), _name("holder")),
        Field(_("Pipeline"), of("stage__pipeline__name_de")),
        Field(_("Stage"), _stage),
        Field(pgettext_lazy("of work", "State"), of("state"), words=State.choices),
        Field(_("Value"), of("value_cents"), MONEY),
        Field(_("Probability in %"), _chance, PERCENT),
        Field(_("Weighted value"), of("weighted_cents"), MONEY),
        Field(_("Currency"), of("currency")),
        Field(_("Expected close"), of("close_on"), DAY),
        Field(_("Closed on"), of("closed_on"), DAY),
        Field(_("Where it comes from"), of("source"), words=Source.choices),
        Field(_("Competitor"), of("competitor")),
        Field(_("In this stage since"), of("stage_since"), MOMENT),
        Field(_("Last moved"), of("moved_at"), MOMENT),
        Field(_("Created"), of("created_at"), MOMENT),
        Field(_("What they need"), of("text")),
    ),
    read=_read,
)

BY_LEAD = Sheet(
    key="leads",
    label=_("Leads"),
    fields=(
        Field(_("Company"), of("company")),
        Field(pgettext_lazy("of work", "State"), of("state"), words=LeadState.choices),
        Field(_("What they want"), of("wish")),
        Field(_("Where it comes from"), of("source"), words=Source.choices),
        Field(_("Town"), of("town")),
        Field(_("Phone"), of("phone")),
        Field(_("E-mail"), of("email")),
        Field(_("Holder"), lambda row: str(row.holder or "")),
        Field(_("Created"), of("created_at"), MOMENT),
        Field(_("Reason"), of("reason")),
    ),
)
