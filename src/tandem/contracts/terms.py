"""Days of a contract: months on, and what its placeholders stand for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from tandem.core.documents.formats import day, money
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.words import say
from tandem.customers.letters import people_for

from .models import Contract

NOBODY = "N. N."  # in a seat that is vacant


def months_on(start: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def last_day(start: date, months: int | None) -> date | None:
    """The last day of a term that begins on `start`; None where it has no end."""
    return months_on(start, months) - timedelta(days=1) if months else None


def earliest_end(contract: Contract, received_on: date) -> date:
    """The last day of the contract by its own terms, where notice comes in on that day.

    Open-ended: after the notice period. With a last day: that day, or where notice comes too late for it the last day
    of the first renewal that it still reaches; what is not renewed ends on its last day anyway.
    """
    after = received_on + timedelta(days=contract.notice_days)
    if contract.ends_on is None:
        return max(after, contract.starts_on)
    end = contract.ends_on
    while contract.renewal_months and end < after:
        end = months_on(end + timedelta(days=1), contract.renewal_months) - timedelta(days=1)
    return end


def values_of(contract: Contract, today: date) -> dict[str, str]:
    """What the placeholders of a template stand for."""
    language, quote = contract.language, contract.quote
    people = {person.role: person.name for person in people_for(contract.customer, today, language)}
    return {
        "customer": contract.customer.name,
        "company": letterhead().name,
        "contact": str(contract.contact or ""),
        "inside": people.get(say("inside", language), NOBODY),
        "field": people.get(say("field", language), NOBODY),
        "number": contract.number,
        "starts_on": day(contract.starts_on, language),
        "ends_on": day(contract.ends_on, language) if contract.ends_on else say("open_end", language),
        "notice_days": str(contract.notice_days),
        "renewal_months": str(contract.renewal_months),
        "quote": quote.number if quote else "",
        "total": money(quote.net_cents, quote.currency, language) if quote else "",
    }
