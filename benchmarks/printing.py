"""Run in a house's process: seconds for a quote of 40 lines as PDF, kept; and for bare Typst with the same lines.

Each paper has data of its own, so that nothing is answered from a cache. Prints {"seconds": …, "floor": …} as JSON.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django
from django.conf import settings

LINES, TIMES = 40, 15
BARE = b"""#let d = json(bytes(sys.inputs.data))
#set text(font: "Inter", size: 9pt)
#table(columns: 4, ..d.rows.flatten())
"""


def main() -> None:
    """Nothing of it stays: what is kept lies in a folder of its own, and its rows are taken back."""
    django.setup()
    from django.db import transaction

    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder, transaction.atomic():
        settings.MEDIA_ROOT = folder
        print(json.dumps({"seconds": _median(_house()), "floor": _median(_bare())}))
        transaction.set_rollback(True)


def _median(one: Callable[[int], None]) -> float:
    """Of fifteen papers; the first one, which loads the fonts, is passed over."""
    one(0)
    taken = []
    for number in range(1, TIMES + 1):
        begun = time.perf_counter()
        one(number)
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _house() -> Callable[[int], None]:
    """What printing a quote does, up to the bytes on the disk."""
    from tandem.core.actor import Actor
    from tandem.core.documents.keeping import make_document
    from tandem.customers.models import Customer
    from tandem.quotes.models import Quote
    from tandem.quotes.printing import quote_paper

    customer, now = Customer.objects.order_by("pk")[0], datetime.now(UTC)

    def one(number: int) -> None:
        quote = Quote(customer=customer, number=f"B-{number}", language="de", currency="EUR")
        paper = quote_paper(quote, _snapshot(number))
        make_document(customer, kind="bench", paper=paper, actor=Actor.system(now, "demo"), at=now, anew=True)

    return one


def _bare() -> Callable[[int], None]:
    import typst

    from tandem.core.documents.glyphs import FONTS

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler: Any = typst.Compiler(font_paths=fonts)

    def one(number: int) -> None:
        rows = [[str(line), f"Getriebemotor {number}-{line}", "2", f"{number}.{line:02d}"] for line in range(LINES)]
        compiler.compile(BARE, format="pdf", sys_inputs={"data": json.dumps({"rows": rows})}, pdf_standards=["a-2b"])

    return one


def _snapshot(number: int) -> dict[str, Any]:
    lines = [_line(number, position) for position in range(1, LINES + 1)]
    net = sum(line["net_cents"] for line in lines)
    rates = [{"tax_ppm": 190_000, "net": net, "tax": net * 19 // 100, "gross": net * 119 // 100}]
    totals = {
        "lines": net,
        "discount": 0,
        "net": net,
        "tax": net * 19 // 100,
        "gross": net * 119 // 100,
        "rates": rates,
    }
    option = {"name": "Angebot", "recommended": False, "reason": "", "values": {}, "lines": lines, "totals": totals}
    return {
        "language": "de", "currency": "EUR", "number": f"B-{number}", "revision": 1, "subject": f"Linie {number}",
        "customer_reference": "", "customer": {"number": "K1", "name": "Kunde", "vat_id": ""}, "sent_on": "2026-11-24",
        "valid_until": "2026-12-24", "people": {}, "options": [option], "attributes": [], "intro": "", "closing": "",
        "delivery_terms": "frei Haus", "payment_terms": "30 Tage", "tax_case": "domestic",
    }  # fmt: skip


def _line(number: int, position: int) -> dict[str, Any]:
    cents = number * 1000 + position
    return {
        "section": "", "product": f"P-{position}", "text": f"Getriebemotor {number}-{position}", "detail": "1,5 kW",
        "quantity": 2000, "unit": "pc", "unit_price": cents * 50, "discount_ppm": 0, "optional": False,
        "net_cents": cents,
    }  # fmt: skip


if __name__ == "__main__":
    main()
