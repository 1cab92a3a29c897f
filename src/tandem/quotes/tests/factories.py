"""Quotes for tests, made through the actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tandem.catalogue.tests.factories import a_product
from tandem.core.actor import CONTACT, Actor
from tandem.customers.models import Contact, Customer
from tandem.customers.tests.factories import AT, a_contact
from tandem.quotes.actions import add_line, add_option, create_quote, send_quote
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput

__all__ = ["AT", "a_contact", "a_draft", "a_product", "a_sent", "by_contact", "fresh", "three_options"]


def fresh(quote: Quote) -> Quote:
    """The quote as it stands now, with all that actions ask of it."""
    return Quote.objects.select_related("customer__team", "tandem", "contact", "created_by").get(pk=quote.pk)


def a_draft(customer: Customer, actor: Actor, lines: Sequence[LineInput] | None = None, **more: Any) -> Quote:
    """A quote with one option and, unless told, one motor for 100."""
    lines = [LineInput(text="Motor", unit_price=100_0000)] if lines is None else lines
    return fresh(create_quote(customer, lines=lines, actor=actor, at=actor.at, **more))


def a_sent(customer: Customer, actor: Actor, lines: Sequence[LineInput] | None = None, **more: Any) -> Quote:
    """The same, sent."""
    quote = a_draft(customer, actor, lines, **more)
    send_quote(quote, actor=actor, at=actor.at)
    return fresh(quote)


def three_options(customer: Customer, actor: Actor) -> Quote:
    """Good, better, best: a common line of 50, and one of 100, 200 and 300; the last with an optional one of 25."""
    quote = a_draft(customer, actor, [LineInput(text="Lieferung", unit_price=50_0000)], options=["Gut", "Besser"])
    add_option(quote, name="Am besten", actor=actor, at=actor.at)
    revision = quote.revisions.get()
    for price, option in enumerate(revision.options.all(), 1):
        line = LineInput(text=f"Antrieb {price}", unit_price=price * 100_0000, option_id=option.pk)
        add_line(quote, line, actor=actor, at=actor.at)
    extra = LineInput(text="Ersatzteile", unit_price=25_0000, optional=True, option_id=option.pk)
    add_line(quote, extra, actor=actor, at=actor.at)
    return fresh(quote)


def by_contact(contact: Contact, at: datetime = AT) -> Actor:
    """The contact, as the portal lets it act."""
    return Actor(CONTACT, contact.pk, at, str(contact))
