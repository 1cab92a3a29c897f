"""Addresses of the portal's pages for mails. They bear no secret: who opens one signs in first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from tandem.contracts.models import Contract, ContractStatus
from tandem.customers.models import Contact
from tandem.orders.models import Order
from tandem.quotes.models import Quote

from .models import Right
from .queries.accesses import standing_accesses


def portal_address(name: str, *args: Any) -> str:
    """A page of the portal, for a mail."""
    return (settings.PORTAL_ADDRESS or settings.ADDRESS).rstrip("/") + reverse(name, args=args)


def address_of_quote(quote: Quote, contact: Contact) -> str:
    """Where a contact finds a quote; "" for who has no access or may not see quotes."""
    return _address("portal:quote", quote.number, contact, Right.QUOTES) if quote.sent_at else ""


def address_of_contract(contract: Contract, contact: Contact) -> str:
    """Where a contact signs a contract; "" for who has no access or may not."""
    out = contract.status != ContractStatus.DRAFT
    return _address("portal:contract", contract.number, contact, Right.CONTRACTS) if out else ""


def address_of_order(order: Order, contact: Contact) -> str:
    """Where a contact follows an order; "" for who has no access or may not see orders."""
    return _address("portal:order", order.number, contact, Right.ORDERS)


def _address(page: str, number: str, contact: Contact, right: Right) -> str:
    access = standing_accesses().filter(contact=contact).first()
    return portal_address(page, number) if access is not None and right in access.rights else ""
