"""A quote like another one, and templates: the same content, at the prices of the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.customers.models import Contact, Customer
from tandem.people.queries import signed_in
from tandem.quotes.models import Line, Option, Quote, QuoteTemplate, Revision
from tandem.quotes.pricing import LineInput, terms_of
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import content_of
from tandem.quotes.rules import can_create_quote, can_edit_quote, can_keep_blocks

from .common import refresh
from .drafting import create_quote
from .lines import input_of, section_named

Ref = tuple[str, int]
TEXTS = ("delivery_terms", "payment_terms", "intro", "closing")


@transaction.atomic
def duplicate_quote(
    quote: Quote, *, customer: Customer | None = None, contact: Contact | None = None, actor: Actor, at: datetime
) -> Quote:
    """A new draft with the same content, for the same customer or another one; prices and taxes are those of today.

    Where somebody had typed a price or given a discount, that is not taken along: it was promised to one quote.
    """
    require(can_create_quote, actor, customer or quote.customer)
    content = content_data(current_revision(quote))
    target = customer or quote.customer
    if customer is None and contact is None:
        contact = quote.contact if quote.contact and quote.contact.left_at is None else None
    made = create_quote(
        target, contact=contact, subject=quote.subject, about=(Quote.ref_kind, quote.pk), actor=actor, at=at
    )
    return fill(made, content, actor=actor)


@transaction.atomic
def save_template(quote: Quote, *, name: str, actor: Actor, at: datetime) -> QuoteTemplate:
    """Keep the content of a quote under a name."""
    require(can_edit_quote, actor, quote)
    if not name.strip():
        raise Invalid("no_name", _("Give it a name."), {"name": _("Give it a name.")})
    template = QuoteTemplate.objects.create(
        name=name.strip()[:120],
        language=quote.language,
        content=content_data(current_revision(quote)),
        created_at=at,
        created_by=signed_in(actor),
    )
    record("quote_template.saved", template, quote, actor=actor, at=at, data={"name": template.name})
    return template


@transaction.atomic
def retire_template(template: QuoteTemplate, *, actor: Actor, at: datetime) -> Event | None:
    """Offer it no more."""
    require(can_keep_blocks, actor, template)
    template = lock(template)
    changes = save_changes(template, {"retired_at": template.retired_at or at})
    if not changes:
        return None
    return record("quote_template.retired", template, actor=actor, at=at, data={"name": template.name})


def content_data(revision: Revision) -> dict[str, Any]:
    """What a template keeps: options and lines without prices, texts and what is compared."""
    content = content_of(revision)
    names = {option.pk: place for place, option in enumerate(content.options)}
    lines = []
    for row in content.lines:
        kept = {**asdict(input_of(row)), "discount_ppm": 0, "option_id": names.get(row.option_id or 0)}
        if row.product_id:
            kept["unit_price"] = None
        lines.append(kept)
    return {
        "texts": {name: getattr(revision, name) for name in TEXTS},
        "attributes": list(revision.attributes),
        "options": [
            {"name": row.name, "recommended": row.recommended, "reason": row.reason, "values": row.values}
            for row in content.options
        ],
        "lines": lines,
    }


@transaction.atomic
def fill(quote: Quote, content: Mapping[str, Any], *, actor: Actor) -> Quote:
    """Put content into a draft that has just been made; products no longer sold are left out."""
    revision = current_revision(quote)
    revision.quote = quote
    revision.attributes = content["attributes"]
    for name, text in content["texts"].items():
        setattr(revision, name, text or getattr(revision, name))
    revision.save()
    revision.options.all().delete()
    options = [
        Option.objects.create(revision=revision, position=place, **one)
        for place, one in enumerate(content["options"], 1)
    ]
    lines = [LineInput(**{**row, "option_id": None}) for row in content["lines"]]
    terms, rows = terms_of(quote, lines, actor.today), list[Line]()
    for line, kept in zip(lines, content["lines"], strict=True):
        try:
            values = terms.values(line)
        except Invalid:
            continue
        option = options[kept["option_id"]] if kept["option_id"] is not None else None
        section = section_named(revision, line.section)
        rows.append(Line(revision=revision, position=len(rows) + 1, option=option, section=section, **values))
    Line.objects.bulk_create(rows)
    refresh(quote, revision)
    return quote
