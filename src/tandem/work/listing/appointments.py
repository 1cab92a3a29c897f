"""The list of appointments: its columns, filters and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tandem.core.actor import Actor
from tandem.core.exports import Field, Sheet, of
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.search import ids_matching
from tandem.customers.models import Customer
from tandem.tandems.queries import scope_of
from tandem.work.models import Appointment, AppointmentKind

STATES = (
    ("ahead", _("ahead")),
    ("over", _("over")),
    ("report", _("report due")),
    ("cancelled", _("cancelled")),
)


def _in_scope(rows: QuerySet[Appointment], scope: str, actor: Actor) -> QuerySet[Appointment]:
    """Mine: those I hold; tandem: of the one in the bar; team: of my teams."""
    mine = scope_of(actor)
    if scope == "mine":
        return rows.filter(holder=actor.id)
    if scope == "tandem":
        return rows.filter(tandem=mine.current_id)
    return rows.filter(team__in=mine.team_ids) if scope == "team" else rows


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    now = timezone.now()
    conditions = {
        "ahead": Q(cancelled_at=None, end__gt=now),
        "over": Q(cancelled_at=None, end__lte=now),
        "report": Q(cancelled_at=None, report_due_at__isnull=False),
        "cancelled": Q(cancelled_at__isnull=False),
    }
    return rows.filter(conditions[value])


def _matching(rows: QuerySet[Appointment], query: str) -> QuerySet[Appointment]:
    """By what it is about, or by the customer's words."""
    return rows.filter(Q(title__icontains=query) | Q(customer__in=ids_matching(query, Customer.ref_kind)))


def default_scope(actor: Actor) -> str:
    """The tandem's where there is one, else one's own."""
    return "tandem" if scope_of(actor).current_id else "mine"


def state_of(appointment: Appointment) -> str:
    """ahead, over, report or cancelled."""
    if appointment.cancelled_at:
        return "cancelled"
    if appointment.report_due_at:
        return "report"
    return "ahead" if appointment.end > timezone.now() else "over"


def _with_states(rows: Sequence[Any], actor: Actor) -> Sequence[Any]:
    """Each row with `state`."""
    for row in rows:
        row.state = state_of(row)
    return rows


def _said_state(row: Any) -> str:
    return str(dict(STATES)[state_of(row)])


APPOINTMENT_SHEET = Sheet(
    key="appointments",
    label=_("Appointments"),
    fields=(
        Field(_("Day"), lambda row: timezone.localdate(row.start).isoformat()),
        Field(_("From"), lambda row: f"{timezone.localtime(row.start):%H:%M}"),
        Field(pgettext_lazy("until", "To"), lambda row: f"{timezone.localtime(row.end):%H:%M}"),
        Field(_("Kind"), lambda row: str(AppointmentKind(row.kind).label)),
        Field(_("What it is about"), of("title")),
        Field(_("Customer number"), of("customer.number")),
        Field(_("Customer"), of("customer.name")),
        Field(_("Holder"), lambda row: str(row.holder or "")),
        Field(_("Place"), lambda row: row.place or (row.site.town if row.site else "")),
        Field(_("Status"), _said_state),
        Field(_("Reason"), of("cancel_reason")),
    ),
)

APPOINTMENTS = Listing(
    title=_("Appointments"),
    name="appointments",
    sheets=(APPOINTMENT_SHEET,),
    columns=(
        Column("start", _("When"), sort="start", falling=True),
        Column("title", _("What it is about")),
        Column("customer", _("Customer")),
        Column("kind", _("Kind"), wide=True),
        Column("holder", _("Holder")),
        Column("status", _("Status")),
    ),
    filters=(
        Filter("state", _("Status"), choices_of(STATES), _in_state),
        Filter("kind", _("Kind"), choices_of(AppointmentKind.choices), by_field("kind")),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    row_template="work/_appointment_row.html",
    fetch=_with_states,
    default_sort="-start",
    empty=_("No appointments yet. Book the first one from a customer, or in the calendar."),
)
