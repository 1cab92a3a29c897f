"""The moves themselves: what of one customer or contact goes over to another. Called by the actions, under lock."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from tandem.core import search
from tandem.core.locking import lock
from tandem.core.models import Attachment
from tandem.customers.entries import contact_entry, customer_entry
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.matching.values import address_key
from tandem.customers.models import Contact, Customer, DuplicatePair, PairKind, PairState, Site

from .fields import chosen_values, default_choices
from .registry import mergers, settle
from .steps import Steps


def move_customer(
    steps: Steps, loser: Customer, survivor: Customer, same: Mapping[int, int], by: int | None, at: datetime
) -> None:
    """All that belongs to `loser`; `same` says which of its contacts are which of the survivor's."""
    theirs = {key: lock(Contact(pk=key)) for key in sorted({*same, *same.values()})}
    for gone, stays in sorted(same.items()):
        move_contact(steps, theirs[gone], theirs[stays], None, by, at)
    _move_sites(steps, loser, survivor)
    _move_contacts(steps, loser, survivor)
    for merger in mergers():
        for model, field in merger.customer_rows:
            steps.move(model._default_manager.all(), column(model, field), loser.pk, survivor.pk)
    steps.move(Attachment.objects.filter(about_kind=Customer.ref_kind), "about_id", loser.pk, survivor.pk)
    steps.retell(Customer.ref_kind, loser.pk, survivor.pk)
    steps.change(loser, {"merged_into_id": survivor.pk})
    _decide(steps, PairKind.CUSTOMER, loser.pk, survivor.pk, by, at)


def move_contact(
    steps: Steps,
    loser: Contact,
    survivor: Contact,
    choices: Mapping[str, str] | None,
    by: int | None,
    at: datetime,
) -> dict[str, list[object]]:
    """What names the one contact names the other; the one stays with its customer as somebody who has left."""
    wanted = choices if choices is not None else default_choices(survivor, loser)
    changes = steps.change(survivor, chosen_values(survivor, loser, wanted))
    for merger in mergers():
        for model, field in merger.contact_rows:
            steps.move(model._default_manager.all(), column(model, field), loser.pk, survivor.pk)
    steps.retell(Contact.ref_kind, loser.pk, survivor.pk)
    steps.change(loser, {"merged_into_id": survivor.pk, "left_at": loser.left_at or at})
    _decide(steps, PairKind.CONTACT, loser.pk, survivor.pk, by, at)
    return changes


def column(model: type, field: str) -> str:
    """The column behind a reference, which is written by its number."""
    return str(model._meta.get_field(field).attname)  # type: ignore[attr-defined]


def refresh(customer_ids: Collection[int], at: datetime) -> None:
    """What is known besides the rows: search, match keys and what the apps above compute."""
    for customer in Customer.objects.filter(pk__in=customer_ids):
        _find(customer)
    keep_match_keys(customer_ids)
    settle(customer_ids, at)


def _find(customer: Customer) -> None:
    """Search leads to who stands, with their contacts that are there."""
    if customer.merged_into_id is not None:
        search.drop(Customer.ref_kind, customer.pk)
    else:
        search.put(customer_entry(customer))
    for contact in customer.contacts.select_related("customer"):
        if customer.merged_into_id is not None or contact.left_at is not None:
            search.drop(Contact.ref_kind, contact.pk)
        else:
            search.put(contact_entry(contact))


def _move_sites(steps: Steps, loser: Customer, survivor: Customer) -> None:
    """Addresses that the survivor has already stay behind; there is one main site, as before."""
    there = {_place(site) for site in survivor.sites.all()}
    going = [site.pk for site in loser.sites.all() if _place(site) not in there]
    rows = Site.objects.filter(pk__in=going)
    if survivor.sites.filter(is_main=True).exists():
        steps.move(rows, "is_main", True, False)
    steps.move(rows, "customer_id", loser.pk, survivor.pk)
    main = survivor.sites.filter(is_main=True).first()
    if main:
        steps.change(survivor, {"town": main.town, "country": main.country})


def _place(site: Site) -> str:
    """What makes two addresses one: postcode and street, or, where one is missing, all that is written."""
    written = (site.name, site.street, site.extra, site.postcode, site.town, site.country)
    return address_key(site.postcode, site.street) or "|".join(written).lower()


def _move_contacts(steps: Steps, loser: Customer, survivor: Customer) -> None:
    """People come along; the survivor's first contact stays the first."""
    rows = Contact.objects.filter(customer=loser.pk, merged_into=None)
    if survivor.contacts.filter(is_first=True, left_at=None).exists():
        steps.move(rows, "is_first", True, False)
    moved = steps.move(rows, "customer_id", loser.pk, survivor.pk)
    for side in ("left", "right"):
        pairs = DuplicatePair.objects.filter(**{f"{side}_contact__in": moved})
        steps.move(pairs, f"{side}_customer_id", loser.pk, survivor.pk)


def _decide(steps: Steps, kind: PairKind, one: int, two: int, by: int | None, at: datetime) -> None:
    """The pair that brought them together is decided; undoing opens it again."""
    left, right = sorted((one, two))
    pair = DuplicatePair.objects.filter(kind=kind, **{f"left_{kind}": left, f"right_{kind}": right}).first()
    if pair is not None:
        steps.change(pair, {"state": str(PairState.MERGED), "decided_by_id": by, "decided_at": at})
