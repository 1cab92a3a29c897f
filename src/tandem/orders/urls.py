"""Routes of orders."""

from django.urls import path

from .views import entry, orders, papers, pickers

app_name = "orders"
ONE = "orders/<str:number>/"

urlpatterns = [
    path("orders/", orders.list_orders, name="orders"),
    path("orders/new/", entry.new_order, name="new"),
    path("orders/lines/", entry.line, name="line"),
    path("orders/sums/", entry.sums, name="sums"),
    path("orders/customers/", pickers.customers, name="customers"),
    path("orders/products/", pickers.products, name="products"),
    path(ONE, orders.show_order, name="order"),
    path(f"{ONE}peek/", orders.show_peek, name="peek"),
    path(f"{ONE}edit/", entry.edit, name="edit"),
    path(f"{ONE}trail/", orders.show_trail, name="trail"),
    path(f"{ONE}confirmation/", papers.confirmation, name="confirmation"),
    path(f"{ONE}cancellation/", papers.cancellation, name="cancellation"),
    path(f"{ONE}print/", papers.print_order, name="print"),
    path(f"{ONE}credit-note/", papers.credit_note, name="credit_note"),
]
