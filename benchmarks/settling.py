"""Settling at scale: `python -m benchmarks.settling reference | files | columns <folder>`; prints JSON.

Facts and files are made from a seed, once, under the folder; each measurement stands beside the plainest way.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from engines.commission import Case, Fact, Member, read_window, settle
from engines.commission.schema import read_plan
from engines.commission.windows import Window, window_of

FACTS, TANDEMS = 500_000, 1_000  # a million credits of two thousand people
LINES, PAIRS, MONTHS = 10_000_000, 2_000, 24
TIERS = ((0, 3), (5_000_000, 5), (10_000_000, 8))  # cents, percent
FIRST = date(2025, 1, 1)
PLAN: dict[str, object] = {
    "schema": 1,
    "components": [
        {
            "id": "revenue",
            "accumulate": "year",
            "tiers": [{"from_cents": start, "rate": f"{rate} %"} for start, rate in TIERS],
        }
    ],
}


def rows() -> Iterator[tuple[str, date, str, int]]:
    dice = random.Random("settle")
    for number in range(FACTS):
        day = date(2026, 1, 1) + timedelta(dice.randrange(365))
        yield f"o{number:07d}", day, f"T{dice.randrange(TANDEMS):04d}", dice.randrange(100, 1_000_000)


def people() -> Iterator[tuple[str, str, str, int]]:
    for number in range(TANDEMS):
        yield f"p{number:04d}a", f"T{number:04d}", "inside", 60
        yield f"p{number:04d}b", f"T{number:04d}", "field", 40


def reference(_folder: Path) -> dict[str, float]:
    """Facts in memory to amounts and rule ids."""
    facts = [
        Fact(name, "order", day, datetime(day.year, day.month, day.day, tzinfo=UTC), tandem, amount=cents)
        for name, day, tandem, cents in rows()
    ]
    members = [Member(person, tandem, role, Fraction(share)) for person, tandem, role, share in people()]
    case = Case(read_plan(PLAN), facts, members, read_window("2026"))
    seconds, result = timed(lambda: settle(case), time.process_time)  # of the processor: this is one thread
    same(len(result.entries), 2 * FACTS)
    plain, sums = timed(lambda: plain_loop(facts), time.process_time)
    same(sums, result.totals())
    return {"seconds": seconds, "plain": plain}


def plain_loop(facts: list[Fact]) -> dict[str, int]:
    """The same amounts without a reason for any of them."""
    base: dict[str, int] = {}
    sums: dict[str, int] = {}
    for fact in sorted(facts, key=lambda fact: (fact.day, fact.id)):
        before = base.get(fact.tandem, 0)
        base[fact.tandem] = after = before + int(fact.amount)
        line = plain_pay(after) - plain_pay(before)
        inside = (2 * line * 60 + 100) // 200
        number = fact.tandem[1:]
        sums[f"p{number}a"] = sums.get(f"p{number}a", 0) + inside
        sums[f"p{number}b"] = sums.get(f"p{number}b", 0) + line - inside
    return sums


def plain_pay(base: int) -> int:
    if base < 5_000_000:
        return (6 * base + 100) // 200
    if base < 10_000_000:
        return (10 * base - 20_000_000 + 100) // 200
    return (16 * base - 80_000_000 + 100) // 200


def files(folder: Path) -> dict[str, float]:
    """Files in, explained entries out, as the command does it; and the same files only read and written."""
    place = folder / "files"
    if not (place / "plan.json").exists():
        place.mkdir(parents=True, exist_ok=True)
        write_csv(place / "facts.csv", ["id", "date", "tandem", "amount_cents"], rows())
        write_csv(place / "members.csv", ["person", "tandem", "role", "share"], people())
        (place / "plan.json").write_text(json.dumps(PLAN))
    options = [f"--plan={place / 'plan.json'}", f"--facts={place / 'facts.csv'}", f"--members={place / 'members.csv'}"]
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as home:
        out = Path(home) / "out.json"

        def run() -> None:
            with out.open("w") as file:
                command = [sys.executable, "-m", "tandem.config.cli", "settle", *options, "--period=2026", "--json"]
                subprocess.run(command, stdout=file, check=True)

        def plain() -> None:
            found = json.loads(out.read_text())
            with (place / "facts.csv").open(newline="") as file:
                same(sum(1 for _row in csv.reader(file)), FACTS + 1)
            with out.open("w") as file:
                for entry in found["entries"]:
                    file.write(json.dumps(entry) + "\n")

        before = of_children()
        run()
        return {"seconds": of_children() - before, "plain": timed(plain, time.process_time)[0]}


def of_children() -> float:
    """Seconds of the processor that the commands run from here have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_csv(path: Path, header: list[str], lines: Iterator[tuple[object, ...]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)


def columns(folder: Path) -> dict[str, float]:
    """Totals and explained lines of ten million order lines, beside plain queries of the same Parquet file."""
    from engines.commission.columnar.backend import duck

    path = folder / "lines.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with duck() as connection:
            connection.execute(made(path))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as home, duck() as connection:
        connection.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet('{path}')")
        connection.execute(
            "CREATE TABLE seats AS SELECT t AS tandem, DATE '2000-01-01' AS start, DATE '2100-01-01' AS \"end\","
            f" 'p' || t || s AS person, w AS weight FROM range({PAIRS}) r(t), (VALUES ('a', 60), ('b', 40)) v(s, w)"
        )
        connection.execute(
            'CREATE TABLE pieces AS SELECT tandem, start, "end", min(person) AS person_1, 60::BIGINT AS weight_1,'
            " max(person) AS person_2, 40::BIGINT AS weight_2 FROM seats GROUP BY ALL"
        )
        totals, lines = ours(connection, Path(home))
        connection.execute("SELECT count(*), sum(cents) FROM facts").fetchall()  # the file is warm for all
        sums, totals_seconds = best(totals)
        plain_sums, plain_totals_seconds = best(lambda: plain_totals(connection))
        same(sums, plain_sums)
        count, lines_seconds = best(lines, 2)
        plain_count, plain_lines_seconds = best(lambda: plain_lines(connection, Path(home)), 2)
        same(count, plain_count)
    return {
        "totals": totals_seconds,
        "plain_totals": plain_totals_seconds,
        "lines": lines_seconds,
        "plain_lines": plain_lines_seconds,
        "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def made(path: Path) -> str:
    return (
        f"COPY (SELECT n AS id, FIRST + to_days((hash(n) % {MONTHS * 30})::INT) AS moment,"
        f" (FIRST + to_days((hash(n) % {MONTHS * 30})::INT))::DATE AS day, (hash(n, 1) % {PAIRS})::BIGINT AS tandem,"
        f" (100 + hash(n, 2) % 500000)::BIGINT AS cents FROM range({LINES}) r(n)) TO '{path}' (FORMAT parquet)"
    ).replace("FIRST", f"TIMESTAMP '{FIRST}'")


def ours(connection: Any, home: Path) -> tuple[Callable[[], Any], Callable[[], Any]]:
    from engines.commission.columnar.backend import Backend, table
    from engines.commission.columnar.expressions import totals
    from engines.commission.columnar.writing import Pools, write_lines
    from engines.commission.running import terms_of

    facts = table("facts", {"id": "int64", "moment": "timestamp", "day": "date", "tandem": "int64", "cents": "int64"})
    span = {"tandem": "int64", "start": "date", "end": "date"}
    seats = table("seats", {**span, "person": "string", "weight": "int64"})
    both = {"person_1": "string", "weight_1": "int64", "person_2": "string", "weight_2": "int64"}
    pieces = table("pieces", {**span, **both})
    terms = terms_of(read_plan(PLAN).components[0], None)
    backend = Backend("duckdb", lambda sql: connection.execute(sql).fetchall())
    found = totals(facts, seats, terms, accumulate="month", period="month", whole=100)
    pools = Pools(facts, pieces, terms, "month", 2, 100, vacant=False)

    def sums() -> Any:
        return backend.rows(found.aggregate(rows=found.count(), cents=found.cents.sum().cast("int64")))

    def explained() -> Any:
        written = write_lines(connection, pools, list(windows()), home)
        names = ", ".join(f"'{path}'" for path in written)
        return lambda: connection.execute(
            f"SELECT count(*), sum(line)::BIGINT, sum(cents_1)::BIGINT FROM read_parquet([{names}])"
        ).fetchall()

    return sums, explained


def windows() -> Iterator[Window]:
    window = window_of(FIRST, "month")
    for _month in range(MONTHS):
        yield window
        window = window_of(window.end, "month")


PAY = (
    "CASE WHEN {0} < 5000000 THEN (6 * {0} + 100) // 200 WHEN {0} < 10000000 THEN (10 * {0} - 20000000 + 100) // 200"
    " ELSE (16 * {0} - 80000000 + 100) // 200 END"
)


def plain_totals(connection: Any) -> Any:
    """What a person would write who wants the figures and nothing else."""
    query = (
        "WITH sums AS (SELECT tandem, date_trunc('month', day) AS month, sum(cents)::BIGINT AS cents"
        " FROM facts GROUP BY ALL),"
        f" pools AS (SELECT *, {PAY.format('cents')} AS pool FROM sums),"
        " shares AS (SELECT *, (2 * pool * 60 + 100) // 200 AS inside FROM pools)"
        " SELECT 2 * count(*), sum(inside + (pool - inside))::BIGINT FROM shares"
    )
    return connection.execute(query).fetchall()


def plain_lines(connection: Any, home: Path) -> Any:
    """The same for lines: one query over all, without tiers, sums before, people or weights."""
    path = home / "plain.parquet"
    query = (
        "WITH sums AS (SELECT *, sum(cents) OVER (PARTITION BY tandem, date_trunc('month', day) ORDER BY moment, id"
        " ROWS UNBOUNDED PRECEDING)::BIGINT AS after FROM facts),"
        f" pools AS (SELECT *, {PAY.format('after')} - ({PAY.format('(after - cents)')}) AS line FROM sums)"
        " SELECT id, tandem, day, cents, after, line, (2 * line * 60 + 100) // 200 AS cents_1,"
        " line - (2 * line * 60 + 100) // 200 AS cents_2 FROM pools"
    )
    connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
    return lambda: connection.execute(
        f"SELECT count(*), sum(line)::BIGINT, sum(cents_1)::BIGINT FROM read_parquet('{path}')"
    ).fetchall()


def same(one: object, other: object) -> None:
    """A figure over answers that differ would be a lie."""
    if one != other:
        raise RuntimeError(f"{one} is not {other}")


def best(work: Callable[[], Any], times: int = 3) -> tuple[Any, float]:
    """The answer, and the fastest of some runs; an answer to be asked for later is not timed."""
    runs = [timed(work) for _run in range(times)]
    answer = runs[-1][1]
    return (answer() if callable(answer) else answer), min(seconds for seconds, _answer in runs)


def timed(work: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    start = clock()
    answer = work()
    return clock() - start, answer


if __name__ == "__main__":
    parts: dict[str, Callable[[Path], dict[str, float]]] = {"reference": reference, "files": files, "columns": columns}
    print(json.dumps(parts[sys.argv[1]](Path(sys.argv[2]))))
