"""The list of to-dos: its columns, filters and scopes."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports import MOMENT, Field, Sheet, of
from tandem.core.listing import Column, Filter, Listing, choices_of
from tandem.core.search import ids_matching
from tandem.customers.models import Customer
from tandem.work.models import Repeat, Todo
from tandem.work.queries import visible_todos

from .scopes import BOTH, default_scope, in_scope

DONE, LATE = "done", "late"


def todos_for(params: QueryDict, actor: Actor) -> QuerySet[Todo]:
    """Open ones, unless the address asks for those that are done; each with its people and customer."""
    rows = visible_todos(actor)
    if params.get("state") == DONE:
        return rows.filter(done_at__isnull=False)
    rows = rows.filter(done_at=None)
    return rows.filter(due_at__lt=timezone.now()) if params.get("state") == LATE else rows


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(title__icontains=query) | Q(customer__in=customers))


SHEET = Sheet(
    key="todos",
    label=_("To-dos"),
    fields=(
        Field(_("To-do"), of("title")),
        Field(_("Customer number"), lambda row: row.customer.number if row.customer else ""),
        Field(_("Customer"), lambda row: row.customer.name if row.customer else ""),
        Field(_("Holder"), lambda row: str(row.holder or "")),
        Field(_("Due"), of("due_at"), MOMENT),
        Field(_("Done"), of("done_at"), MOMENT),
        Field(_("Comes again"), of("repeat"), words=Repeat.choices),
        Field(_("Details"), of("text")),
    ),
)

TODOS = Listing(
    title=_("To-dos"),
    name="todos",
    sheets=(SHEET,),
    columns=(
        Column("title", _("To-do")),
        Column("customer", _("Customer")),
        Column("due", _("Due"), sort="due_at"),
        Column("holder", _("Holder")),
    ),
    filters=(
        Filter(
            "state",
            pgettext_lazy("of work", "State"),
            choices_of([(LATE, _("Overdue")), (DONE, _("Done"))]),
            lambda rows, value: rows,
        ),
    ),
    scopes=BOTH,
    scope=in_scope,
    search=_matching,
    default_scope=default_scope,
    row_template="work/_todo_row.html",
    default_sort="due",
    empty=_("Nothing to do here. Note what must not be forgotten, with the one who does it."),
)
