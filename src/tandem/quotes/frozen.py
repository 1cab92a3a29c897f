"""The snapshot: all that a customer reads of a revision, frozen when it is sent. Never cost, margin or a note of ours.

Documents, portal, acceptance and orders read it; none of them reckons a price anew.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from engines.pricing import Totals, totals_of
from tandem.people.models import Employee

from .models import Quote
from .reckoning import Content, OptionSum, Summed, sums_of

FORMAT = 1
Snapshot = dict[str, Any]


@dataclass(frozen=True)
class Accepted:
    """What a choice comes to, out of a snapshot."""

    lines: list[dict[str, Any]]
    totals: Totals


def freeze(quote: Quote, content: Content, people: Mapping[str, Employee | None], at: datetime) -> Snapshot:
    """The snapshot of a draft that is sent now; dates in ISO form, money in cents, prices in ten-thousandths."""
    told = {seat: _person(person) for seat, person in people.items()}
    return preview(quote, content) | {"people": told, "sent_on": timezone.localdate(at).isoformat()}


def preview(quote: Quote, content: Content) -> Snapshot:
    """What the snapshot of a draft would say, but for the day and the two people."""
    revision, customer, contact = content.revision, quote.customer, quote.contact
    return {
        "format": FORMAT,
        "number": quote.number,
        "revision": revision.number,
        "language": quote.language,
        "currency": quote.currency,
        "subject": quote.subject,
        "customer_reference": quote.customer_reference,
        "customer": {"number": customer.number, "name": customer.name, "vat_id": customer.vat_id},
        "contact": {"id": contact.pk, "name": str(contact), "salutation": contact.salutation} if contact else None,
        "people": {},
        "sent_on": None,
        "valid_until": revision.valid_until.isoformat() if revision.valid_until else None,
        "delivery_terms": revision.delivery_terms,
        "payment_terms": revision.payment_terms,
        "intro": revision.intro,
        "closing": revision.closing,
        "tax_case": revision.tax_case,
        "discount_ppm": revision.discount_ppm,
        "discount_cents": revision.discount_cents,
        "attributes": list(revision.attributes),
        "options": [_option(one) for one in sums_of(content)],
    }


def option_in(snapshot: Snapshot, option_id: int) -> dict[str, Any] | None:
    """One option of a snapshot."""
    return next((one for one in snapshot["options"] if one["id"] == option_id), None)


def choose(option: Mapping[str, Any], optional_ids: Collection[int]) -> Accepted:
    """The firm lines and the optional ones that were chosen, with their totals: sums of frozen cents."""
    lines = [line for line in option["lines"] if not line["optional"] or line["id"] in optional_ids]
    return Accepted(lines, totals_of((line["net_cents"], line["final_cents"], line["tax_ppm"]) for line in lines))


def totals_data(totals: Totals) -> dict[str, Any]:
    """Totals as JSON keeps them."""
    rates = [
        {"tax_ppm": rate.tax_ppm, "net": rate.net_cents, "tax": rate.tax_cents, "gross": rate.gross_cents}
        for rate in totals.rates
    ]
    return {
        "lines": totals.lines_cents,
        "discount": totals.discount_cents,
        "net": totals.net_cents,
        "tax": totals.tax_cents,
        "gross": totals.gross_cents,
        "rates": rates,
    }


def _option(one: OptionSum) -> dict[str, Any]:
    option = one.option
    return {
        "id": option.pk,
        "name": option.name,
        "recommended": option.recommended,
        "reason": option.reason,
        "values": dict(option.values),
        "lines": [_line(row) for row in one.lines],
        "totals": totals_data(one.totals),
    }


def _line(row: Summed) -> dict[str, Any]:
    line = row.line
    return {
        "id": line.pk,
        "position": line.position,
        "section": line.section.title if line.section else "",
        "product_id": line.product_id,
        "product": line.product.number if line.product else "",
        "text": line.text,
        "detail": line.detail,
        "quantity": line.quantity,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "discount_ppm": line.discount_ppm,
        "tax_ppm": line.tax_ppm,
        "optional": line.optional,
        "net_cents": row.net_cents,
        "final_cents": row.final_cents,
    }


def _person(person: Employee | None) -> dict[str, Any] | None:
    if person is None:
        return None
    return {
        "id": person.pk,
        "name": str(person),
        "email": person.email,
        "phone": person.phone,
        "title": person.job_title,
    }
