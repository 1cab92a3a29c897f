"""Who is to be told of new people, by which contact, and what they read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tandem.core.actor import Actor
from tandem.core.documents.formats import day
from tandem.core.documents.paper import Person
from tandem.core.spans import overlapping
from tandem.customers.letters import SEATS, greeting, language_for, persons
from tandem.customers.models import Channel, Contact, Customer
from tandem.customers.queries import visible_customers
from tandem.letters.placeholders import fill
from tandem.letters.queries import mails_refused
from tandem.people.models import Employee
from tandem.tandems.models import Seat

from .models import NoMail, Spread, SpreadNote
from .spreading import owners_of

People = Sequence[tuple[str, Employee]]


@dataclass(frozen=True)
class Told:
    """A customer whose people change: whom of it to write to, or why it has to be called."""

    customer: Customer
    contact: Contact | None
    why: str
    old: People
    new: People

    @property
    def language(self) -> str:
        """In which it reads."""
        return language_for(self.customer, self.contact)


def to_be_told(spread: Spread, actor: Actor) -> list[Told]:
    """Customers that have moved to a tandem of other people and know nothing of it yet; six statements."""
    known = set(SpreadNote.objects.filter(spread=spread).values_list("customer_key", flat=True))
    owners = owners_of(spread.team_id, spread.starts_on)
    moves = [(key, before, after) for key, before, after in spread.result.get("moves", ()) if before]
    moves = [move for move in moves if move[0] not in known and owners.get(move[0]) == move[2]]
    old, new = _seated({tandem for _key, *both in moves for tandem in both}, spread)
    moves = [move for move in moves if _set(old, move[1]) != _set(new, move[2]) and new.get(move[2])]
    customers = visible_customers(actor).in_bulk([key for key, _before, _after in moves])
    contacts = _contacts(list(customers))
    refused = set(mails_refused([one for some in contacts.values() for one in some]))
    told = []
    for key, before, after in moves:
        if key in customers:
            contact, why = _way(contacts.get(key, ()), refused)
            told.append(Told(customers[key], contact, why, old.get(before, ()), new[after]))
    return told


def _seated(tandems: set[int], spread: Spread) -> tuple[dict[int, People], dict[int, People]]:
    """Who sits there on the day before the roll-out, and on the day itself; one statement."""
    days = (spread.starts_on - timedelta(1), spread.starts_on)
    rows = Seat.objects.filter(overlapping(days[0], days[1] + timedelta(1)), tandem__in=tandems)
    seats = list(rows.select_related("employee"))
    before, after = (_people(seat for seat in seats if seat.holds_on(day)) for day in days)
    return before, after


def _people(seats: Iterable[Seat]) -> dict[int, People]:
    """The people of each tandem, inside first."""
    found: dict[int, dict[str, Employee]] = defaultdict(dict)
    for seat in seats:
        found[seat.tandem_id][seat.role] = seat.employee
    return {key: [(role, people[role]) for role in SEATS if role in people] for key, people in found.items()}


def _set(people: Mapping[int, People], tandem: int) -> set[int]:
    return {person.pk for _role, person in people.get(tandem, ())}


def _contacts(keys: Sequence[int]) -> dict[int, list[Contact]]:
    found: dict[int, list[Contact]] = defaultdict(list)
    for contact in Contact.objects.filter(customer__in=keys, left_at=None, merged_into=None):
        found[contact.customer_id].append(contact)
    return found


def _way(contacts: Sequence[Contact], refused: set[int]) -> tuple[Contact | None, str]:
    """The first contact who has an address, wants mail and prefers nothing else."""
    reached = [one for one in contacts if one.email]
    if not reached:
        return None, NoMail.NOBODY
    willing = [one for one in reached if one.pk not in refused]
    if not willing:
        return None, NoMail.REFUSED
    mailed = [one for one in willing if one.channel in ("", Channel.MAIL)]
    return (mailed[0], "") if mailed else (None, NoMail.OTHER)


def note_values(told: Told, spread: Spread, company: str) -> dict[str, str]:
    """Each placeholder's text."""
    new = persons(told.new, told.language)
    return {
        "greeting": greeting(told.contact, told.language),
        "customer": told.customer.name,
        "company": company,
        "day": day(spread.starts_on, told.language),
        "old": ", ".join(str(person) for _role, person in told.old) or "–",
        "new": "\n".join(map(_line, new)),
    }


def _line(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.role, person.phone, person.mail) if part)


def note_for(told: Told, spread: Spread, texts: Mapping[str, Sequence[str]], company: str) -> tuple[str, str]:
    """Subject and body as this customer reads them; what is filled in holds no placeholder's braces."""
    values = note_values(told, spread, company)
    values = {name: text.replace("{", "(").replace("}", ")") for name, text in values.items()}
    subject, body = texts[told.language]
    return fill(subject, values), fill(body, values)
