"""The contacts as a table that is compared: one row each, everything normalised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from tandem.customers.models import Customer

from .keys import MAIL, NAME, PHONE, Key, contact_keys, customer_keys
from .names import firm_key, person_words, words_of
from .sound import sound_key
from .tables import Row, by_kind, people_there
from .values import mail_key


def contact_rows() -> list[Row]:
    """All contacts that are with their customer; numbers that a customer's people share are the switchboard's."""
    firms = {
        row.pk: (firm_key(row.name), words_of(row.town), {key for key in customer_keys(row) if key[0] in (PHONE, MAIL)})
        for row in Customer.objects.filter(merged_into=None)
        .values_list("pk", "name", "short_name", "email", "website", "phone", "vat_id", "country", "town", named=True)
        .iterator(5000)
    }
    keys = {
        row.pk: (row, contact_keys(row, row.customer__country, firms[row.customer_id][2])) for row in people_there()
    }
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
