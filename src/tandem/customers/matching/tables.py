"""The book as tables that are compared: one row per customer or contact, everything normalised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from tandem.customers.models import Contact, Customer, Site

from .keys import ADDRESS, DOMAIN, MAIL, NAME, PHONE, VAT, Key, contact_keys, customer_keys, mail_key, street_words
from .names import firm_key, firm_words, person_words, sound_key, words_of

Row = dict[str, Any]


def customer_rows() -> list[Row]:
    """All customers that stand."""
    sites: dict[int, list[Any]] = defaultdict(list)
    fields = ("customer", "is_main", "street", "postcode")
    for site in Site.objects.order_by("-is_main", "pk").values_list(*fields, named=True):
        sites[site.customer].append(site)
    people: dict[int, set[Key]] = defaultdict(set)
    for contact in _people():
        kinds = contact_keys(contact, contact.customer__country)
        people[contact.customer_id] |= {key for key in kinds if key[0] == DOMAIN}
    names = ("pk", "name", "short_name", "email", "website", "phone", "vat_id", "country", "town")
    customers = Customer.objects.filter(merged_into=None).order_by("pk").values_list(*names, named=True)
    return [customer_row(row, sites.get(row.pk, ()), people.get(row.pk, ())) for row in customers.iterator(5000)]


def customer_row(customer: Any, sites: Sequence[Any], more: Iterable[Key] = ()) -> Row:
    """One customer: `sites` with the main one first, `more` what its people tell of it."""
    keys = by_kind({*customer_keys(customer, sites), *more})
    words = firm_words(customer.name)
    main = sites[0] if sites else None
    return {
        "id": customer.pk,
        "name": firm_key(customer.name),
        "first_word": words.split()[0] if words else "",
        "sorted": "".join(sorted(words.split())),
        "sound": sound_key(words),
        "town": words_of(customer.town),
        "postcode": words_of(main.postcode) if main else "",
        "street": street_words(main.street) if main else "",
        "addresses": keys.get(ADDRESS, []),
        "vat": "".join(keys.get(VAT, [])),
        "phones": keys.get(PHONE, []),
        "mails": keys.get(MAIL, []),
        "domains": keys.get(DOMAIN, []),
    }


def contact_rows() -> list[Row]:
    """All contacts that are with their customer; numbers that a customer's people share are the switchboard's."""
    firms = {
        row.pk: (firm_key(row.name), words_of(row.town), {key for key in customer_keys(row) if key[0] in (PHONE, MAIL)})
        for row in Customer.objects.filter(merged_into=None)
        .values_list("pk", "name", "short_name", "email", "website", "phone", "vat_id", "country", "town", named=True)
        .iterator(5000)
    }
    keys = {row.pk: (row, contact_keys(row, row.customer__country, firms[row.customer_id][2])) for row in _people()}
    shared: dict[tuple[int, Key], int] = defaultdict(int)
    for row, own in keys.values():
        for key in own:
            shared[row.customer_id, key] += 1
    return [
        contact_row(
            row,
            {key for key in own if key[0] == NAME or shared[row.customer_id, key] <= 2},
            *firms[row.customer_id][:2],
        )
        for row, own in keys.values()
    ]


def contact_row(contact: Any, keys: Collection[Key], firm: str, town: str) -> Row:
    """One person with what tells them from the others of their customer."""
    found = by_kind(keys)
    first, last = words_of(contact.first_name), words_of(contact.last_name)
    return {
        "id": contact.pk,
        "customer": contact.customer_id,
        "name": person_words(contact.first_name, contact.last_name),
        "first": person_words(first, ""),
        "last": person_words("", last) or last,
        "last_sound": sound_key(last),
        "mail": mail_key(contact.email) if MAIL in found else "",
        "phones": found.get(PHONE, []),
        "firm": firm,
        "town": town,
    }


def by_kind(keys: Iterable[Key]) -> Mapping[str, list[str]]:
    """Keys as lists by their kind, in a fixed order."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, key in sorted(keys):
        found[kind].append(key)
    return found


def _people() -> Iterable[Any]:
    names = ("pk", "customer_id", "customer__country", "first_name", "last_name", "email", "phone", "mobile")
    rows = Contact.objects.filter(merged_into=None, left_at=None, customer__merged_into=None)
    return rows.order_by("pk").values_list(*names, named=True).iterator(5000)
