"""The list of quotes, and one quote."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.core.actor import Actor
from tandem.core.http import Request, one_or_404
from tandem.core.listing import build_page
from tandem.core.prepared import prepared
from tandem.core.rules import allows, require
from tandem.core.sections import sections_of
from tandem.customers.finding import customer_or_404
from tandem.people.rules import sells
from tandem.pipeline.queries import visible_opportunities
from tandem.pipeline.rules import can_lead_opportunity
from tandem.quotes.listing import QUOTES
from tandem.quotes.models import Quote, QuoteStatus
from tandem.quotes.page import quote_page
from tandem.quotes.queries import latest_of, listed_quotes, made_from, visible_quotes, with_heads
from tandem.work.about import About, abouts


def one_quote(request: Request, number: str) -> Quote:
    """The quote with all that its pages name, if this viewer may see it."""
    return one_or_404(_rows(request.actor, number))


@prepared
def _rows(actor: Actor, number: str) -> QuerySet[Quote]:
    return with_heads(visible_quotes(actor)).filter(number=number)


@require_GET
def list_quotes(request: Request) -> HttpResponse:
    """All quotes, narrowed as the URL asks."""
    require(sells, request.actor)
    url = reverse("quotes:new")
    page = build_page(QUOTES, listed_quotes, request.GET, request.actor, new_url=url, new_label=_("New quote"))
    links = [("quotes:blocks", "letter-case", _("Text blocks"))]
    return render(request, "core/listing.html", {"page": page, "links": links})


@require_GET
def show_quote(request: Request, number: str) -> HttpResponse:
    """One quote: how it stands, its options, what became of it."""
    quote = one_quote(request, number)
    context = {"quote": quote, "page": quote_page(quote, request.actor), "about": _about(quote, request)}
    return render(request, "quotes/quote.html", {**context, "sections": sections_of(quote, request.actor)})


def _about(quote: Quote, request: Request) -> About | None:
    """What it was made from, if this viewer may see it."""
    return abouts([quote.about], request.actor).get(quote.about) if quote.about else None


@require_GET
def of_customer(request: Request, number: str) -> HttpResponse:
    """The section of the customer's page: open ones first, then the latest."""
    customer = customer_or_404(number, request.actor)
    quotes = latest_of(customer, request.actor)
    return render(request, "quotes/_of_customer.html", {"customer": customer, "quotes": quotes})


@require_GET
def of_opportunity(request: Request, number: str) -> HttpResponse:
    """The section of an opportunity's page: its quotes, and whether one of them has settled it."""
    one = get_object_or_404(visible_opportunities(request.actor), number=number)
    quotes = made_from((one.ref_kind, one.pk), request.actor)
    accepted = next((quote for quote in quotes if quote.status == QuoteStatus.ACCEPTED), None) if one.is_open else None
    context = {
        "one": one,
        "quotes": quotes,
        "accepted": accepted,
        "may_win": allows(can_lead_opportunity, request.actor, one),
    }
    return render(request, "quotes/_of_opportunity.html", context)


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same in short, beside a list."""
    quote = one_quote(request, number)
    return render(request, "quotes/_peek.html", {"quote": quote, "page": quote_page(quote, request.actor)})
