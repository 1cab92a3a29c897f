"""What search knows of opportunities and leads."""

from __future__ import annotations

from tandem.core.search import Entry

from .models import Lead, LeadPerson, Opportunity

LONGEST = 500  # characters of a text by which it is found


def opportunity_entry(opportunity: Opportunity) -> Entry:
    """Found by its title, number and need; the customer's name tells whose it is."""
    words = [word for word in (opportunity.text[:LONGEST],) if word]
    title, label = opportunity.title, opportunity.customer.label
    return Entry(Opportunity.ref_kind, opportunity.pk, title, words, opportunity.number, label)


def lead_entry(lead: Lead, people: list[LeadPerson]) -> Entry:
    """Found by the company, its people, their addresses, and what they want."""
    words = [lead.email, lead.phone, lead.town, lead.wish[:LONGEST]]
    for person in people:
        words += [str(person), person.email, person.phone, person.mobile]
    return Entry(Lead.ref_kind, lead.pk, lead.company, [word for word in words if word], "", lead.town)
