"""What the placeholders stand for, and how a mail ends: with both people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.documents.formats import day
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.paper import Person
from tandem.core.documents.words import say
from tandem.core.models import Letterhead
from tandem.customers.letters import greeting, persons, seated_for
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee

from .sources import Source


@dataclass(frozen=True)
class Voice:
    """In whose name we write to a customer: the two people of its tandem, and the company."""

    seated: Sequence[tuple[str, Employee]]
    head: Letterhead

    @classmethod
    def of(cls, customer: Customer, at: datetime) -> Voice:
        """Looked up once for a mail."""
        return cls(seated_for(customer, timezone.localdate(at)), letterhead())


def values_for(
    voice: Voice,
    customer: Customer,
    contact: Contact | None,
    language: str,
    *,
    actor: Actor,
    source: Source | None,
    thing: Any,
) -> dict[str, str]:
    """Each placeholder's text, in the language of the mail."""
    today = timezone.localdate(actor.at)
    people = {person.role: person.name for person in persons(voice.seated, language)}
    known = {
        "greeting": greeting(contact, language),
        "contact": str(contact or ""),
        "customer": customer.name,
        "me": actor.label,
        "inside": people.get(say("inside", language), ""),
        "field": people.get(say("field", language), ""),
        "company": voice.head.name,
        "today": day(today, language),
    }
    more: dict[str, str] = {}
    if source is not None:
        more = {**source.values(thing, language), "link": source.address(thing, contact) if contact else ""}
    return {**known, **more}


def signature_for(voice: Voice, language: str, *, actor: Actor) -> tuple[str, list[str]]:
    """Both people with role, phone and mail below the greeting, then the company; and whom answers go to.

    Who writes stands first where they are one of the two, else above both.
    """
    people = persons(voice.seated, language)
    mine = getattr(actor.employee, "email", "")
    people = sorted(people, key=lambda person: person.mail != mine)
    if mine and mine not in {person.mail for person in people}:
        people = [Person(actor.label, "", getattr(actor.employee, "phone", ""), mine), *people]
    head = voice.head
    parts = [say("regards", language), *map(_lines, people)]
    parts.append("\n".join(line for line in (head.name, head.street, head.place, head.website) if line))
    return "\n\n".join(part for part in parts if part), [person.mail for person in people if person.mail]


def _lines(person: Person) -> str:
    name = f"{person.name}, {person.role}" if person.role else person.name
    return "\n".join(line for line in (name, person.phone, person.mail) if line)
