"""The list of hand-offs: its columns, filters and scopes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports import MOMENT, Field, Sheet, of
from tandem.core.listing import Column, Filter, Listing, Text, choices_of
from tandem.core.search import ids_matching
from tandem.customers.models import Customer
from tandem.tandems.queries import scope_of
from tandem.work.models import OPEN, Handoff, HandoffState
from tandem.work.queries import visible_handoffs

WHOSE: tuple[tuple[str, Text], ...] = (
    ("mine", pgettext_lazy("hand-offs", "To me")),
    ("given", pgettext_lazy("hand-offs", "From me")),
    ("both", _("Both")),
    ("team", _("Team")),
)


def handoffs_for(params: QueryDict, actor: Actor) -> QuerySet[Handoff]:
    """Open ones, the late first, unless the address asks for those in one state."""
    rows = visible_handoffs(actor)
    return rows if params.get("state") in HandoffState.values else rows.filter(state__in=OPEN)


def _in_scope(rows: QuerySet[Any], scope: str, actor: Actor) -> QuerySet[Any]:
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(taker=actor.id)
    if scope == "given":
        return rows.filter(giver=actor.id)
    if scope == "both":
        return rows.filter(Q(tandem__in=mine.acting_ids) | Q(taker=actor.id) | Q(giver=actor.id))
    return rows.filter(Q(team__in=mine.team_ids) | Q(taker=actor.id) | Q(giver=actor.id))


def _default_scope(actor: Actor) -> str:
    return "both" if scope_of(actor).acting_ids else "team"


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(title__icontains=query) | Q(customer__in=customers))


SHEET = Sheet(
    key="handoffs",
    label=_("Hand-offs"),
    fields=(
        Field(_("Hand-off"), of("title")),
        Field(_("Customer number"), lambda row: row.customer.number if row.customer else ""),
        Field(_("Customer"), lambda row: row.customer.name if row.customer else ""),
        Field(_("From"), lambda row: str(row.giver)),
        Field(_("To"), lambda row: str(row.taker)),
        Field(_("State"), of("state"), words=HandoffState.choices),
        Field(_("Offered"), of("created_at"), MOMENT),
        Field(_("To be accepted by"), of("accept_by"), MOMENT),
        Field(_("Accepted"), of("accepted_at"), MOMENT),
        Field(_("Due"), of("due_at"), MOMENT),
        Field(_("Ended"), of("ended_at"), MOMENT),
    ),
)

HANDOFFS = Listing(
    title=_("Hand-offs"),
    name="handoffs",
    sheets=(SHEET,),
    columns=(
        Column("title", _("Hand-off")),
        Column("customer", _("Customer")),
        Column("turn", _("Due"), sort="turn_by"),
        Column("people", _("From, to")),
        Column("state", _("State"), wide=True),
    ),
    filters=(
        Filter(
            "state",
            pgettext_lazy("of work", "State"),
            choices_of(HandoffState.choices),
            lambda rows, value: rows.filter(state=value),
        ),
    ),
    scopes=WHOSE,
    scope=_in_scope,
    search=_matching,
    default_scope=_default_scope,
    row_template="work/_handoff_row.html",
    default_sort="turn",
    empty=_("No hand-off is open. Pass on what the other one can do better or sooner, with what you expect."),
)
