"""What the pages of work share: where to go on, and what an address names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from tandem.core.http import Request, done
from tandem.core.models import Event
from tandem.core.once import once
from tandem.core.rules import require
from tandem.core.undo import undoers
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer
from tandem.people.rules import sells
from tandem.work.about import About, about_named
from tandem.work.forms.fields import OnceForm

M = TypeVar("M", bound=Model)


def back(request: Request, otherwise: Any, text: Any, event: Event | None = None) -> HttpResponse:
    """Say what was done and go back to the page that the button stood on."""
    there = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    undo = event if event is not None and event.verb in undoers() else None
    return done(request, there if safe else otherwise, text, undo)


def act_once(request: Request, act: Callable[[], Event]) -> Event:
    """Run an action behind a button; the same button sent twice acts once."""
    return once(Event, key_of(request), act, actor=request.actor, at=request.actor.at)


def key_of(request: Request) -> str:
    """The key that a button carries; none where it was tampered with."""
    form = OnceForm(request.POST)
    return form.once_key if form.is_valid() else ""


def named(request: Request) -> tuple[Customer | None, About | None]:
    """Customer and object that ?customer= and ?about= name, as far as this viewer may see them; else 404."""
    require(sells, request.actor)
    about = about_named(request.GET.get("about", ""), request.actor) if request.GET.get("about") else None
    number = request.GET.get("customer", "")
    if number:
        return customer_or_404(number, request.actor), about
    return (about.customer if about else None), about
