"""The inbox of requests: its columns, filters and scopes. Each of them walks along an index of the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.prepared import prepared
from tandem.core.search import ids_matching
from tandem.customers.listing import default_scope
from tandem.customers.models import Customer
from tandem.tandems.models import RequestKind
from tandem.tandems.queries import scope_of
from tandem.work.models import Request
from tandem.work.models.requests import ANSWERED, CLOSED, EVERY, WAITING
from tandem.work.queries import listed_requests
from tandem.work.sheets import REQUESTS as SHEET

MOST = 1_000  # counted no further unless somebody asks: the exact number of very many helps nobody
STATES = {
    "waiting": _("waits for an answer"),
    "late": _("late"),
    "answered": _("answered, still open"),
    "closed": _("closed"),
}
NOBODY = "none"


def requests_for(params: QueryDict) -> Callable[[Actor], QuerySet[Request]]:
    """What the list begins with; where the filter of the state is taken off, by what the index for that asks for."""
    return _listed if params.get("state", "waiting") in STATES else _every


def _listed(actor: Actor) -> QuerySet[Request]:
    return listed_requests(actor).only("due_at", "received_at")


def _every(actor: Actor) -> QuerySet[Request]:
    return _listed(actor).filter(EVERY)


def _in_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "closed":
        return rows.filter(CLOSED)
    if state == "answered":
        return rows.filter(ANSWERED)
    rows = rows.filter(WAITING)
    return rows.filter(due_at__lt=timezone.now()) if state == "late" else rows


def _in_scope(rows: QuerySet[Any], scope: str, actor: Actor) -> QuerySet[Any]:
    """Mine: of all tandems I act for; tandem: of the one in the bar; team: of my teams."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(tandem__in=mine.acting_ids)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    return rows.filter(team__in=mine.team_ids) if scope == "team" else rows


def _kinds(actor: Actor) -> list[tuple[str, Any]]:
    if "request_kinds" not in actor.cache:
        actor.cache["request_kinds"] = [(str(kind.pk), str(kind)) for kind in RequestKind.objects.all()]
    found: list[tuple[str, Any]] = actor.cache["request_kinds"]
    return found


def _holders(actor: Actor) -> list[tuple[str, Any]]:
    return [(str(actor.id), pgettext_lazy("holder", "me")), (NOBODY, pgettext_lazy("holder", "nobody yet"))]


def _held(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(holder=None if value == NOBODY else int(value))


def _matching(rows: QuerySet[Any], query: str) -> QuerySet[Any]:
    """By the words of the wish, or by the customer's."""
    customers = ids_matching(query, Customer.ref_kind)
    return rows.filter(Q(pk__in=ids_matching(query, Request.ref_kind)) | Q(customer__in=customers))


def _with_people(rows: Sequence[Any], actor: Actor) -> Sequence[Request]:
    """The rows of a page with all that they name; one statement, and none of it while the list is put in order."""
    found = {row.pk: row for row in _named([row.pk for row in rows])}
    return [found[row.pk] for row in rows]


@prepared
def _named(ids: Iterable[int]) -> QuerySet[Request]:
    return Request.objects.filter(pk__in=ids).select_related("customer", "kind", "holder", "tandem", "closed_by")


REQUESTS = Listing(
    title=_("Requests"),
    name="requests",
    sheets=(SHEET,),
    columns=(
        Column("wish", _("What the customer wants")),
        Column("customer", _("Customer")),
        Column("kind", _("Kind"), wide=True),
        Column("due", _("First answer"), sort="due_at"),
        Column("holder", _("Holder")),
        Column("received", _("Received"), sort="received_at", falling=True, wide=True),
    ),
    filters=(
        Filter("state", pgettext_lazy("of work", "State"), choices_of(list(STATES.items())), _in_state, "waiting"),
        Filter("kind", _("Kind"), _kinds, by_field("kind")),
        Filter("held", _("Holder"), _holders, _held),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    fetch=_with_people,
    most=MOST,
    row_template="work/_request_row.html",
    default_sort="due",
    empty=_("No customer waits for an answer. Write down the next request while the customer is on the phone."),
)
