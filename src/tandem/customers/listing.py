"""The list of customers: its columns, filters and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, by_field, choices_of
from tandem.core.search import fold, matching
from tandem.core.spans import on_day
from tandem.people.models import Team
from tandem.tandems.queries import open_tandems, scope_of

from .models import Assignment, Contact, Customer, CustomerClass, CustomerGroup, Lifecycle
from .queries import owners_on
from .sheets import BOOK


def _in_scope(rows: QuerySet[Customer], scope: str, actor: Actor) -> QuerySet[Customer]:
    """Mine: all tandems I act for; tandem: the one in the bar; team: my teams' tandems and queues."""
    mine = scope_of(actor)
    now = Assignment.objects.filter(on_day(actor.today))
    if scope == "mine":
        return rows.filter(pk__in=now.filter(tandem__in=mine.acting_ids).values("customer"))
    if scope == "tandem":
        return rows.filter(pk__in=now.filter(tandem=mine.current_id).values("customer"))
    if scope == "team":
        return rows.filter(team__in=mine.team_ids)
    return rows


def default_scope(actor: Actor) -> str:
    """Where the viewer's own customers are; without a tandem the team's, else all."""
    mine = scope_of(actor)
    if mine.acting_ids:
        return "mine"
    return "team" if mine.team_ids else "all"


def _matching(rows: QuerySet[Customer], query: str) -> QuerySet[Customer]:
    """By the customer's own words or those of its contacts."""
    return matching(rows, query, Customer.ref_kind, Contact.ref_kind)


def _with_owners(rows: Sequence[Customer], actor: Actor) -> Sequence[Customer]:
    """Each row with `owner`, its tandem today; one statement."""
    owners = owners_on([row.pk for row in rows], actor.today)
    for row in rows:
        assignment = owners.get(row.pk)
        row.owner = assignment.tandem if assignment else None  # type: ignore[attr-defined]
    return rows


_TEAM, _GROUP = Value("team", output_field=CharField()), Value("group", output_field=CharField())


def _named(actor: Actor) -> dict[str, list[tuple[str, Text]]]:
    """Teams and customer groups by name, looked up together, once per request."""
    if "teams and groups" not in actor.cache:
        teams = Team.objects.order_by().annotate(kind=_TEAM).values_list("kind", "pk", "name")
        groups = CustomerGroup.objects.order_by().annotate(kind=_GROUP).values_list("kind", "pk", "name")
        rows = sorted(teams.union(groups, all=True), key=lambda row: fold(str(row[2])))
        found = {name: [(str(key), label) for kind, key, label in rows if kind == name] for name in ("team", "group")}
        actor.cache["teams and groups"] = found
    cached: dict[str, list[tuple[str, Text]]] = actor.cache["teams and groups"]
    return cached


def _teams(actor: Actor) -> Sequence[tuple[str, Text]]:
    return _named(actor)["team"]


def _groups(actor: Actor) -> Sequence[tuple[str, Text]]:
    found = _named(actor)["group"]
    return [*found, ("none", _("none"))] if found else []


def _tandems(actor: Actor) -> Sequence[tuple[str, Text]]:
    """All tandems that sell, looked up once per request."""
    if "tandems" not in actor.cache:
        rows = open_tandems(actor.today).values_list("pk", "name")
        actor.cache["tandems"] = [(str(key), name) for key, name in rows]
    found: Sequence[tuple[str, Text]] = actor.cache["tandems"]
    return found


def _of_tandem(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    now = Assignment.objects.filter(on_day(timezone.localdate()), tandem=int(value))
    return rows.filter(pk__in=now.values("customer"))


def _of_class(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(customer_class="" if value == "none" else value)


def _of_group(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(group=None if value == "none" else int(value))


CUSTOMERS = Listing(
    title=_("Customers"),
    name="customers",
    sheets=(BOOK,),
    columns=(
        Column("name", _("Customer"), sort="name_key"),
        Column("town", _("Town"), sort="town", wide=True),
        Column("class", _("Class"), sort="customer_class", wide=True),
        Column("group", _("Customer group"), sort="group_key", wide=True),
        Column("state", _("Lifecycle"), sort="lifecycle", wide=True),
        Column(
            "revenue",
            _("Revenue, 12 months"),
            sort="figures__revenue_cents",
            tie="figures__pk",
            numeric=True,
            falling=True,
        ),
        Column("tandem", _("Tandem")),
    ),
    filters=(
        Filter("class", _("Class"), choices_of([*CustomerClass.choices, ("none", _("none"))]), _of_class),
        Filter("group", _("Customer group"), _groups, _of_group),
        Filter("state", _("Lifecycle"), choices_of(Lifecycle.choices), by_field("lifecycle")),
        Filter("team", _("Team"), _teams, by_field("team")),
        Filter("tandem", _("Tandem"), _tandems, _of_tandem),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    fetch=_with_owners,
    row_template="customers/_row.html",
    default_sort="name",
    empty=_("No customers yet. Add the first one, or import a file with all of them."),
)
