"""What a (kind, id) reference stands for: its rows as a viewer may see them, its title, its address."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.kinds import Kind
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.orders.models import Order
from tandem.orders.queries import visible_orders


def _contact_url(contact: Contact) -> str:
    return reverse("customers:contact", args=[contact.customer.number, contact.pk])


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("customer", _("Customers"), "building", visible_customers, Customer.get_absolute_url),
        Kind("contact", _("Contacts"), "user", visible_contacts, _contact_url),
        Kind("order", _("Orders"), "package", visible_orders, Order.get_absolute_url),
    )
}
