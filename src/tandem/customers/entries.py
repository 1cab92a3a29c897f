"""What search knows of customers and contacts."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Contact, Customer


def customer_entry(customer: Customer) -> Entry:
    """Found by name, number, town, mail, phone and VAT id."""
    words = [
        customer.short_name,
        customer.town,
        customer.email,
        customer.phone,
        customer.vat_id,
        customer.website,
    ]
    return Entry(
        Customer.ref_kind,
        customer.pk,
        customer.name,
        [word for word in words if word],
        customer.number,
        customer.town,
    )


def contact_entry(contact: Contact) -> Entry:
    """Found by name, mail and phones; the customer's name tells which of two people of the same name it is."""
    words = [contact.email, contact.phone, contact.mobile, contact.customer.name]
    return Entry(
        Contact.ref_kind,
        contact.pk,
        str(contact),
        [word for word in words if word],
        detail=contact.customer.label,
        owner_id=contact.customer_id,
    )
