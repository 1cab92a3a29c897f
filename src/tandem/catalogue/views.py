"""Pages of the catalogue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.core.errors import Conflict
from tandem.core.forms import conflict_rows
from tandem.core.http import Request, attempt, done
from tandem.core.listing import build_page
from tandem.core.rules import allows, require

from .actions import add_product, edit_product, retire_product
from .forms import ProductForm
from .listing import PRODUCTS
from .queries import sold_on, visible_products
from .rules import can_edit_product, can_see_cost, can_see_products


@require_GET
def list_products(request: Request) -> HttpResponse:
    """What we sell."""
    require(can_see_products, request.actor)
    new = "new/" if allows(can_edit_product, request.actor) else ""
    rows = visible_products(request.actor)
    page = build_page(PRODUCTS, rows, request.GET, request.actor, new_url=new, new_label=_("New product"))
    return render(request, "core/listing.html", {"page": page})


@require_GET
def show_product(request: Request, number: str) -> HttpResponse:
    """One product."""
    rows = visible_products(request.actor)
    product = get_object_or_404(rows, number=number)
    context = {
        "product": product,
        "is_sold": rows.filter(sold_on(request.actor.today), pk=product.pk).exists(),
        "may_edit": allows(can_edit_product, request.actor, product),
        "may_see_cost": allows(can_see_cost, request.actor, product),
    }
    return render(request, "catalogue/product.html", context)


@require_http_methods(["GET", "POST"])
def new_product(request: Request) -> HttpResponse:
    """Add a product."""
    require(can_edit_product, request.actor)
    form = ProductForm(request.POST or None, actor=request.actor)
    at = request.actor.at
    product = attempt(form, lambda: add_product(values=form.values(), actor=request.actor, at=at))
    if product:
        return done(request, product.get_absolute_url(), _("%s was added.") % product)
    context = {"form": form, "title": _("New product"), "cancel_url": "/products/"}
    return render(request, "catalogue/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: Request, number: str) -> HttpResponse:
    """Change a product."""
    product = get_object_or_404(visible_products(request.actor), number=number)
    require(can_edit_product, request.actor, product)
    form = ProductForm(request.POST or None, instance=product, actor=request.actor)
    context = {"form": form, "title": str(product), "cancel_url": product.get_absolute_url()}

    def save() -> tuple[bool, object]:
        version, at = form.shown_version, request.actor.at
        return True, edit_product(product, values=form.values(), version=version, actor=request.actor, at=at)

    try:
        saved = attempt(form, save)
    except Conflict as error:
        return render(request, "catalogue/form.html", {**context, **conflict_rows(form, error)}, status=409)
    if saved:
        return done(request, product.get_absolute_url(), _("Saved."), saved[1])  # type: ignore[arg-type]
    return render(request, "catalogue/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def retire(request: Request, number: str) -> HttpResponse:
    """Stop selling it from today on."""
    product = get_object_or_404(visible_products(request.actor), number=number)
    event = retire_product(product, day=request.actor.today, actor=request.actor, at=request.actor.at)
    return done(request, product.get_absolute_url(), _("No longer sold."), event)
