"""Pages of price lists and of the prices in them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.catalogue.actions import create_price_list, edit_price_list, remove_price, set_prices
from tandem.catalogue.forms import PriceListForm, PricesForm
from tandem.catalogue.listing import PRICE_LISTS, priced_in, prices_in, state_of
from tandem.catalogue.models import PriceList, Product
from tandem.catalogue.queries import find_products, sheet_of, visible_price_lists, visible_products
from tandem.catalogue.rules import can_edit_price_list, can_see_price_lists
from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require


@require_safe
def list_price_lists(request: Request) -> HttpResponse:
    """All price lists."""
    require(can_see_price_lists, request.actor)
    new = reverse("catalogue:price_list_new") if allows(can_edit_price_list, request.actor) else ""
    rows = visible_price_lists(request.actor)
    page = build_page(PRICE_LISTS, rows, request.GET, request.actor, new_url=new, new_label=_("New price list"))
    links = [("customers:groups", "users", _("Customer groups")), ("catalogue:terms", "scale", _("Terms of sale"))]
    return render(request, "core/listing.html", {"page": page, "links": links})


@require_safe
def show_price_list(request: Request, number: str) -> HttpResponse:
    """One price list with its prices."""
    actor, price_list = request.actor, _price_list(request, number)
    may_edit = allows(can_edit_price_list, actor, price_list)
    new = reverse("catalogue:price_new", args=[number]) if may_edit else ""
    rows = priced_in(price_list, visible_products(actor))
    page = build_page(
        prices_in(price_list, may_edit=may_edit), rows, request.GET, actor, new_url=new, new_label=_("Add a price")
    )
    state = state_of(price_list, actor.today)
    context = {"price_list": price_list, "page": page, "state": state, "may_edit": may_edit}
    return render(request, "catalogue/price_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_price_list(request: Request) -> HttpResponse:
    """Begin a price list."""
    actor = request.actor
    require(can_edit_price_list, actor)
    form = PriceListForm(sent(request))

    def create() -> PriceList:
        return create_price_list(values=form.values(), actor=actor, at=actor.at)

    return form_page(
        request,
        "core/form.html",
        form,
        lambda: once(PriceList, form.once_key, create, actor=actor, at=actor.at),
        to=PriceList.get_absolute_url,
        text=lambda price_list: _("%s was added.") % price_list,
        context={"title": _("New price list"), "cancel_url": reverse("catalogue:price_lists")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_list(request: Request, number: str) -> HttpResponse:
    """Change the head of a price list."""
    actor, price_list = request.actor, _price_list(request, number)
    require(can_edit_price_list, actor, price_list)
    form = PriceListForm(sent(request), instance=price_list)
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: edit_price_list(price_list, values=form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=lambda _event: reverse("catalogue:price_list", args=[form.values()["number"]]),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"title": str(price_list), "cancel_url": price_list.get_absolute_url()},
    )


@require_safe
def choose_product(request: Request, number: str) -> HttpResponse:
    """Find the product that is to have a price in the list; the only one found is it."""
    price_list, asked = _price_list(request, number), request.GET.get("product", "").strip()[:100]
    require(can_edit_price_list, request.actor, price_list)
    found = find_products(asked, request.actor) if asked else []
    if len(found) == 1 and not request.htmx:
        return redirect(reverse("catalogue:prices", args=[number, found[0].number]))
    context = {"price_list": price_list, "asked": asked, "products": found}
    return render(request, "catalogue/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_prices(request: Request, number: str, product: str) -> HttpResponse:
    """What a product costs in the list, from which quantity on."""
    actor, price_list, thing = request.actor, _price_list(request, number), _product(request, product)
    require(can_edit_price_list, actor, price_list)
    sheet = sheet_of(price_list, thing)
    form = PricesForm(sent(request), instance=sheet)
    context: dict[str, Any] = {"sheet": sheet, "cancel_url": price_list.get_absolute_url()}
    return form_page(
        request,
        "catalogue/prices.html",
        form,
        lambda: set_prices(price_list, thing, tiers=form.tiers(), version=form.shown_version, actor=actor, at=actor.at),
        to=price_list.get_absolute_url(),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context=context,
    )


@require_POST
def remove_prices(request: Request, number: str, product: str) -> HttpResponse:
    """Take a product out of the list."""
    actor, price_list, thing = request.actor, _price_list(request, number), _product(request, product)
    event = remove_price(price_list, thing, actor=actor, at=actor.at)
    return done(request, price_list.get_absolute_url(), _("%s is no longer in this list.") % thing, event)


def _price_list(request: Request, number: str) -> PriceList:
    return get_object_or_404(visible_price_lists(request.actor), number=number)


def _product(request: Request, number: str) -> Product:
    return get_object_or_404(visible_products(request.actor), number=number)
