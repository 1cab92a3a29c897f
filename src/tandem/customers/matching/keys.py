"""The keys by which customers and contacts are found to be the same: what they are, and keeping their rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from tandem.customers.models import Contact, Customer, MatchKey, Site

from .names import firm_key, person_words
from .phones import phone_key
from .sound import sound_key
from .values import address_key, domain_of, mail_key, vat_key

NAME, SOUND, MAIL, DOMAIN, PHONE, VAT, ADDRESS = "name", "sound", "mail", "domain", "phone", "vat", "address"
Key = tuple[str, str]  # kind, key
Row = tuple[int, int | None, str, str]  # customer, contact, and the key
LONGEST = 120
AT_ONCE = 5000  # customers per round: keeps memory flat


def customer_keys(customer: Any, sites: Iterable[Any] = ()) -> set[Key]:
    """All keys of a customer's own fields and addresses; models, or rows with the same names."""
    name = firm_key(customer.name)
    short = firm_key(customer.short_name) if customer.short_name else ""
    found = [
        (NAME, name),
        (NAME, short),
        (SOUND, sound_key(name)),
        (MAIL, mail_key(customer.email)),
        (DOMAIN, domain_of(customer.email)),
        (DOMAIN, domain_of(customer.website)),
        (PHONE, phone_key(customer.phone, customer.country)),
        (VAT, vat_key(customer.vat_id, customer.country)),
        *((ADDRESS, address_key(site.postcode, site.street)) for site in sites),
    ]
    return {(kind, key[:LONGEST]) for kind, key in found if key}


def contact_keys(contact: Any, country: str, own: Collection[Key] = ()) -> set[Key]:
    """All keys of a person. `own` are the keys of the customer: its switchboard and domain say nothing about one."""
    found = [
        (NAME, person_words(contact.first_name, contact.last_name)),
        (MAIL, mail_key(contact.email)),
        (DOMAIN, domain_of(contact.email)),
        (PHONE, phone_key(contact.phone, country)),
        (PHONE, phone_key(contact.mobile, country)),
    ]
    return {(kind, key[:LONGEST]) for kind, key in found if key}.difference(own)


def keep_match_keys(customer_ids: Iterable[int]) -> int:
    """Bring the keys of these customers and their contacts in line with their rows; returns how many there are.

    Four reads and two writes per five thousand customers, so that bulk paths may call it for a whole chunk.
    Merged customers and contacts have none: nobody shall be led to them.
    """
    wanted, count = sorted(set(customer_ids)), 0
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        count += _keep(MatchKey.objects.filter(customer__in=some), set(_rows_of(some)))
    return count


def keep_keys_of_contact(contact: Contact) -> None:
    """The keys of one contact; none of one who has gone to another."""
    keys: set[Key] = set()
    if contact.merged_into_id is None:
        keys = contact_keys(contact, contact.customer.country, customer_keys(contact.customer))
    there = MatchKey.objects.filter(customer=contact.customer_id, contact=contact)
    _keep(there, {(contact.customer_id, contact.pk, *key) for key in keys})


def _keep(there: QuerySet[MatchKey], wanted: set[Row]) -> int:
    """Write only what differs."""
    stored = {row[1:]: row[0] for row in there.values_list("pk", "customer", "contact", "kind", "key")}
    gone = [pk for row, pk in stored.items() if row not in wanted]
    for start in range(0, len(gone), AT_ONCE):
        MatchKey.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    _insert(sorted(wanted.difference(stored), key=itemgetter(3)))  # in the order of the index: twice as fast
    return len(wanted)


def _rows_of(customer_ids: Sequence[int]) -> Iterator[Row]:
    """Rows as named tuples: building models of a hundred thousand takes longer than all the rest."""
    sites: dict[int, list[Any]] = {}
    for site in Site.objects.filter(customer__in=customer_ids).values_list("customer", *_SITE, named=True):
        sites.setdefault(site.customer, []).append(site)
    own: dict[int, tuple[str, set[Key]]] = {}
    for row in Customer.objects.filter(pk__in=customer_ids, merged_into=None).values_list(*_CUSTOMER, named=True):
        keys = customer_keys(row, sites.get(row.pk, ()))
        own[row.pk] = (row.country, keys)
        for kind, key in keys:
            yield row.pk, None, kind, key
    for row in Contact.objects.filter(customer__in=[*own], merged_into=None).values_list(*_CONTACT, named=True):
        for kind, key in contact_keys(row, *own[row.customer]):
            yield row.customer, row.pk, kind, key


_SITE = ("postcode", "street")
_CUSTOMER = ("pk", "name", "short_name", "email", "website", "phone", "vat_id", "country")
_CONTACT = ("pk", "customer", "first_name", "last_name", "email", "phone", "mobile")


def _insert(rows: Sequence[Row]) -> int:
    """As plain tuples: nobody needs them as objects, and there are many. PostgreSQL is fastest by COPY."""
    if not rows:
        return 0
    columns = f"{connection.ops.quote_name(MatchKey._meta.db_table)} (customer_id, contact_id, kind, key)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(rows) > LONGEST:
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {columns} VALUES (%s, %s, %s, %s)", rows)  # noqa: S608  our own table
    return len(rows)
