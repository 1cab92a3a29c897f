"""The list of appointments, and one of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.rules import allows, require
from tandem.people.rules import sells
from tandem.work.forms.appointments import attending
from tandem.work.invitations import place_of
from tandem.work.listing.appointments import APPOINTMENTS, state_of
from tandem.work.models import AppointmentKind, Reply
from tandem.work.queries import visible_appointments, visible_reports
from tandem.work.rules import can_add_work, can_change_appointment

from .entry import one_appointment


@require_GET
def list_appointments(request: Request) -> HttpResponse:
    """All that the viewer may see, narrowed as the URL asks."""
    require(sells, request.actor)
    url, rows = reverse("work:appointment_new"), visible_appointments(request.actor)
    page = build_page(APPOINTMENTS, rows, request.GET, request.actor, new_url=url, new_label=_("New appointment"))
    return render(request, "core/listing.html", {"page": page})


@require_GET
def show_appointment(request: Request, pk: int) -> HttpResponse:
    """One appointment: when, where, who, and what they answered."""
    actor, appointment = request.actor, one_appointment(request, pk)
    rows = attending(appointment)
    over, customer = appointment.end <= actor.at, appointment.customer
    visited = (
        over and customer is not None and appointment.kind == AppointmentKind.VISIT and not appointment.cancelled_at
    )
    context = {
        "appointment": appointment,
        "start": timezone.localtime(appointment.start),
        "end": timezone.localtime(appointment.end),
        "state": state_of(appointment),
        "over": over,
        "report": visible_reports(actor).filter(appointment=appointment).first() if visited else None,
        "may_report": visited and allows(sells, actor) and allows(can_add_work, actor, customer),
        "place": place_of(appointment),
        "attendees": rows,
        "mine": next((row for row in rows if row.employee_id == actor.id), None),
        "replies": [pair for pair in Reply.choices if pair[0] != Reply.WAITING],
        "may_change": appointment.cancelled_at is None and allows(can_change_appointment, actor, appointment),
    }
    return render(request, "work/appointment.html", context)
