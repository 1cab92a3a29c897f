"""The register of contracts as a file: one line per contract."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MOMENT, WHOLE, Field, Sheet, of
from tandem.core.exports.sheets import Rows

from .models import ContractStatus

COLUMNS = [
    *("pk", "number", "title", "status", "starts_on", "ends_on", "notice_days", "renewal_months", "created_at"),
    *("customer__number", "customer__name", "tandem__name", "quote__number", "amends__number"),
]


def _rows(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """One statement."""
    return rows.values_list(*COLUMNS, named=True)


REGISTER = Sheet(
    key="contracts",
    label=_("Contracts"),
    fields=(
        Field(_("Contract number"), of("number")),
        Field(_("Title"), of("title")),
        Field(_("Status"), of("status"), words=ContractStatus.choices),
        Field(_("Customer number"), of("customer__number")),
        Field(_("Customer"), of("customer__name")),
        Field(_("Tandem"), of("tandem__name")),
        Field(_("Begins on"), of("starts_on"), DAY),
        Field(_("Last day"), of("ends_on"), DAY),
        Field(_("Notice in days"), of("notice_days"), WHOLE),
        Field(_("Renewed by months"), of("renewal_months"), WHOLE),
        Field(_("Quote"), of("quote__number")),
        Field(_("Amends"), of("amends__number")),
        Field(_("Made"), of("created_at"), MOMENT),
    ),
    read=_rows,
)
