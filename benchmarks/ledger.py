"""The books at scale: `python -m benchmarks.ledger`; a million entries, posted, proven, taken back. Prints JSON."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

ENTRIES, LOT, PEOPLE = 1_000_000, 20_000, 200


def main() -> None:
    """Post as runs of months do, prove the whole chain, and leave the house as it was."""
    import django

    django.setup()
    from django.db import connection, transaction

    from tandem.commissions.checking import prove
    from tandem.commissions.posting import post
    from tandem.people.models import Employee

    if connection.vendor == "sqlite":  # a transaction of a gigabyte, which no run of pay has
        connection.cursor().execute("PRAGMA cache_size=-2000000")
    people = list(Employee.objects.values_list("pk", flat=True)[:PEOPLE])
    with transaction.atomic():
        began = time.process_time()
        for first in range(0, ENTRIES, LOT):
            years, month = divmod(first // LOT, 12)
            name = f"{2099 + years}-{month + 1:02d}"
            post(_drafts(first, people, date(2099 + years, month + 1, 1)), period=name)
        posting = time.process_time() - began
        began, used = time.perf_counter(), time.process_time()
        proof = prove()
        seconds, used = time.perf_counter() - began, time.process_time() - used
        transaction.set_rollback(True)
    if proof.breaks or proof.number < ENTRIES:
        raise RuntimeError(f"{len(proof.breaks)} breaks in {proof.number} entries")
    print(json.dumps({"posting": posting, "seconds": seconds, "cpu": used}))


def _drafts(first: int, people: list[int], day: date) -> list[Any]:
    from tandem.commissions.posting import Draft

    return [
        Draft(people[place % len(people)], "release", place % 90_000, "EUR", day, f"b|{place}")
        for place in range(first, first + LOT)
    ]


if __name__ == "__main__":
    main()
