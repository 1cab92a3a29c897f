"""Customers of the made company with their sites, contacts and assignments."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random

from tandem.core import search
from tandem.core.models import SearchRow
from tandem.customers.entries import contact_entry, customer_entry
from tandem.customers.models import Assignment, Channel, Contact, Customer, CustomerClass, Lifecycle, Site
from tandem.demo.dice import Weighted
from tandem.demo.files import table
from tandem.demo.names import PeopleNames, PersonName, industries_of, surnames
from tandem.demo.places import Town, towns_of
from tandem.demo.stage import ascii_name

from .crew import Crew, Pair
from .sink import Table

FIRST = 10_000
PER_CUSTOMER = 2  # contacts
CLASSES = Weighted({CustomerClass.A: 10, CustomerClass.B: 30, CustomerClass.C: 60})
STATES = Weighted({Lifecycle.ACTIVE: 70, Lifecycle.DORMANT: 15, Lifecycle.PROSPECT: 10, Lifecycle.LOST: 5})
QUEUED, MOVED, RESTRICTED = 0.01, 0.08, 0.005
ROLES = ("buyer", "decider")


@dataclass
class Book:
    """What deeds have to know of a million customers, in little room: by id less one."""

    labels: list[str] = field(default_factory=list)
    pairs: bytearray = field(default_factory=bytearray)  # number of the pair in the crew, from 1; 0 in the queue
    of_class: dict[str, array[int]] = field(default_factory=lambda: {key: array("l") for key in CustomerClass.values})


def write_customers(crew: Crew, size: int, seed: str, search_ids: Iterator[int]) -> Book:
    """All customers; the first events on them belong to the deeds."""
    writer = _Writer(crew, Random(f"{seed}/customers"), search_ids)
    for key in range(1, size + 1):
        writer.write(key, crew.start - timedelta(minutes=size - key + 1))
    writer.flush()
    return writer.book


class _Writer:
    def __init__(self, crew: Crew, dice: Random, search_ids: Iterator[int]) -> None:
        self.book = Book()
        self._crew, self._dice, self._search_ids = crew, dice, search_ids
        self._people = PeopleNames(dice)
        self._contact_ids, self._site_ids, self._assignment_ids = count(1), count(1), count(1)
        self._customers, self._contacts, self._search = (
            Table(Customer),
            Table(Contact),
            Table(SearchRow, "id", *search.FIELDS),
        )
        self._sites, self._assignments = Table(Site), Table(Assignment)
        self._first, self._today = crew.start.date(), crew.now.date()

    def flush(self) -> None:
        for written in (self._customers, self._sites, self._contacts, self._assignments, self._search):
            written.flush()

    def write(self, key: int, created: object) -> None:
        """One customer with all that belongs to it."""
        dice = self._dice
        place = dice.randrange(len(self._crew.pairs))
        pair = self._crew.pairs[place]
        town = towns_of(pair.area).pick(dice)
        customer = self._customer(key, pair, town)
        customer.created_at = f"{created:%Y-%m-%d %H:%M:%S}"
        self._customers.put(customer)
        self._find(customer_entry(customer))
        self._site(customer, town)
        for number in range(PER_CUSTOMER):
            self._contact(customer, self._people.make(town.country, pair.team), number, pair)
        queued = dice.random() < QUEUED
        if not queued:
            self._assign(key, place)
        self.book.labels.append(customer.short_name)
        self.book.pairs.append(0 if queued else place + 1)
        if customer.lifecycle != Lifecycle.PROSPECT:
            self.book.of_class[customer.customer_class].append(key)

    def _customer(self, key: int, pair: Pair, town: Town) -> Customer:
        dice = self._dice
        short, industry, form = _firm(pair, town, dice)
        domain = f"{ascii_name(short)}.example"
        name = f"{short} {form}"
        return Customer(
            id=key,
            number=str(FIRST + key),
            name=name,
            short_name=short,
            name_key=search.fold(name)[:200],
            town=town.name,
            country=town.country,
            customer_class=CLASSES.pick(dice).value,
            lifecycle=STATES.pick(dice).value,
            industry=industry,
            vat_id=f"{town.country}{key:09d}",
            phone=f"040 66969 {dice.randrange(10**6):06d}",
            email=f"info@{domain}",
            website=f"https://www.{domain}",
            payment_days=30,
            agreements=dice.choice(table("contacts")["agreement"]["lines"]) if dice.random() < 0.4 else "",
            restricted=dice.random() < RESTRICTED,
            team_id=pair.team_id,
            since=f"{self._first:%Y-%m-%d}",
        )

    def _site(self, customer: Customer, town: Town) -> None:
        dice = self._dice
        site = Site(
            id=next(self._site_ids),
            customer_id=customer.pk,
            is_main=True,
            street=f"{dice.choice(table('firms')['street']['DE'])} {dice.randrange(1, 140)}",
            postcode=town.postcode,
            town=town.name,
            region=town.region,
            country=town.country,
            latitude=round(town.latitude + dice.gauss(0, 0.012), 5),
            longitude=round(town.longitude + dice.gauss(0, 0.018), 5),
            opening_hours="Mo-Fr 07:00-16:00",
        )
        self._sites.put(site)

    def _contact(self, customer: Customer, name: PersonName, number: int, pair: Pair) -> None:
        dice = self._dice
        mail = f"{ascii_name(name.first)}.{ascii_name(name.last)}@{customer.email.partition('@')[2]}"
        contact = Contact(
            id=next(self._contact_ids),
            customer=customer,
            salutation=name.salutation,
            first_name=name.first,
            last_name=name.last,
            function=("Einkauf", "Geschäftsführung")[number],
            buying_role=ROLES[number],
            email=mail,
            phone=f"{customer.phone}-{dice.randrange(10, 80)}",
            mobile=f"0171 39200 {dice.randrange(60, 100)}" if dice.random() < 0.4 else "",
            channel=Channel.PHONE.value,
            good_times="vormittags" if dice.random() < 0.5 else "",
            knows_best_id=pair.inside.id if dice.random() < 0.3 else None,
            is_first=number == 0,
        )
        self._contacts.put(contact)
        self._find(contact_entry(contact))

    def _assign(self, key: int, place: int) -> None:
        start = self._first
        if self._dice.random() < MOVED:  # its team's other tandem had it before
            moved = self._today - timedelta(self._dice.randrange(30, 900))
            former = self._crew.pairs[place ^ 1]
            self._assignments.put(self._assignment(key, former.id, str(start), str(moved)))
            start = moved
        self._assignments.put(self._assignment(key, self._crew.pairs[place].id, str(start), None))

    def _assignment(self, key: int, tandem: int, start: str, end: str | None) -> Assignment:
        return Assignment(id=next(self._assignment_ids), customer_id=key, tandem_id=tandem, start=start, end=end)

    def _find(self, entry: search.Entry) -> None:
        self._search.add(next(self._search_ids), *search.row_of(entry))


def _firm(pair: Pair, town: Town, dice: Random) -> tuple[str, str, str]:
    """Short name, line of business and legal form: surnames, trades, villages and coined words, as firms have them."""
    industry = industries_of(pair.area).pick(dice)
    trade, surname = dice.choice(industry.trade), dice.choice(surnames(town.country, pair.team))
    village = table("firms")["village"]
    place = dice.choice(village["start"]) + dice.choice(village[pair.team])
    lot = dice.random()
    if lot < 0.45:
        short = f"{surname} {trade}"
    elif lot < 0.65:
        short = f"{surname} & {dice.choice(surnames(town.country, pair.team))} {trade}"
    elif lot < 0.85:
        short = f"{trade} {surname} {place}"
    else:
        short = f"{place}er {trade}"
    forms = table("firms")["forms"].get(town.country) or {"GmbH": 1}
    return short[:80], industry.label, dice.choice(list(forms))
