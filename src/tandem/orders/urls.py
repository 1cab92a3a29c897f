"""Routes of orders."""

from django.urls import path

from .billing import views as billing
from .views import deliveries, entry, orders, papers, pickers

app_name = "orders"
ONE = "orders/<str:number>/"
INVOICE = "invoices/<str:number>/"

urlpatterns = [
    path("orders/", orders.list_orders, name="orders"),
    path("orders/new/", entry.new_order, name="new"),
    path("orders/lines/", entry.line, name="line"),
    path("orders/sums/", entry.sums, name="sums"),
    path("orders/customers/", pickers.customers, name="customers"),
    path("orders/products/", pickers.products, name="products"),
    path("quotes/<str:number>/order/", deliveries.from_quote, name="from_quote"),
    path(ONE, orders.show_order, name="order"),
    path(f"{ONE}peek/", orders.show_peek, name="peek"),
    path(f"{ONE}edit/", entry.edit, name="edit"),
    path(f"{ONE}trail/", orders.show_trail, name="trail"),
    path(f"{ONE}confirmation/", papers.confirmation, name="confirmation"),
    path(f"{ONE}cancellation/", papers.cancellation, name="cancellation"),
    path(f"{ONE}print/", papers.print_order, name="print"),
    path(f"{ONE}promises/", deliveries.promises, name="promises"),
    path(f"{ONE}deliveries/", deliveries.deliveries, name="deliveries"),
    path(f"{ONE}credit-note/", papers.credit_note, name="credit_note"),
    path("credit-notes/", papers.list_credit_notes, name="credit_notes"),
    path("credit-notes/<int:pk>/withdrawal/", papers.withdrawal, name="withdrawal"),
    path("payments/", billing.list_payments, name="payments"),
    path("invoices/", billing.list_invoices, name="invoices"),
    path("invoices/new/", billing.new_invoice, name="invoice_new"),
    path(INVOICE, billing.show_invoice, name="invoice"),
    path(f"{INVOICE}peek/", billing.show_invoice_peek, name="invoice_peek"),
    path(f"{INVOICE}payments/", billing.new_payment, name="payment_new"),
    path(f"{INVOICE}cancellation/", billing.invoice_cancellation, name="invoice_cancellation"),
]
