"""The two files, made from kept lines alone: the same lines give the same bytes whatever language or day."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from engines.commission import Window
from tandem.commissions.models import PayrollSettings

from .lines import PayLine, plain_number

CSV_HEAD = ("Personalnummer", "Name", "Zeitraum", "Lohnart", "Bearbeitungsschluessel", "Betrag", "Waehrung")
RECORD = "u_lod_bwd_buchung_standard"
FIELDS = ("abrechnung_zeitraum", "pnr", "la_eigene", "bs_nr", "bs_wert_butab")


def csv_text(lines: Iterable[PayLine], month: Window) -> str:
    """UTF-8, semicolons and decimal comma, as German payroll programs read it; head and names never change."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    for line in lines:
        row = (line.number, _safe(line.name), month.name, line.wage_type, line.key, comma(line.cents), line.currency)
        writer.writerow(row)
    return out.getvalue()


def lodas_text(lines: Iterable[PayLine], month: Window, settings: PayrollSettings, *, test: bool = False) -> str:
    """DATEV LODAS, ASCII import: head, description of the records, one record of movement data per line.

    `la_eigene` is the firm's own wage type, `bs_nr` the processing key, `bs_wert_butab` the value.
    """
    head = [
        "[Allgemein]",
        "Ziel=LODAS",
        "Version_SST=1.0",
        f"BeraterNr={settings.consultant}",
        f"MandantenNr={settings.client}",
        "Datumsformat=TT.MM.JJJJ",
        "Feldtrennzeichen=;",
        "Zahlenkomma=,",
        "Kommentarzeichen=*",
    ]
    note = ["* TEST: nicht abrechnen"] if test else []
    shape = ";".join(f"{name}#bwd" for name in FIELDS)
    day = month.start.strftime("%d.%m.%Y")
    records = [
        f"1;{day};{plain_number(line.number)};{line.wage_type};{line.key};{comma(line.cents)};" for line in lines
    ]
    rows = [*head, *note, "[Satzbeschreibung]", f"1;{RECORD};{shape};", "[Bewegungsdaten]", *records]
    return "\r\n".join(rows) + "\r\n"


def comma(cents: int) -> str:
    """934,56"""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole},{rest:02d}"


def _safe(text: str) -> str:
    """No cell begins as a formula of a table program would."""
    return f"'{text}" if text[:1] in "=+-@\t" else text
