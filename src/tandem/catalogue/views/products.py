"""Pages of products."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.catalogue.actions import add_product, edit_product, retire_product
from tandem.catalogue.forms import ProductForm
from tandem.catalogue.listing import PRODUCTS
from tandem.catalogue.models import Product
from tandem.catalogue.queries import prices_of_product, sold_on, visible_products
from tandem.catalogue.rules import can_edit_price_list, can_edit_product, can_see_cost, can_see_products
from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.pages import form_page
from tandem.core.rules import allows, require


@require_safe
def list_products(request: Request) -> HttpResponse:
    """What we sell."""
    require(can_see_products, request.actor)
    new = reverse("catalogue:new") if allows(can_edit_product, request.actor) else ""
    rows = visible_products(request.actor)
    page = build_page(PRODUCTS, rows, request.GET, request.actor, new_url=new, new_label=_("New product"))
    return render(request, "core/listing.html", {"page": page})


@require_safe
def show_product(request: Request, number: str) -> HttpResponse:
    """One product."""
    rows = visible_products(request.actor)
    product = get_object_or_404(rows, number=number)
    context = {
        "product": product,
        "is_sold": rows.filter(sold_on(request.actor.today), pk=product.pk).exists(),
        "may_edit": allows(can_edit_product, request.actor, product),
        "may_see_cost": allows(can_see_cost, request.actor, product),
        "former_groups": product.former_groups.order_by("-until"),
        "prices": prices_of_product(product, request.actor.today, request.actor),
        "may_price": allows(can_edit_price_list, request.actor),
    }
    return render(request, "catalogue/product.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_product(request: Request) -> HttpResponse:
    """Add a product."""
    actor = request.actor
    require(can_edit_product, actor)
    form = ProductForm(request.POST or None, actor=actor)
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: add_product(values=form.values(), actor=actor, at=actor.at),
        to=Product.get_absolute_url,
        text=lambda product: _("%s was added.") % product,
        context={"title": _("New product"), "cancel_url": reverse("catalogue:products")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, number: str) -> HttpResponse:
    """Change a product."""
    actor, product = request.actor, get_object_or_404(visible_products(request.actor), number=number)
    require(can_edit_product, actor, product)
    form = ProductForm(request.POST or None, instance=product, actor=actor)
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: edit_product(
            product,
            values=form.values(),
            version=form.shown_version,
            group_since=form.cleaned_data["group_since"],
            actor=actor,
            at=actor.at,
        ),
        to=lambda _event: reverse("catalogue:product", args=[form.values()["number"]]),
        text=lambda event: _("Saved.") if event else _("Nothing was different."),
        context={"title": str(product), "cancel_url": product.get_absolute_url()},
    )


@require_POST
def retire(request: Request, number: str) -> HttpResponse:
    """Stop selling it from today on."""
    product = get_object_or_404(visible_products(request.actor), number=number)
    event = retire_product(product, day=request.actor.today, actor=request.actor, at=request.actor.at)
    return done(request, product.get_absolute_url(), _("No longer sold."), event)
