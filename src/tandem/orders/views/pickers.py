"""Options under fields that find while one types."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.core.rules import require
from tandem.customers.finding import customer_or_404
from tandem.orders.pickers import find_customers, find_products
from tandem.people.rules import sells


@require_GET
def customers(request: Request) -> HttpResponse:
    """Customers by any part of their name, number or town."""
    require(sells, request.actor)
    found = find_customers(request.GET.get("customer", "")[:100], request.actor)
    return render(request, "orders/_customer_options.html", {"customers": found})


@require_GET
def products(request: Request) -> HttpResponse:
    """Products with their list price in the customer's currency."""
    customer = customer_or_404(request.GET.get("customer", ""), request.actor)
    found = find_products(request.GET.get("product", "")[:100], customer.currency, request.actor)
    return render(request, "orders/_product_options.html", {"products": found})
