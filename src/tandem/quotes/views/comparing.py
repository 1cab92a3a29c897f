"""The comparison: options side by side, ours beside a competitor's; and what differs between two revisions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.forms import DayField, EditForm
from tandem.core.http import Request, attempt, done, text_in
from tandem.core.numbers import MoneyField
from tandem.core.once import once
from tandem.core.rules import allows, require
from tandem.quotes.actions import add_offer, edit_offer, remove_offer, set_attributes, set_value
from tandem.quotes.compared import compare
from tandem.quotes.compared import differences as differing
from tandem.quotes.frozen import preview
from tandem.quotes.models import CompetitorOffer, Quote
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import content_of
from tandem.quotes.rules import can_edit_quote

from .builder import draft
from .quotes import one_quote

METHODS = ["GET", "POST"]


class OfferForm(EditForm):
    """Somebody else's offer, with where we know it from and as of when."""

    competitor = forms.CharField(label=gettext_lazy("Competitor"), max_length=120)
    product = forms.CharField(label=gettext_lazy("What they offer"), max_length=200, required=False)
    net_cents = MoneyField(label=gettext_lazy("Net"), required=False, max_value=10**13)
    source = forms.CharField(label=gettext_lazy("Where we know it from"), max_length=200)
    seen_on = DayField(label=gettext_lazy("As of"))
    # Django takes a field out of its class: the method `shown` of every EditForm stays.
    shown = forms.BooleanField(label=gettext_lazy("Shown to the customer"), required=False)  # type: ignore[assignment]

    def __init__(self, *args: Any, attributes: list[str], instance: CompetitorOffer | None = None, **more: Any) -> None:
        self.attributes = attributes
        super().__init__(*args, instance=instance, **more)
        for at, name in enumerate(attributes):
            told = instance.values.get(name, "") if instance else ""
            self.fields[f"value_{at}"] = forms.CharField(label=name, max_length=200, required=False, initial=told)

    def values(self) -> dict[str, Any]:
        names = ("competitor", "product", "net_cents", "source", "seen_on", "shown")
        told = {name: self.cleaned_data[f"value_{at}"] for at, name in enumerate(self.attributes)}
        return {name: self.cleaned_data[name] for name in names} | {
            "values": {name: text for name, text in told.items() if text}
        }


@require_GET
def comparison(request: Request, number: str) -> HttpResponse:
    """All options and known offers in one table, with what differs marked."""
    quote = one_quote(request, number)
    offers = list(quote.competitor_offers.all())
    context = {"quote": quote, "comparison": compare(_content(quote), offers), "offers": offers}
    may_edit = allows(can_edit_quote, request.actor, quote)
    context |= {"may_edit": may_edit, "may_fill": may_edit and quote.status == "draft"}
    return render(request, "quotes/comparison.html", context)


@require_http_methods(METHODS)
def edit(request: Request, number: str) -> HttpResponse:
    """By what we compare, and what each option says to it."""
    quote, revision = draft(request, number)
    options = list(revision.options.all())
    if request.method == "POST" and quote.status == "draft":
        names = text_in(request.POST, "attributes", 5000).splitlines()
        set_attributes(quote, names=names, actor=request.actor, at=request.actor.at)
        for option in options:
            _fill(request, quote, option.pk, current_revision(quote).attributes)
        return done(request, reverse("quotes:comparison_edit", args=[number]), _("Saved."))
    rows = [
        (at, name, [(option, option.values.get(name, "")) for option in options])
        for at, name in enumerate(revision.attributes)
    ]
    context = {"quote": quote, "options": options, "rows": rows, "attributes": "\n".join(revision.attributes)}
    return render(request, "quotes/comparison_edit.html", context)


@require_http_methods(METHODS)
def offer_new(request: Request, number: str) -> HttpResponse:
    """Write down what somebody else offers."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    form = OfferForm(
        request.POST or None, attributes=current_revision(quote).attributes, initial={"seen_on": actor.today}
    )

    def add() -> bool:
        once(
            CompetitorOffer,
            form.once_key,
            lambda: add_offer(quote, values=form.values(), actor=actor, at=actor.at),
            actor=actor,
            at=actor.at,
        )
        return True

    if form.is_bound and attempt(form, add):
        return done(request, reverse("quotes:comparison", args=[number]), _("The offer is noted."))
    context = {"quote": quote, "form": form}
    return render(request, "quotes/offer.html", context, status=422 if form.is_bound else 200)


@require_http_methods(METHODS)
def offer(request: Request, number: str, pk: int) -> HttpResponse:
    """Correct it."""
    quote, actor = one_quote(request, number), request.actor
    require(can_edit_quote, actor, quote)
    row = get_object_or_404(quote.competitor_offers, pk=pk)
    row.quote = quote
    form = OfferForm(request.POST or None, attributes=current_revision(quote).attributes, instance=row)

    def save() -> bool:
        edit_offer(row, values=form.values(), version=form.shown_version, actor=actor, at=actor.at)
        return True

    if form.is_bound and attempt(form, save):
        return done(request, reverse("quotes:comparison", args=[number]), _("Saved."))
    context = {"quote": quote, "form": form, "offer": row}
    return render(request, "quotes/offer.html", context, status=422 if form.is_bound else 200)


@require_POST
def offer_remove(request: Request, number: str, pk: int) -> HttpResponse:
    """It is of no use any more."""
    quote = one_quote(request, number)
    require(can_edit_quote, request.actor, quote)
    row = get_object_or_404(quote.competitor_offers, pk=pk)
    row.quote = quote
    remove_offer(row, actor=request.actor, at=request.actor.at)
    return done(request, reverse("quotes:comparison", args=[number]), _("The offer is out."))


@require_GET
def differences(request: Request, number: str) -> HttpResponse:
    """What a revision says otherwise than the one before it, or than another one."""
    quote = one_quote(request, number)
    numbers = list(quote.revisions.order_by("number").values_list("number", flat=True))
    second = _chosen(request, "to", numbers, quote.revision)
    first = _chosen(request, "from", numbers, max(1, second - 1))
    sides = [_content_of(quote, one) for one in (first, second)]
    found = differing(*sides) if first != second else []
    context = {"quote": quote, "numbers": numbers, "first": first, "second": second, "found": found}
    return render(request, "quotes/differences.html", context)


def _fill(request: Request, quote: Quote, option_id: int, attributes: list[str]) -> None:
    """What the table says for one option; cells that are not in the form stay."""
    for at, name in enumerate(attributes):
        cell = f"{option_id}-{at}"
        if f"value-{cell}" in request.POST and request.POST.get(f"name-{cell}") == name:
            text = text_in(request.POST, f"value-{cell}", 1000)
            set_value(quote, option_id, attribute=name, value=text, actor=request.actor, at=request.actor.at)


def _chosen(request: Request, name: str, numbers: list[int], default: int) -> int:
    text = request.GET.get(name, "")
    found = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default
    return found if found in numbers else default


def _content(quote: Quote) -> dict[str, Any]:
    return _content_of(quote, quote.revision)


def _content_of(quote: Quote, number: int) -> dict[str, Any]:
    revision = quote.revisions.filter(number=number).first()
    if revision is None:
        raise Http404
    return revision.snapshot or preview(quote, content_of(revision))
