"""A draft of forty lines in three options, whose page is measured."""

from __future__ import annotations

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.quotes.actions import create_quote
from tandem.quotes.models import Quote
from tandem.quotes.pricing import LineInput

SUBJECT, LINES = "Vierzig Positionen", 40
OPTIONS = ("Gut", "Besser", "Am besten")


def a_quote() -> str:
    """Its number; made once in a house."""
    there = Quote.objects.filter(subject=SUBJECT).first()
    if there is None:
        actor = Actor.of(Employee.objects.order_by("pk")[0], timezone.now())
        customer = Customer.objects.filter(restricted=False).order_by("pk")[0]
        lines = [
            LineInput(text=f"Getriebemotor {n}", quantity=2000, unit_price=n * 10_0000) for n in range(1, LINES + 1)
        ]
        there = create_quote(customer, subject=SUBJECT, lines=lines, options=OPTIONS, actor=actor, at=actor.at)
    return there.number
