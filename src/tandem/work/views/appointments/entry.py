"""Booking, changing, cancelling and answering."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.forms import EARLIEST, LATEST
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.customers.queries import visible_customers
from tandem.people.openings import region_of
from tandem.people.rules import sells
from tandem.work.actions import appointments as actions
from tandem.work.calendar import people_for
from tandem.work.conflicts import Clash, clashes_of
from tandem.work.days import local, next_working, working_days
from tandem.work.forms.appointments import AppointmentForm, CancelForm, Choices, ReplyForm
from tandem.work.models import Appointment, AppointmentKind, Attendee
from tandem.work.queries import visible_appointments
from tandem.work.rules import can_change_appointment

METHODS = ["GET", "POST"]
HOUR = timedelta(hours=1)
MORNING, EVENING = 7, 18
NINE = time(9)


def one_appointment(request: Request, pk: int) -> Appointment:
    """The appointment, if this viewer may see it."""
    rows = visible_appointments(request.actor).select_related("holder__team", "customer__team", "created_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(METHODS)
def new_appointment(request: Request) -> HttpResponse:
    """Book one. The address may say with whom (`customer`), when (`start`) and in whose calendar (`holder`)."""
    actor = request.actor
    require(sells, actor)
    customer = _customer(request)
    if customer is not None and not request.GET.get("customer"):
        return redirect(_with(request, customer))
    form = AppointmentForm(sent(request), choices=Choices.of(actor, customer), initial=_initial(request, customer))

    def book() -> Appointment:
        given = form.given()
        holder = given["values"].pop("holder")
        return actions.book_appointment(holder, customer=customer, actor=actor, at=actor.at, **given)

    def booked() -> Event | None:
        return event_of("appointment.booked", once(Appointment, form.once_key, book, actor=actor, at=actor.at))

    context = {"customer": customer, "clashes": _clashes(form, actor), **_asked(request)}
    return form_page(
        request, "work/appointment_form.html", form, booked, to=_page_of, text=_("It is booked."), context=context
    )


@require_http_methods(METHODS)
def edit(request: Request, pk: int) -> HttpResponse:
    """Change time, place, people and words."""
    actor, appointment = request.actor, one_appointment(request, pk)
    require(can_change_appointment, actor, appointment)
    if appointment.cancelled_at:
        return done(request, appointment, _("A cancelled appointment stays as it is."))
    choices = Choices.of(actor, appointment.customer, appointment)
    form = AppointmentForm(sent(request), choices=choices, instance=appointment)

    def change() -> Event | None:
        version = form.shown_version
        return actions.edit_appointment(appointment, version=version, actor=actor, at=actor.at, **form.given())

    return form_page(
        request,
        "work/appointment_form.html",
        form,
        change,
        to=appointment.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"customer": appointment.customer, "appointment": appointment, "clashes": _clashes(form, actor)},
    )


@require_POST
def check(request: Request) -> HttpResponse:
    """What speaks against the time as it is typed, before it is sent; nothing while something is missing."""
    actor = request.actor
    require(sells, actor)
    key = key_in(request.GET, "appointment")
    appointment = one_appointment(request, key) if key else None
    customer = appointment.customer if appointment else _customer(request)
    form = AppointmentForm(request.POST, choices=Choices.of(actor, customer, appointment), instance=appointment)
    return render(request, "work/_appointment_clashes.html", {"form": form, "clashes": _clashes(form, actor)})


@require_http_methods(METHODS)
def cancel(request: Request, pk: int) -> HttpResponse:
    """It does not take place, with a reason."""
    actor, appointment = request.actor, one_appointment(request, pk)
    require(can_change_appointment, actor, appointment)
    form = CancelForm(sent(request), initial={"version": appointment.version})

    def act() -> Event:
        values = {"reason": form.cleaned_data["reason"], "version": form.cleaned_data["version"]}
        return actions.cancel_appointment(appointment, actor=actor, at=actor.at, **values)

    return form_page(
        request,
        "work/appointment_cancel.html",
        form,
        lambda: once(Event, form.key, act, actor=actor, at=actor.at),
        to=appointment.get_absolute_url(),
        text=_("It is cancelled; whoever was invited is told."),
        context={"appointment": appointment},
    )


@require_POST
def reply(request: Request, pk: int) -> HttpResponse:
    """A colleague's own answer."""
    actor, appointment = request.actor, one_appointment(request, pk)
    asked = Attendee.objects.filter(appointment=appointment, employee=actor.employee, removed_at=None)
    attendee = asked.select_related("appointment__customer", "employee").first()
    if attendee is None:
        raise Refused("not_asked", _("Only who was invited can answer."))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        raise Invalid("no_answer", _("Choose one of the three."))
    actions.reply_to_appointment(attendee, reply=form.cleaned_data["reply"], actor=actor, at=actor.at)
    return done(request, appointment, _("Your answer is noted."))


