"""The inbox, a new request, one request with its thread."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.actor import Actor
from tandem.core.http import Request, attempt, done, one_or_404
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.prepared import prepared
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.pickers import find_customers
from tandem.customers.queries import visible_customers
from tandem.customers.rules import can_serve_customer
from tandem.people.rules import sells
from tandem.work import models
from tandem.work.about import about_named
from tandem.work.actions.requests import edit_request, open_request
from tandem.work.forms.requests import AnswerForm, RequestForm
from tandem.work.listing.requests import REQUESTS, requests_for
from tandem.work.models import AnswerKind
from tandem.work.queries import visible_requests
from tandem.work.request_page import clock_of, request_page, suggestions_for, suggestions_of_customer, with_heads
from tandem.work.rules import can_serve_request


def one_request(request: Request, pk: int) -> models.Request:
    """The request with all that its pages name, if this viewer may see it."""
    return one_or_404(_rows(request.actor, pk))


@prepared
def _rows(actor: Actor, pk: int) -> QuerySet[models.Request]:
    return with_heads(visible_requests(actor)).filter(pk=pk)


@require_GET
def list_requests(request: Request) -> HttpResponse:
    """The inbox, narrowed as the URL asks."""
    require(sells, request.actor)
    rows = requests_for(request.GET)
    url = reverse("work:request_new")
    page = build_page(REQUESTS, rows, request.GET, request.actor, new_url=url, new_label=_("New request"))
    return render(request, "work/requests.html", {"page": page})


@require_GET
def show_customers(request: Request) -> HttpResponse:
    """Options under the field that finds a customer."""
    require(sells, request.actor)
    found = find_customers(request.GET.get("customer", "")[:100], request.actor)
    return render(request, "work/_customer_options.html", {"customers": found})


@require_http_methods(["GET", "POST"])
def new_request(request: Request) -> HttpResponse:
    """Choose a customer, then write down what they want."""
    require(sells, request.actor)
    asked = request.GET.get("customer", "").strip()[:100]
    customer = visible_customers(request.actor).filter(number=asked).first() if asked else None
    if customer is None:
        found = find_customers(asked, request.actor) if asked else []
        if len(found) == 1:
            return redirect(f"{reverse('work:request_new')}?customer={quote(found[0].number, safe='')}")
        address = reverse("work:request_customers")
        words = {"title": _("New request"), "question": _("Who wants something?"), "options_url": address}
        return render(request, "customers/choose.html", {"asked": asked, "customers": found, **words})
    require(can_serve_customer, request.actor, customer)
    form = _blank(request, customer)
    made = attempt(form, lambda: _open(request, customer, form)) if form.is_bound else None
    if made is not None:
        who = made.holder or _("nobody yet")
        return done(request, made, _("Written down. It is held by %s.") % who)
    context = {"form": form, "customer": customer}
    return render(request, "work/request_new.html", context, status=422 if form.is_bound else 200)


def _blank(request: Request, customer: Customer) -> RequestForm:
    suggestions = suggestions_of_customer(customer, request.actor.at)
    kind = request.GET.get("kind", "")
    return RequestForm(sent(request), customer=customer, suggestions=suggestions, kind=kind, at=request.actor.at)


def _open(request: Request, customer: Customer, form: RequestForm) -> models.Request:
    actor, about = request.actor, about_named(request.GET.get("about", ""), request.actor)
    return once(
        models.Request,
        form.once_key,
        lambda: open_request(customer, **form.values(), about=about.ref if about else None, actor=actor, at=actor.at),
        actor=actor,
        at=actor.at,
    )


@require_GET
def show_request(request: Request, pk: int) -> HttpResponse:
    """One request; one that was merged leads to the one it went into."""
    one = one_request(request, pk)
    if one.merged_into_id:
        return redirect(reverse("work:request", args=[one.merged_into_id]))
    return show_page(request, one)


def show_page(request: Request, one: models.Request, **more: Any) -> HttpResponse:
    """The page, also where an answer was refused: then with what was typed, and why."""
    page = request_page(one, request.actor)
    form = AnswerForm(initial={"seen": page.seen, "kind": AnswerKind.MAIL if one.source == "mail" else AnswerKind.CALL})
    context = {"one": one, "page": page, "form": form, **more}
    return render(request, "work/request.html", context, status=more.get("status", 200))


@require_GET
def show_part(request: Request, pk: int, part: str) -> HttpResponse:
    """Its head or its thread alone, for refresh."""
    one = one_request(request, pk)
    page = request_page(one, request.actor)
    return render(request, f"work/_request_{part}.html", {"one": one, "page": page})


@require_GET
def show_peek(request: Request, pk: int) -> HttpResponse:
    """The same in short, beside a list."""
    one = one_request(request, pk)
    return render(request, "work/_request_peek.html", {"one": one, "page": request_page(one, request.actor)})


@require_GET
def show_holders(request: Request, pk: int) -> HttpResponse:
    """Who is free to take it on now, and why."""
    one = one_request(request, pk)
    context = {"one": one, "suggestions": suggestions_for(one, request.actor.at)}
    return render(request, "work/_request_holders.html", context)


@require_GET
def show_clock(request: Request, pk: int) -> HttpResponse:
    """Why the answer is due when it is."""
    one = one_request(request, pk)
    return render(request, "work/_request_clock.html", {"one": one, "clock": clock_of(one, request.actor.at)})


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Change what was written down."""
    one, actor = one_request(request, pk), request.actor
    require(can_serve_request, actor, one)
    if one.closed_at:
        return done(request, one, _("A closed request stays as it is; reopen it first."))
    assert one.customer is not None  # noqa: S101
    form = RequestForm(sent(request), instance=one, customer=one.customer, at=actor.at)

    def act() -> Any:
        return edit_request(one, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)

    context = {"one": one, "title": _("Change the request"), "cancel_url": one.get_absolute_url()}
    told: dict[str, Any] = {
        "to": one.get_absolute_url(),
        "text": lambda event: _("Saved.") if event else _("Nothing was different."),
    }
    return form_page(request, "work/request_form.html", form, act, context=context, **told)
