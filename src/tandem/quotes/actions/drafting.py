"""Beginning a quote, and its head: everything but options and lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from engines.pricing import WHOLE
from tandem.catalogue.taxes import tax_book
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Text
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import owner_of
from tandem.people.queries import signed_in
from tandem.quotes.models import BlockPlace, Line, Option, Quote, Revision, TextBlock
from tandem.quotes.numbering import take_number
from tandem.quotes.pricing import MOST_CENTS, LineInput, terms_of
from tandem.quotes.rules import can_create_quote, can_edit_quote

from .common import lock_draft, record_quote, refresh

VALID_DAYS = 30
FURTHEST = timedelta(days=3 * 366)
OF_QUOTE = ("contact", "subject", "customer_reference", "language")
OF_REVISION = (
    *("valid_until", "delivery_terms", "payment_terms", "intro", "closing"),
    *("discount_ppm", "discount_cents"),
)
Ref = tuple[str, int]


@transaction.atomic
def create_quote(
    customer: Customer,
    *,
    contact: Contact | None = None,
    subject: str = "",
    language: str = "",
    lines: Sequence[LineInput] = (),
    options: Iterable[str] = (),
    about: Ref | None = None,
    actor: Actor,
    at: datetime,
) -> Quote:
    """Begin a draft: with the texts of its language, a month valid, one option unless more are named.

    `about` is what it was made from: a request, an order, another quote, an opportunity. Lines belong to all options.
    """
    require(can_create_quote, actor, customer)
    customer = lock_standing(customer)
    _check_contact(customer, contact)
    quote = Quote(
        customer=customer,
        contact=contact,
        tandem=owner_of(customer, actor.today),
        subject=subject.strip()[:160],
        language=language or (contact.language if contact else customer.language),
        currency=customer.currency,
        created_at=at,
        created_by=signed_in(actor),
        **({"about_kind": about[0], "about_id": about[1]} if about else {}),
    )
    quote.number = take_number(actor.today)
    quote.save()
    revision = Revision.objects.create(quote=quote, created_by=quote.created_by, created_at=at, **_begin(quote, actor))
    _add_options(revision, list(options))
    priced = terms_of(quote, lines, actor.today)
    Line.objects.bulk_create(
        Line(revision=revision, position=position, **priced.values(line)) for position, line in enumerate(lines, 1)
    )
    refresh(quote, revision)
    record_quote("quote.created", quote, contact, actor=actor, at=at, lines=len(lines), about=list(about or ()))
    return quote


@transaction.atomic
def edit_head(
    quote: Quote, *, values: Mapping[str, Any], version: int | None = None, actor: Actor, at: datetime
) -> Event | None:
    """Change texts, terms, validity, contact or the document discount of a draft; None when nothing differs.

    `version` is that of the revision: two who write lines at the same time do not get into each other's way.
    """
    require(can_edit_quote, actor, quote)
    quote, revision = lock_draft(quote)
    lock(revision, version=version)
    _check_head(quote, values, actor.today)
    changes = save_changes(revision, {name: values[name] for name in OF_REVISION if name in values})
    mine = {name: values[name] for name in OF_QUOTE if name in values}
    changes |= _save_quote(quote, mine)
    if not changes:
        return None
    if not {*changes} & {*OF_REVISION}:
        revision.version += 1
        revision.save(update_fields=["version"])
    refresh(quote, revision)
    return record_quote("quote.edited", quote, actor=actor, at=at, changes=changes)


def _save_quote(quote: Quote, values: Mapping[str, Any]) -> dict[str, list[object]]:
    """The columns of the quote itself; its version counts up with all content, in `refresh`."""
    before = quote.version
    changes = save_changes(quote, dict(values))
    quote.version = before
    return changes


def _begin(quote: Quote, actor: Actor) -> dict[str, Any]:
    """What a first revision starts with."""
    customer, today = quote.customer, actor.today
    blocks = {
        block.place: block.text
        for block in TextBlock.objects.filter(language=quote.language, retired_at=None).order_by("-position", "-pk")
    }
    with override(quote.language):
        payment = _("%d days net") % customer.payment_days
    return {
        "number": 1,
        "valid_until": today + timedelta(days=VALID_DAYS),
        "intro": blocks.get(BlockPlace.INTRO, ""),
        "closing": blocks.get(BlockPlace.CLOSING, ""),
        "delivery_terms": blocks.get(BlockPlace.DELIVERY, "")[:200],
        "payment_terms": payment,
        "tax_case": tax_book(customer.country, customer.vat_id, today).case,
    }


def _add_options(revision: Revision, names: Sequence[str]) -> None:
    with override(revision.quote.language):
        names = list(names) or [_("Our offer")]
    Option.objects.bulk_create(
        Option(revision=revision, position=position, name=name[:80]) for position, name in enumerate(names, 1)
    )


def _check_contact(customer: Customer, contact: Contact | None) -> None:
    if contact is not None and contact.customer_id != customer.pk:
        text = _("This contact belongs to another customer.")
        raise Invalid("contact", text, {"contact": text})


def _check_head(quote: Quote, values: Mapping[str, Any], today: date) -> None:
    _check_contact(quote.customer, values.get("contact"))
    wrong: dict[str, Text] = {}
    day = values.get("valid_until")
    if day is not None and not today <= day <= today + FURTHEST:
        wrong["valid_until"] = _("Choose a day between today and three years from now.")
    if not 0 <= values.get("discount_ppm", 0) <= WHOLE:
        wrong["discount_ppm"] = _("A discount lies between 0 and 100 per cent.")
    if not 0 <= values.get("discount_cents", 0) <= MOST_CENTS:
        wrong["discount_cents"] = _("The amount must not be negative.")
    if wrong:
        raise Invalid("head_wrong", _("The quote is not right yet."), wrong)