def _clashes(form: AppointmentForm, actor: Actor) -> list[Clash]:
    """What speaks against it, for the page; here a routing server may be asked, in the action none is."""
    return clashes_of(form.plan(), actor) if form.is_bound and form.is_valid() else []


def _customer(request: Request) -> Customer | None:
    """The customer that the address names, or the only one that was found."""
    number = request.GET.get("customer", "")
    if number:
        return customer_or_404(number, request.actor)
    found = _found(request)
    return found[0] if len(found) == 1 and request.method == "GET" else None


def _found(request: Request) -> list[Customer]:
    asked = request.GET.get("find", "").strip()[:100]
    if not asked:
        return []
    keys = [row.object_id for row in search.find(asked, kinds=[Customer.ref_kind])]
    rows = visible_customers(request.actor).in_bulk(keys[:12])
    return [rows[key] for key in keys if key in rows]


def _asked(request: Request) -> dict[str, Any]:
    """What was looked for, and what was found."""
    return {"asked": request.GET.get("find", ""), "found": _found(request), "kept": _kept(request)}


def _kept(request: Request) -> dict[str, str]:
    return {name: request.GET[name] for name in ("start", "holder", "minutes") if request.GET.get(name)}


def _with(request: Request, customer: Customer) -> str:
    query = request.GET.copy()
    query.pop("find", None)
    query["customer"] = customer.number
    return f"{reverse('work:appointment_new')}?{query.urlencode()}"


def _initial(request: Request, customer: Customer | None) -> dict[str, Any]:
    """What the address says; else the next full hour, in one's own calendar."""
    start = _start(request)
    holder = key_in(request.GET, "holder") or _usual_holder(request.actor, customer)
    minutes = min(key_in(request.GET, "minutes") or 60, 12 * 60)
    values = {"day": start.date(), "start": start.time(), "end": (start + timedelta(minutes=minutes)).time()}
    if customer is None:
        return {**values, "holder": str(holder), "kind": AppointmentKind.INTERNAL}
    main = next((site for site in customer.sites.all() if site.is_main), None)
    return {**values, "holder": str(holder), "kind": AppointmentKind.VISIT, "site": str(main.pk) if main else ""}


def _usual_holder(actor: Actor, customer: Customer | None) -> int | None:
    """A visit is the field half's, whoever books it; everything else is one's own."""
    both = people_for(actor, "both") if customer else []
    return next((person.pk for person in both if person.half == "field"), actor.id)


def _start(request: Request) -> datetime:
    try:
        asked = parse_datetime(request.GET.get("start", ""))
    except ValueError:
        asked = None
    if asked is not None and EARLIEST < asked.date() < LATEST:
        return timezone.localtime(asked) if timezone.is_aware(asked) else timezone.make_aware(asked)
    start = timezone.localtime(request.actor.at).replace(minute=0, second=0, microsecond=0) + HOUR
    works = working_days(region_of(request.actor.employee), request.actor.at)
    day = next_working(start.date() + timedelta(days=start.hour >= EVENING), works)
    return start if day == start.date() and MORNING <= start.hour < EVENING else local(day, NINE)


def _page_of(event: Event | None) -> str:
    """The page of what was booked."""
    assert event is not None  # noqa: S101  it was recorded in the same transaction
    return reverse("work:appointment", args=[event.subjects.get(kind=Appointment.ref_kind).object_id])
