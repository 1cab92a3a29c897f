"""The booking file: two lines per posting, the same bytes whatever language or day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta

from tandem.commissions.models import ProvisionSettings
from tandem.commissions.payroll.files import comma

from .month_end import MonthEnd

HEAD = ("Beleg", "Datum", "Konto", "Soll", "Haben", "Waehrung", "Text")


def booking_text(month: MonthEnd, settings: ProvisionSettings, currency: str) -> str:
    """UTF-8, semicolons and decimal comma. Commission and employer cost are put by on the last day of the month and
    taken back on the first of the next."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for document, day, account, cents, text in _lines(month, settings):
        debit, credit = (comma(cents), "") if cents > 0 else ("", comma(-cents))
        writer.writerow((document, day.strftime("%d.%m.%Y"), account, debit, credit, currency, text))
    return out.getvalue()


def _lines(month: MonthEnd, settings: ProvisionSettings) -> Iterator[tuple[str, date, str, int, str]]:
    parts = [
        ("P", settings.commission, month.owed, "Provision"),
        ("A", settings.employer, month.cost, "Arbeitgeberanteil"),
    ]
    for sign, day, ending, word in (
        (1, month.end - timedelta(days=1), "1", "Rueckstellung"),
        (-1, month.end, "2", "Aufloesung Rueckstellung"),
    ):
        for letter, account, cents, what in parts:
            if cents:
                document, text = f"RS{month.name}-{letter}{ending}", f"{word} {what} {month.name}"
                yield document, day, account, sign * cents, text
                yield document, day, settings.provision, -sign * cents, text
