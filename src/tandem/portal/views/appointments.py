"""Appointments: what is ahead, choosing one of the offered times, declining."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tandem.core.errors import Conflict
from tandem.core.http import attempt
from tandem.core.once import once
from tandem.portal.door import contacts
from tandem.portal.forms import SlotForm, TakeForm
from tandem.portal.links import go
from tandem.portal.queries.appointments import appointments_of, offered, offers_for
from tandem.portal.queries.people import Person, people_of
from tandem.portal.viewer import PortalRequest, actor_of
from tandem.portal.wording import SAID
from tandem.work.actions.appointments import reply_to_appointment
from tandem.work.actions.appointments.offered import book_offered
from tandem.work.models import Appointment, Attendee, Reply


@contacts("GET")
def list_appointments(request: PortalRequest) -> HttpResponse:
    """What is ahead."""
    rows = appointments_of(request.viewer, people=True)
    context = {"rows": rows, "said": SAID.get(request.GET.get("said", ""))}
    return render(request, "portal/appointments.html", context)


@contacts("GET", "POST")
def new_appointment(request: PortalRequest) -> HttpResponse:
    """Choose how and with whom, then one of the times."""
    viewer, actor = request.viewer, actor_of(request.viewer)
    if request.method != "POST":
        return _page(request, TakeForm())
    form = TakeForm(request.POST)
    taken = offered(viewer, form.data.get("offer", ""))

    def make() -> Appointment:
        assert taken is not None  # noqa: S101  looked at below
        search, start = taken
        title = form.cleaned_data["title"]
        return book_offered(search, start, title=title, contact=viewer.contact, actor=actor, at=viewer.at)

    if taken is None:
        return _page(request, form, status=409, lost=_("These times are no longer offered. Choose one of these."))
    try:
        made = attempt(form, lambda: once(Appointment, form.once_key, make, actor=actor, at=viewer.at))
    except Conflict as error:
        return _page(request, form, status=409, lost=str(error.text))
    return go(request, "portal:appointments", said="booked") if made else _page(request, form, status=422)


@contacts("POST")
def decline(request: PortalRequest, pk: int) -> HttpResponse:
    """The contact cannot come; both partners hear of it."""
    viewer = request.viewer
    rows = Attendee.objects.filter(contact=viewer.contact, appointment__customer=viewer.customer)
    attendee = rows.select_related("appointment__customer", "contact").filter(pk=pk).first() if pk < 2**63 else None
    if attendee is None:
        raise Http404
    reply_to_appointment(attendee, reply=Reply.DECLINED, actor=actor_of(viewer), at=viewer.at)
    return go(request, "portal:appointments", said="cancelled")


def _page(request: PortalRequest, form: TakeForm, *, status: int = 200, lost: str = "") -> HttpResponse:
    people = people_of(request.viewer)
    slots = SlotForm(request.GET if request.GET.get("kind") else None, names=_names(people))
    chosen: dict[str, Any] = slots.cleaned_data if slots.is_bound and slots.is_valid() else {}
    kind, whom = chosen.get("kind", "phone"), chosen.get("whom", next(iter(_names(people)), "both"))
    offers = offers_for(request.viewer, kind, whom) if people else []
    context = {"form": form, "slots": slots, "offers": offers, "people": people, "lost": lost}
    return render(request, "portal/appointment_new.html", context, status=status)


def _names(people: list[Person]) -> dict[str, str]:
    """With both, or with one of them by name."""
    names = {one.half: str(one.employee) for one in people}
    return {"both": _("Both"), **names} if len(people) > 1 else names
