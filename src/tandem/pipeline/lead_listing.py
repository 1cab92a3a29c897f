"""The list of leads, and one of them as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.rules import allows
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.queries import seen
from tandem.people.models import SALES
from tandem.people.queries import signed_in
from tandem.work.models import NextStep
from tandem.work.steps_told import OpenStep, open_steps, told

from .listing import in_scope
from .models import Lead, LeadNote, LeadPerson, LeadState, Opportunity, Source
from .queries import visible_opportunities
from .rules import can_work_on_lead
from .sheets import BY_LEAD

OPEN = "open"
STEPS = 12


def visible_leads(actor: Actor) -> QuerySet[Lead]:
    """All leads for sales staff; those that became a customer, who may see it."""
    person = signed_in(actor)
    rows = Lead.objects.select_related("holder__team", "tandem", "customer", "team")
    if actor.is_system:
        return rows
    if person is None or not person.has_role(*SALES):
        return rows.none()
    return rows.filter(Q(customer=None) | seen(actor, "customer__"))


@dataclass(frozen=True)
class LeadPage:
    """A lead with all that is known."""

    lead: Lead
    people: Sequence[LeadPerson]
    notes: Sequence[LeadNote]
    steps: Sequence[OpenStep]
    opportunities: Sequence[Opportunity]
    answers: Sequence[tuple[Any, str]]  # question, answer
    may_work: bool

    @property
    def is_asked(self) -> bool:
        """Whether what has to be asked before it is qualified has been asked."""
        return bool(self.lead.need.strip() and self.lead.decides.strip())


def lead_page(lead: Lead, actor: Actor) -> LeadPage:
    """All about one lead; four statements."""
    steps = told(NextStep.objects.filter(about_kind=Lead.ref_kind, about_id=lead.pk), actor)
    made = visible_opportunities(actor).filter(lead=lead) if lead.state == LeadState.CONVERTED else ()
    asked = ("need", "budget", "decides", "needed_by")
    return LeadPage(
        lead=lead,
        people=list(lead.people.all()),
        notes=list(lead.notes.select_related("author").order_by("-at", "-pk")),
        steps=open_steps(steps.order_by("due_at", "pk")[:STEPS]),
        opportunities=list(made),
        answers=[(Lead._meta.get_field(name).verbose_name, getattr(lead, name)) for name in asked],  # type: ignore[union-attr]
        may_work=allows(can_work_on_lead, actor, lead),
    )


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(ended_at=None) if value == OPEN else rows.filter(state=value)


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    return rows.filter(pk__in=ids_matching(query, Lead.ref_kind))


LEADS = Listing(
    title=_("Leads"),
    name="leads",
    sheets=(BY_LEAD,),
    columns=(
        Column("company", _("Company"), sort="company_key"),
        Column("wish", _("What they want"), wide=True),
        Column("state", pgettext_lazy("of work", "State"), sort="state"),
        Column("created", _("Came in"), sort="created_at", falling=True),
        Column("source", _("Where it comes from"), wide=True),
        Column("holder", _("Holder")),
    ),
    filters=(
        Filter(
            "state",
            pgettext_lazy("of work", "State"),
            choices_of([(OPEN, _("open")), *LeadState.choices]),
            _in_state,
            OPEN,
        ),
        Filter("source", _("Where it comes from"), choices_of(Source.choices), by_field("source")),
    ),
    scope=in_scope,
    search=_matching,
    default_scope=default_scope,
    row_template="pipeline/_lead_row.html",
    default_sort="-created",
    empty=_("No leads. Take an interest down before anyone knows whether there is something in it."),
)
