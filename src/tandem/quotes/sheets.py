"""Quotes as a file: one line per quote. Nothing of cost or margin."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MOMENT, MONEY, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows

from .models import QuoteStatus

COLUMNS = [
    *("pk", "number", "subject", "status", "revision", "created_at", "sent_at", "valid_until", "net_cents", "currency"),
    *("customer__number", "customer__name", "tandem__name", "contact__first_name", "contact__last_name"),
    *("created_by__first_name", "created_by__last_name", "customer_reference", "acceptance__at"),
]


def _rows(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """One statement."""
    return rows.values_list(*COLUMNS, named=True)


def _contact(row: Any) -> str:
    return f"{row.contact__first_name or ''} {row.contact__last_name or ''}".strip()


def _maker(row: Any) -> str:
    return f"{row.created_by__first_name or ''} {row.created_by__last_name or ''}".strip()


BY_QUOTE = Sheet(
    key="quotes",
    label=_("Quotes"),
    fields=(
        Field(_("Quote number"), of("number")),
        Field(_("Subject"), of("subject")),
        Field(_("Status"), of("status"), words=QuoteStatus.choices),
        Field(_("Revision"), of("revision"), WHOLE),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Contact"), _contact),
        Field(_("Tandem"), of("tandem__name")),
        Field(_("Made by"), _maker),
        Field(_("Made on"), of("created_at"), MOMENT),
        Field(_("Sent"), of("sent_at"), MOMENT),
        Field(_("Valid until"), of("valid_until"), DAY),
        Field(_("Accepted"), of("acceptance__at"), MOMENT),
        Field(_("Net"), of("net_cents"), MONEY),
        Field(_("Currency"), of("currency")),
        Field(_("Customer's reference"), of("customer_reference")),
    ),
    read=_rows,
)
