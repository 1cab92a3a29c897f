"""Lines in files: whatever goes into one file, every line is the one that a month alone would give."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from engines.commission.columnar.backend import duck, fill, table
from engines.commission.columnar.writing import Pools, write_lines
from engines.commission.running import terms_of
from engines.commission.schema import read_plan
from engines.commission.windows import Window, window_of

pytestmark = pytest.mark.once
FACTS = {"id": "int64", "moment": "timestamp", "day": "date", "tandem": "int64", "cents": "int64"}
PIECES = {"tandem": "int64", "start": "date", "end": "date", "person_1": "string", "weight_1": "int64"}
TIERS = [{"from_cents": 0, "rate": "3 %"}, {"from_cents": 1_000_000, "rate": "5 %"}]
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days) for days in range(0, 120, 2)]  # 16, 14, 15 and 15 days of January to April
Line = tuple[object, ...]


def months(*skipped: str) -> list[Window]:
    found, window = [], window_of(FIRST, "month")
    while window.start < date(2026, 5, 1):
        found.append(window)
        window = window_of(window.end, "month")
    return [window for window in found if window.name not in skipped]


def written(folder: Path, windows: list[Window], rows: int) -> tuple[list[str], list[Line]]:
    terms = terms_of(read_plan({"schema": 1, "components": [{"id": "own", "tiers": TIERS}]}).components[0], None)
    with duck() as connection:
        facts = [(n, f"{day} 12:00:00", day, n % 2, 123_457) for n, day in enumerate(DAYS)]
        fill(connection, "facts", FACTS, facts)
        fill(connection, "pieces", PIECES, [(one, FIRST, date(2027, 1, 1), f"p{one}", 100) for one in (0, 1)])
        pools = Pools(table("facts", FACTS), table("pieces", PIECES), terms, "month", 1, 100, vacant=False)
        files = write_lines(connection, pools, windows, folder, rows=rows)
        found = connection.read_parquet([str(file) for file in files]).order("id").fetchall()
        return [file.name for file in files], found


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (1, ["2026-01", "2026-02", "2026-03", "2026-04"]),
        (30, ["2026-01", "2026-03"]),
        (45, ["2026-01", "2026-04"]),
        (60, ["2026-01"]),
    ],
)
def test_a_file_holds_as_many_windows_as_there_is_room_for(tmp_path: Path, rows: int, names: list[str]) -> None:
    files, lines = written(tmp_path, months(), rows)
    assert files == [f"lines-{name}.parquet" for name in names]
    assert len(lines) == len(DAYS)
    assert lines == written(tmp_path, months(), 1)[1]
    assert [line[4] for line in lines[:5]] == [0, 0, 123_457, 123_457, 246_914]  # what was sold before
    assert lines[16][4] == 0  # February begins anew


def test_what_lies_between_two_windows_is_in_none(tmp_path: Path) -> None:
    files, lines = written(tmp_path, months("2026-02"), 60)
    assert files == ["lines-2026-01.parquet", "lines-2026-03.parquet"]
    assert len(lines) == len([day for day in DAYS if day.month != 2])
