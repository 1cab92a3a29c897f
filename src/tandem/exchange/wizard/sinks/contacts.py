"""Contacts of customers, found by the other system's id, mail, or name within their customer."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.search import fold
from tandem.customers.entries import contact_entry
from tandem.customers.models import Address, BuyingRole, Channel, Contact, Customer
from tandem.exchange.wizard.cells import Field, Parsed, languages, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Unique, Verdict, bad, differing, held
from tandem.people.models import Language

from .adding import add_customers, check_new
from .customers import ADDRESS_FIELDS, TEAM_FIELDS, team_given
from .finding import find_customers, may_see, owner_of

OWN = (
    "salutation", "first_name", "last_name", "function", "buying_role", "language", "email", "phone", "mobile",
    "form_of_address", "channel", "good_times", "avoid",
)  # fmt: skip
_CUSTOMER_GROUP = gettext_lazy("Customer")
CUSTOMER_LINK = (
    Field("customer", gettext_lazy("Customer number"), group=_CUSTOMER_GROUP),
    Field("customer_name", gettext_lazy("Customer name"), model=Customer, column="name", group=_CUSTOMER_GROUP),
    Field("customer_external_id", gettext_lazy("Customer's id in the other system"), group=_CUSTOMER_GROUP),
)
_TITLES = re.compile(r"^(herr|frau|mr|mrs|ms|miss|hr|fr)\b\.?\s+", re.IGNORECASE)


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Contact, **more)


def _of_customer(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Customer, group=_CUSTOMER_GROUP, **more)


_ADDRESSES = words_of(Address.choices)
_CHANNELS = words_of(Channel.choices, Email="mail")


class ContactSink(Sink):
    """People at customers; with `make_customers` a customer that is not here yet comes along."""

    fields = (
        _own("salutation", gettext_lazy("Salutation")),
        _own("first_name", gettext_lazy("First name")),
        _own("last_name", gettext_lazy("Last name")),
        Field("full_name", gettext_lazy("Full name")),
        _own("function", gettext_lazy("Function")),
        _own(
            "buying_role",
            gettext_lazy("Buying-centre role"),
            kind="choice",
            choices=words_of(BuyingRole.choices, decision_maker="decider", Entscheider="decider"),
        ),
        _own("email", gettext_lazy("E-mail"), kind="mail"),
        _own("phone", gettext_lazy("Phone")),
        _own("mobile", gettext_lazy("Mobile")),
        picked("language", gettext_lazy("Language"), Language.choices, languages, model=Contact),
        picked("form_of_address", gettext_lazy("du or Sie"), Address.choices, _ADDRESSES, model=Contact),
        _own("channel", gettext_lazy("Preferred channel"), kind="choice", choices=_CHANNELS),
        _own("good_times", gettext_lazy("Good times")),
        _own("avoid", gettext_lazy("What to avoid")),
        _own("is_first", gettext_lazy("First contact"), kind="flag"),
        Field("external_id", gettext_lazy("Other system's id"), model=Contact, column="source_key"),
        *CUSTOMER_LINK,
        _of_customer("customer_phone", gettext_lazy("Customer's phone"), column="phone"),
        _of_customer("website", gettext_lazy("Website"), kind="url"),
        *TEAM_FIELDS,
        *ADDRESS_FIELDS,
    )  # fmt: skip
    uniques = (Unique("external_id", Contact, "source_key", "file:"),)
    keys = (
        ("external_id", gettext_lazy("other system's id")),
        ("email", gettext_lazy("mail address")),
        ("name", gettext_lazy("name at the customer")),
    )

    @classmethod
    def givens(cls, actor: Actor) -> dict[str, str]:
        """One's own team, for customers that come along."""
        return team_given(actor)

    def tidy(self, row: Parsed) -> None:
        """First and last name, where they stand in one cell."""
        split_name(row.values)

    def identity(self, row: Parsed) -> Hashable:
        """The best key the row has; names count within a customer."""
        values = row.values
        for name in self._keys():
            if values.get(name) or name == "name":
                return (name, values.get(name), _link_of(values), _person(values) if name == "name" else "")
        return None

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Its customer first, then the person there."""
        customers = link_customers(self, rows)
        people = self._people({customer.pk for customer in customers.values() if isinstance(customer, Customer)})
        return [self._judge(row, customers.get(row.line), people) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """Missing customers, then new people in bulk, then changes."""
        new = [verdict for verdict in verdicts if verdict.state == State.NEW]
        self._add_customers(new)
        self._add([verdict for verdict in new if verdict.found.get("customer")])
        self._change([verdict for verdict in verdicts if verdict.state == State.CHANGE])

    def _keys(self) -> Sequence[str]:
        return [self.ctx.key] if self.ctx.key else [name for name, _label in self.keys]

    def _people(self, customers: set[int]) -> list[Contact]:
        rows = Contact.objects.filter(customer__in=customers, merged_into=None, left_at=None)
        return list(held(rows, self.ctx))

    def _judge(self, row: Parsed, customer: Customer | str | None, people: Sequence[Contact]) -> Verdict:
        values = row.values
        if isinstance(customer, str):
            return bad(row, "", customer)
        if not values.get("last_name") and not (self.ctx.make_customers and not _person(values)):
            row.problems.setdefault("last_name", _("is empty"))
        if customer is None:
            return self.decide(row, None, None)
        if not _person(values):
            return Verdict(row, State.BAD if row.problems else State.SAME, customer)
        target = self._match(row, [person for person in people if person.customer_id == customer.pk])
        verdict = self.decide(row, target, differing(target, values, OWN) if target else None)
        verdict.found["customer"] = customer
        return verdict

    def _match(self, row: Parsed, people: Sequence[Contact]) -> Contact | None:
        values = row.values
        for name in self._keys():
            for person in people:
                if name == "external_id" and values.get(name) and person.source_key == f"file:{values[name]}":
                    return person
                if name == "email" and values.get(name) and person.email.lower() == values[name]:
                    return person
                if name == "name" and _person(values) == fold(f"{person.first_name} {person.last_name}").strip():
                    return person
        return None

    def _add_customers(self, verdicts: Sequence[Verdict]) -> None:
        """One customer per name among the rows whose customer is not here yet."""
        groups: dict[Any, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.found.get("customer") is None:
                groups.setdefault(_link_of(verdict.row.values), []).append(verdict)
        made = add_customers([_new_customer(group[0].row.values) for group in groups.values()], self.ctx)
        for customer, group in zip(made, groups.values(), strict=True):
            for verdict in group:
                if _person(verdict.row.values):
                    verdict.found["customer"] = customer

    def _add(self, verdicts: Sequence[Verdict]) -> None:
        people = [_contact(verdict.found["customer"], verdict.row.values) for verdict in verdicts]
        first = {person.customer_id for person in people if person.is_first}
        Contact.objects.filter(customer__in=first, is_first=True).update(is_first=False)
        insert_many(people)
        search.put_many(contact_entry(person) for person in people)
        drafts = [
            Draft(
                "contact.added",
                self.ctx.at,
                [("contact", person.pk), ("customer", person.customer_id), *owner_of(person.customer)],
                {"name": str(person), **self.ctx.data},
                trail=self.ctx.trail,
            )
            for person in people
        ]
        record_many(drafts, actor=self.ctx.actor, deliver=True)
        self.ctx.touched.update(verdict.found["customer"].pk for verdict in verdicts)

    def _change(self, verdicts: Sequence[Verdict]) -> None:
        drafts = []
        for verdict in verdicts:
            person, customer = verdict.target, verdict.found["customer"]
            person.customer = customer
            told = save_changes(person, verdict.found["changes"])
            subjects = [("contact", person.pk), ("customer", customer.pk), *owner_of(customer)]
            data = {"name": str(person), "changes": told, **self.ctx.data}
            drafts.append(Draft("contact.edited", self.ctx.at, subjects, data, trail=self.ctx.trail))
        record_many(drafts, actor=self.ctx.actor, deliver=True)
        self.ctx.touched.update(verdict.found["customer"].pk for verdict in verdicts)
        search.replace_many(contact_entry(verdict.target) for verdict in verdicts)


_LINKS = (("customer", "number"), ("customer_external_id", "external_id"), ("customer_name", "name"))


def link_customers(sink: Sink, rows: Sequence[Parsed]) -> dict[int, Customer | str]:
    """By line: the customer a row belongs to, or why that cannot be told; missing where one is to be made."""
    keys = {name: {_folded(row.values[field], name) for row in rows if row.values.get(field)} for field, name in _LINKS}
    groups = find_customers(keys, sink.ctx)
    found: dict[int, Customer | str] = {}
    for row in rows:
        for field, name in _LINKS:
            wanted = row.values.get(field)
            match = (
                [one for one in groups[name].get(_folded(wanted, name), []) if may_see(one, sink.ctx)] if wanted else []
            )
            if len(match) > 1:
                text = _("several customers are called “%(name)s”; give the customer number")
                found[row.line] = text % {"name": wanted}
            elif match:
                found[row.line] = match[0]
            if match:
                break
    for row in rows:
        if row.line not in found and (reason := _why_missing(sink, row, groups)):
            found[row.line] = reason
    return found


def _why_missing(sink: Sink, row: Parsed, groups: Mapping[str, Mapping[Any, list[Customer]]]) -> str:
    """Why a row without a known customer cannot go in; empty where its customer is made."""
    values = row.values
    if sink.ctx.make_customers and values.get("customer_name"):
        for field, name in _LINKS[:2]:  # of one that is hidden from who imports
            if groups[name].get(values.get(field)):
                row.problems.setdefault(field, _("is taken already"))
        probe = Parsed(row.line, row.cells, _new_customer(values))
        check_new(probe, sink.ctx)
        row.problems.update(probe.problems)
        return ""
    named = values.get("customer") or values.get("customer_external_id") or values.get("customer_name")
    if named:
        return _("there is no customer “%(name)s”") % {"name": named}
    return _("names no customer")


def _new_customer(values: Mapping[str, Any]) -> dict[str, Any]:
    names = ("team", "tandem", "website", *(field.name for field in ADDRESS_FIELDS))
    given = {name: values[name] for name in names if values.get(name)}
    return {
        **given,
        "name": values.get("customer_name", ""),
        "number": values.get("customer", ""),
        "phone": values.get("customer_phone", ""),
        "external_id": values.get("customer_external_id", ""),
    }


def _contact(customer: Customer, values: Mapping[str, Any]) -> Contact:
    given = {name: values[name] for name in OWN if values.get(name) not in (None, "")}
    return Contact(
        customer=customer,
        is_first=bool(values.get("is_first")),
        source_key=f"file:{values['external_id']}" if values.get("external_id") else None,
        **{"language": customer.language, **given},
    )


def split_name(values: dict[str, Any]) -> None:
    """First and last name out of one cell: “Dr. Anna Berg”, “Berg, Anna”, “Frau Berg”."""
    full = str(values.get("full_name") or "").strip()
    if not full or values.get("last_name"):
        return
    if title := _TITLES.match(full):
        values.setdefault("salutation", title[1].capitalize())
        full = full[title.end() :]
    last, comma, first = full.partition(",")
    if not comma:
        first, _blank, last = full.rpartition(" ")
    values["last_name"] = last.strip()[:60]
    if first.strip():
        values.setdefault("first_name", first.strip()[:60])


def _person(values: Mapping[str, Any]) -> str:
    return fold(f"{values.get('first_name') or ''} {values.get('last_name') or ''}").strip()


def _link_of(values: Mapping[str, Any]) -> Hashable:
    named = values.get("customer") or values.get("customer_external_id")
    return named or fold(str(values.get("customer_name") or ""))[:200]


def _folded(value: str, key: str) -> str:
    return fold(value)[:200] if key == "name" else value
