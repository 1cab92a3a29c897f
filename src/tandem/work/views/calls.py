"""Calls: logged from the brief in two clicks, and one after another in a call session."""

from __future__ import annotations

from datetime import date, time

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.http import Request, attempt, done, notify
from tandem.core.once import event_of, once
from tandem.core.pages import sent
from tandem.core.rules import require
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import visible_customers
from tandem.people.rules import sells
from tandem.tandems.queries import scope_of
from tandem.work.actions.calls import log_call, put_off_call, take_up_call
from tandem.work.actions.leases import end_lease, lease_call, lease_next
from tandem.work.call_sources import call_sources
from tandem.work.days import local, tomorrow_of
from tandem.work.due_calls import calls_due, due_call, due_calls
from tandem.work.forms.fields import OnceForm
from tandem.work.forms.talks import CallForm
from tandem.work.models import Call, CallLease, Todo
from tandem.work.open_work import open_work_of
from tandem.work.rules import can_add_work

from .common import back, key_of

SKIPPED = "calls_skipped"
SHOWN = 20


@require_GET
def show_queue(request: Request) -> HttpResponse:
    """Whom to call, with the reason, and the way into a session."""
    require(sells, request.actor)
    actor = request.actor
    tandems = scope_of(actor).acting_ids
    calls = due_calls(actor, tandems, SHOWN)
    others = [section for source in call_sources() if (section := source.waiting(actor))]
    context = {"calls": calls, "count": calls_due(actor, tandems).count(), "others": others, "form": OnceForm()}
    context.update(_progress(request))
    return render(request, "work/calls.html", context)


@require_POST
def go_on(request: Request) -> HttpResponse:
    """The next customer of the queue, for this screen alone."""
    require(sells, request.actor)
    return next_call(request)


@require_GET
def show_call(request: Request, number: str) -> HttpResponse:
    """One customer of a session: whom to ring, why, what to know, and what came of it."""
    customer = _customer(request, number)
    return _page(request, customer, CallForm(contacts=_contacts(customer)))


@require_POST
def finish_call(request: Request, number: str) -> HttpResponse:
    """Log the call and go on with the next customer. Who really called is never refused for a lease."""
    customer = _customer(request, number)
    form = CallForm(request.POST, contacts=_contacts(customer))
    call = _log(request, customer, form)
    if call is None:
        return _page(request, customer, form, status=422)
    notify(request, _("Call with %s noted.") % customer.label, event_of("call.logged", call))
    return next_call(request)


@require_http_methods(["GET", "POST"])
def new_call(request: Request, number: str) -> HttpResponse:
    """Log one call, from the brief."""
    customer = _customer(request, number)
    require(can_add_work, request.actor, customer)
    form = CallForm(sent(request), contacts=_contacts(customer))
    call = _log(request, customer, form) if form.is_bound else None
    if call:
        return done(request, customer.get_absolute_url(), _("The call is noted."), event_of("call.logged", call))
    context = {"customer": customer, "form": form, "action": "", "title": _("Log a call")}
    return render(request, "work/call_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def skip(request: Request, number: str) -> HttpResponse:
    """Not this one, in this session."""
    customer = _customer(request, number)
    require(can_add_work, request.actor, customer)
    kept = _skipped(request)
    request.session[SKIPPED] = [request.actor.today.isoformat(), [*kept, customer.pk][-500:]]
    return next_call(request)


@require_POST
def put_off(request: Request, number: str) -> HttpResponse:
    """Not before another day."""
    customer, actor = _customer(request, number), request.actor
    event = put_off_call(customer, until=_until(request), actor=actor, at=actor.at)
    notify(request, _("%s comes back later.") % customer.label, event)
    return next_call(request) if request.POST.get("session") else back(request, "work:calls", "")


@require_POST
def take_up(request: Request, number: str) -> HttpResponse:
    """Make a suggested call a to-do of one's own."""
    customer, actor = _customer(request, number), request.actor

    def take() -> Todo:
        return take_up_call(customer, holder=actor.employee, actor=actor, at=actor.at)

    todo = once(Todo, key_of(request), take, actor=actor, at=actor.at)
    return back(request, "work:calls", _("The call is a to-do of yours now."), event_of("todo.added", todo))


@require_POST
def stop(request: Request) -> HttpResponse:
    """End the session: nobody is on this screen any more."""
    require(sells, request.actor)
    end_lease(actor=request.actor)
    return done(request, "work:calls")


@require_POST
def hold(request: Request, number: str) -> HttpResponse:
    """Have this one on the screen."""
    customer, actor = _customer(request, number), request.actor
    lease_call(customer, actor=actor, at=actor.at)
    return redirect(reverse("work:call", args=[customer.number]))


def next_call(request: Request) -> HttpResponse:
    """The next page of the session: what just came in first, then the customers that are due."""
    actor = request.actor
    for source in call_sources():
        if url := source.take_next(request):
            end_lease(actor=actor)
            return done(request, url)
    customer = lease_next(without=_skipped(request), actor=actor, at=actor.at)
    if customer is None:
        end_lease(actor=actor)
        return done(request, "work:calls", _("Nobody is left to call."))
    return done(request, reverse("work:call", args=[customer.number]))


def _page(request: Request, customer: Customer, form: CallForm, status: int = 200) -> HttpResponse:
    actor = request.actor
    require(can_add_work, actor, customer)
    lease = CallLease.objects.filter(customer=customer, until__gt=actor.at).select_related("employee").first()
    context = {
        "customer": customer,
        "form": form,
        "call": due_call(customer, actor),
        "other": lease.employee if lease and lease.employee_id != actor.id else None,
        "mine": lease is not None and lease.employee_id == actor.id,
        "contacts": [contact for contact in form.contacts if contact.mobile or contact.phone],
        "steps": open_work_of(customer, actor),
        "action": reverse("work:call_done", args=[customer.number]),
        **_progress(request),
    }
    return render(request, "work/call.html", context, status=status)


def _log(request: Request, customer: Customer, form: CallForm) -> Call | None:
    actor = request.actor

    def log() -> Call:
        data = form.cleaned_data
        said = {name: data[name] for name in ("contact", "outcome", "text")}
        return log_call(customer, **said, following=form.following(actor), actor=actor, at=actor.at)

    return attempt(form, lambda: once(Call, form.once_key, log, actor=actor, at=actor.at))


def _customer(request: Request, number: str) -> Customer:
    return get_object_or_404(visible_customers(request.actor).select_related("pace"), number=number)


def _contacts(customer: Customer) -> list[Contact]:
    return list(customer.contacts.filter(left_at=None, merged_into=None))


def _skipped(request: Request) -> list[int]:
    day, keys = request.session.get(SKIPPED, ["", []])
    return list(keys) if day == request.actor.today.isoformat() else []


def _progress(request: Request) -> dict[str, int]:
    actor = request.actor
    today = Call.objects.filter(caller=actor.id, at__gte=local(actor.today, time()), removed_at=None)
    return {"done": today.count()}


def _until(request: Request) -> date:
    """The day that was chosen; without one the next working day."""
    actor = request.actor
    try:
        return date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return tomorrow_of(actor)
