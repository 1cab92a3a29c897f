"""Beginning a quote: from a customer, a request, an order, another quote, or out of nothing."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from tandem.catalogue.models import Product
from tandem.catalogue.queries import sold_on
from tandem.core.http import Request, attempt, done
from tandem.core.once import FIELD, once
from tandem.core.rules import require
from tandem.customers.models import Customer
from tandem.customers.pickers import find_customers
from tandem.customers.queries import visible_customers
from tandem.people.rules import sells
from tandem.pipeline.models import Opportunity
from tandem.quotes.actions import create_quote
from tandem.quotes.actions.copies import fill
from tandem.quotes.forms import NAMES, NewForm
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput
from tandem.quotes.rules import can_create_quote
from tandem.work.about import About, about_named
from tandem.work.models import Request as Wish


@require_http_methods(["GET", "POST"])
def new_quote(request: Request) -> HttpResponse:
    """Choose a customer, then begin: one page, three fields, all of them with an answer already."""
    require(sells, request.actor)
    about = about_named(request.GET.get("about", ""), request.actor)
    asked = request.GET.get("customer", "").strip()
    customer = visible_customers(request.actor).filter(number=asked).first() if asked else None
    if customer is None and about is not None and about.customer is not None and not asked:
        customer = about.customer
    if customer is None:
        return _choose(request, asked)
    require(can_create_quote, request.actor, customer)
    form = NewForm(request.POST or None, customer=customer, initial=_first(customer, about))
    quote = attempt(
        form,
        lambda: once(
            Quote,
            form.cleaned_data[FIELD],
            lambda: _make(request, form, customer, about),
            actor=request.actor,
            at=request.actor.at,
        ),
    )
    if quote:
        return done(request, reverse("quotes:build", args=[quote.number]), _("Quote %s is begun.") % quote.number)
    context = {"form": form, "customer": customer, "about": about}
    return render(request, "quotes/new.html", context, status=422 if form.is_bound else 200)


def _choose(request: Request, asked: str) -> HttpResponse:
    found = find_customers(asked, request.actor) if asked else []
    if len(found) == 1:
        return redirect(f"{reverse('quotes:new')}?{urlencode({'customer': found[0].number})}")
    words = {
        "title": _("New quote"),
        "question": _("For whom is it?"),
        "options_url": reverse("orders:customers"),
    }
    return render(request, "customers/choose.html", {"asked": asked, "customers": found, **words})


def _first(customer: Customer, about: About | None) -> dict[str, object]:
    """What is known already: who asked, for what."""
    thing = about.thing if about is not None and isinstance(about.thing, Wish | Opportunity) else None
    contact, asked = (thing.contact, thing.wish if isinstance(thing, Wish) else thing.title) if thing else (None, "")
    if contact is None or contact.left_at is not None:
        contact = customer.contacts.filter(left_at=None, is_first=True).first()
    return {"contact": contact, "subject": asked.split("\n", 1)[0][:160]}


def _lines(about: About | None) -> list[LineInput]:
    """What the thing it is made from offers again: an order says so by itself; products no longer sold are left out."""
    offer = getattr(about.thing, "as_offer", None) if about is not None else None
    lines: list[LineInput] = offer() if offer else []
    wanted = Product.objects.filter(pk__in=[line.product_id for line in lines if line.product_id])
    sold = set(wanted.filter(sold_on(timezone.localdate())).values_list("pk", flat=True))
    return [line for line in lines if line.product_id is None or line.product_id in sold]


def _make(request: Request, form: NewForm, customer: Customer, about: About | None) -> Quote:
    data, actor = form.cleaned_data, request.actor
    contact, template = data["contact"], data["template"]
    with override(contact.language if contact else customer.language):
        names = [str(name) for name in NAMES[data["kind"]]]
    quote = create_quote(
        customer,
        contact=contact,
        subject=data["subject"],
        options=names,
        lines=_lines(about),
        about=about.ref if about else None,
        actor=actor,
        at=actor.at,
    )
    return fill(quote, template.content, actor=actor) if template else quote
