"""Which tax falls on a sale: the seller's country, the buyer's country and VAT id, the class of the goods, the day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from tandem.core.spans import on_day

from .models import TaxClass, TaxRate

# fmt: off
UNION = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})
# fmt: on
DOMESTIC, REVERSE, EXPORT = "domestic", "reverse_charge", "export"


@dataclass(frozen=True)
class TaxBook:
    """The rates that hold for one buyer on one day; without tax across the border, and why."""

    case: str  # domestic, reverse_charge or export
    rates: Mapping[str, int]

    def rate(self, tax_class: str) -> int:
        """Parts per million; 0 across the border, for goods free of tax, and where no rate is kept."""
        return self.rates.get(tax_class, 0) if self.case == DOMESTIC else 0


def tax_case(country: str, vat_id: str) -> str:
    """At home and to private buyers of the union the home rate; to its businesses, and beyond it, none."""
    home = settings.TANDEM_COUNTRY
    if country == home:
        return DOMESTIC
    if country not in UNION or home not in UNION:
        return EXPORT
    return REVERSE if vat_id.strip() else DOMESTIC


def tax_book(country: str, vat_id: str, on: date) -> TaxBook:
    """The rates for a buyer in a country; one statement."""
    rows = TaxRate.objects.filter(on_day(on), country=settings.TANDEM_COUNTRY)
    rates = dict(rows.values_list("tax_class", "ppm"))
    rates.pop(TaxClass.EXEMPT, None)
    return TaxBook(tax_case(country, vat_id), rates)
