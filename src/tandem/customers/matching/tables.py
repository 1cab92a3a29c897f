"""The customers as a table that is compared: one row each, everything normalised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tandem.customers.models import Contact, Customer, Site

from .keys import ADDRESS, DOMAIN, MAIL, PHONE, VAT, Key, contact_keys, customer_keys
from .names import firm_key, firm_words, words_of
from .sound import sound_key
from .values import street_words

Row = dict[str, Any]


def customer_rows() -> list[Row]:
    """All customers that stand."""
    sites: dict[int, list[Any]] = defaultdict(list)
    fields = ("customer", "is_main", "street", "postcode")
    for site in Site.objects.order_by("-is_main", "pk").values_list(*fields, named=True):
        sites[site.customer].append(site)
    people: dict[int, set[Key]] = defaultdict(set)
    for contact in people_there():
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


def by_kind(keys: Iterable[Key]) -> Mapping[str, list[str]]:
    """Keys as lists by their kind, in a fixed order."""
    found: dict[str, list[str]] = defaultdict(list)
    for kind, key in sorted(keys):
        found[kind].append(key)
    return found


def people_there() -> Iterable[Any]:
    names = ("pk", "customer_id", "customer__country", "first_name", "last_name", "email", "phone", "mobile")
    rows = Contact.objects.filter(merged_into=None, left_at=None, customer__merged_into=None)
    return rows.order_by("pk").values_list(*names, named=True).iterator(5000)
