"""Proving the books at scale: `python -m benchmarks.ledger`; a million entries, taken back afterwards. Prints JSON."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

ENTRIES, LOT, PEOPLE = 1_000_000, 20_000, 200


def main() -> None:
    """Write the entries, prove the whole chain, and leave the house as it was."""
    import django

    django.setup()
    from django.db import connection, transaction

    from engines.commission import ledger
    from tandem.commissions.checking import prove
    from tandem.commissions.models import LedgerHead, Posting, PostingLine
    from tandem.commissions.names import person_id
    from tandem.core.bulk import insert_values, take_ids
    from tandem.people.models import Employee

    if connection.vendor == "sqlite":  # a transaction of a gigabyte, which no run of pay has
        connection.cursor().execute("PRAGMA cache_size=-2000000")
    people = list(Employee.objects.values_list("pk", flat=True)[:PEOPLE])
    with transaction.atomic():
        head = LedgerHead.objects.first() or LedgerHead.objects.create(pk=1, seal=ledger.START)
        last = ledger.Posting(head.number, date.min, "", "", "", (), "", head.seal) if head.number else None
        for first in range(0, ENTRIES, LOT):
            keys, rows, lines = take_ids(Posting, LOT), [], []
            for place, key in enumerate(keys, first):
                person, cents = people[place % len(people)], place % 90_000
                last = ledger.sealed(
                    last, day=date(2099, 1, 1 + place % 28), period="2099-01", kind="release", about=f"b|{place}",
                    lines=ledger.move("release", person_id(person), cents, "EUR"),
                )  # fmt: skip
                rows.append(_row(key, last, person, cents))
                lines += [[line.account, key, person, line.cents, "EUR"] for line in last.lines]
            insert_values(Posting, NAMES, rows)
            keys = take_ids(PostingLine, len(lines))
            insert_values(PostingLine, LINE_NAMES, [[key, *line] for key, line in zip(keys, lines, strict=True)])
        assert last is not None  # noqa: S101  a million of them
        LedgerHead.objects.filter(pk=1).update(number=last.number, seal=last.seal)
        began = time.perf_counter()
        proof = prove()
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    print(json.dumps({"seconds": seconds, "entries": proof.number, "breaks": len(proof.breaks)}))


NAMES = (
    "id", "number", "day", "period", "kind", "about", "turn", "employee", "cents", "currency", "component", "rule",
    "fact", "deal", "joint", "detail", "before", "seal", "reason",
)  # fmt: skip
LINE_NAMES = ("id", "account", "posting", "employee", "cents", "currency")


def _row(key: int, sealed: Any, person: int, cents: int) -> list[Any]:
    return [
        key, sealed.number, sealed.day.isoformat(), sealed.period, sealed.kind, sealed.about, 0, person, cents, "EUR",
        "", "", "", "", False, "", sealed.before, sealed.seal, "",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
