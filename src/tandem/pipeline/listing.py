"""The list of opportunities: its columns, filters and scopes; the board offers the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer, CustomerClass
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of
from tandem.work.models import NextStep

from .cards import with_steps
from .models import Opportunity, Source, Stage, State
from .queries import stages_in_use
from .sheets import BY_OPPORTUNITY

NOBODY, OVERDUE, STILL, NONE = "none", "overdue", "still", "none"
MONTHS = 12
Rows = QuerySet[Any]


def in_scope(rows: Rows, scope: str, actor: Actor) -> Rows:
    """Mine: of all tandems I act for; tandem: of the one in the bar; team: of my teams."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(tandem__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    if scope == "team":
        return rows.filter(team__in=mine.team_ids)
    return rows


def known_stages(actor: Actor) -> list[Stage]:
    """All stages in use, looked up once per request."""
    if "pipeline_stages" not in actor.cache:
        actor.cache["pipeline_stages"] = stages_in_use()
    found: list[Stage] = actor.cache["pipeline_stages"]
    return found


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months on."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def stands_still(rows: Rows) -> Rows:
    """Those that have not moved for longer than their stage allows."""
    now, late = timezone.now(), Q(pk__in=[])
    for stage in stages_in_use():
        if stage.stale_days is not None:
            late |= Q(stage=stage.pk, moved_at__lte=now - timedelta(days=stage.stale_days))
    return rows.filter(late, state=State.OPEN)


def _matching(rows: Rows, query: str) -> Rows:
    """By the opportunity's words or number, or by the customer's words."""
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(pk__in=ids_matching(query, Opportunity.ref_kind)) | Q(customer__in=customers))


def _pipelines(actor: Actor) -> Sequence[tuple[str, Text]]:
    return list({str(stage.pipeline_id): str(stage.pipeline) for stage in known_stages(actor)}.items())


def _stages(actor: Actor) -> Sequence[tuple[str, Text]]:
    several = len(_pipelines(actor)) > 1
    return [(str(stage.pk), f"{stage.pipeline}: {stage}" if several else str(stage)) for stage in known_stages(actor)]


def _closes(actor: Actor) -> Sequence[tuple[str, Text]]:
    months = [month_after(actor.today, number) for number in range(MONTHS)]
    return [(OVERDUE, _("overdue")), *((f"{day:%Y-%m}", date_format(day, "YEAR_MONTH_FORMAT")) for day in months)]


def _closing(rows: Rows, value: str) -> Rows:
    if value == OVERDUE:
        return rows.filter(close_on__lt=timezone.localdate())
    first = date(int(value[:4]), int(value[5:]), 1)
    return rows.filter(close_on__gte=first, close_on__lt=month_after(first, 1))


def _holders(actor: Actor) -> Sequence[tuple[str, Text]]:
    people = {str(seat.employee_id): str(seat.employee) for seat in scope_of(actor).seats}
    return [*people.items(), (NOBODY, _("nobody"))]


def _held(rows: Rows, value: str) -> Rows:
    return rows.filter(holder=None) if value == NOBODY else rows.filter(holder=int(value))


def _moving(rows: Rows, value: str) -> Rows:
    if value == STILL:
        return stands_still(rows)
    steps = NextStep.objects.filter(about_kind=Opportunity.ref_kind, about_id=OuterRef("pk"))
    return rows.exclude(Exists(steps))


def _tandems(actor: Actor) -> Sequence[tuple[str, Text]]:
    if "tandem_choices" not in actor.cache:
        pairs = Tandem.objects.values_list("pk", "name")
        actor.cache["tandem_choices"] = [(str(key), name) for key, name in pairs]
    found: Sequence[tuple[str, Text]] = actor.cache["tandem_choices"]
    return found


def _of_class(rows: Rows, value: str) -> Rows:
    return rows.filter(customer__customer_class=value)


STATE = Filter("state", pgettext_lazy("of work", "State"), choices_of(State.choices), by_field("state"), State.OPEN)
SHARED = (
    Filter("pipeline", _("Pipeline"), _pipelines, by_field("stage__pipeline")),
    Filter("stage", _("Stage"), _stages, by_field("stage")),
    Filter("close", _("Expected close"), _closes, _closing),
    Filter(
        "moving", _("What is missing"), choices_of([(STILL, _("stands still")), ("step", _("no next step"))]), _moving
    ),
    Filter("held", _("Holder"), _holders, _held),
    Filter("class", _("Class"), choices_of(CustomerClass.choices), _of_class),
    Filter("source", _("Where it comes from"), choices_of(Source.choices), by_field("source")),
    Filter("of", _("Tandem"), _tandems, by_field("tandem")),
)

OPPORTUNITIES = Listing(
    title=_("Opportunities"),
    name="opportunities",
    sheets=(BY_OPPORTUNITY,),
    columns=(
        Column("title", _("Opportunity")),
        Column("customer", _("Customer")),
        Column("stage", _("Stage")),
        Column("value", _("Value"), sort="value_cents", numeric=True, falling=True),
        Column("close", _("Expected close"), sort="close_on"),
        Column("step", _("Next step")),
        Column("since", _("In this stage"), sort="stage_since", wide=True),
        Column("holder", _("Holder"), wide=True),
    ),
    filters=(STATE, *SHARED),
    scope=in_scope,
    search=_matching,
    default_scope=default_scope,
    fetch=with_steps,
    row_template="pipeline/_row.html",
    default_sort="close",
    empty=_("No opportunities yet. Write the first one down as soon as a customer wants something."),
)
BOARD = replace(OPPORTUNITIES, filters=tuple(each for each in SHARED if each.name not in ("pipeline", "stage")))
