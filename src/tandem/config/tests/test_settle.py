"""tandem settle on files: exit code, JSON, table, and no database."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tandem.config.cli import main

pytestmark = pytest.mark.once
EXAMPLES = Path(__file__).resolve().parents[4] / "docs/examples/settle"


def arguments(folder: Path, period: str, *more: str) -> list[str]:
    files = [part for name in ("plan.toml", "facts.csv", "members.csv") for part in (f"--{name.split('.')[0]}", name)]
    return ["settle", *[str(folder / part) if "." in part else part for part in files], "--period", period, *more]


def totals(text: str) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for entry in json.loads(text)["entries"]:
        sums[entry["person"]] += entry["amount_cents"]
    return sums


@pytest.mark.parametrize("folder", sorted(EXAMPLES.iterdir()), ids=lambda folder: folder.name)
def test_each_documented_example(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected: dict[str, dict[str, int]] = defaultdict(dict)
    for row in csv.DictReader((folder / "expected.csv").read_text().splitlines()):
        expected[row["period"]][row["person"]] = int(row["amount_cents"])
    for period, sums in expected.items():
        assert main(arguments(folder, period, "--json")) == 0
        assert totals(capsys.readouterr().out) == sums


def test_an_entry_has_these_fields(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(EXAMPLES / "01-marginal", "2026-03", "--json", "--language", "de")) == 0
    found = json.loads(capsys.readouterr().out)
    (entry,) = found["entries"]
    assert found["errors"] == []
    assert list(entry) == ["person", "period", "amount_cents", "currency", "rule", "inputs", "why"]
    assert (entry["person"], entry["period"], entry["amount_cents"]) == ("anna", "2026-03", 560_000)
    assert entry["why"].startswith("revenue: Auftrag o1 vom 05.03.2026 zählt 120.000,00 EUR")


def test_a_table_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(EXAMPLES / "09-recoverable-draw", "2026-02")) == 0
    text = capsys.readouterr().out
    assert text.startswith("anna  2026-02  2,100.00 EUR\n")
    assert "500.00 EUR of the draw recovered, balance 0.00 EUR" in text


def test_wrong_input_is_told_with_file_line_and_field(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("plan.toml", "members.csv"):
        (tmp_path / name).write_text((EXAMPLES / "01-marginal" / name).read_text())
    (tmp_path / "facts.csv").write_text("id,date,tandem,amount\no1,2026-03-05,A,1\no1,2026-03-06,A,many\n")
    assert main(arguments(tmp_path, "2026-03", "--json")) == 2
    answer = capsys.readouterr()
    found = json.loads(answer.out)
    assert (found["entries"], answer.err) == ([], "")
    assert [(Path(row["file"]).name, row["line"], row["field"]) for row in found["errors"]] == [
        ("facts.csv", 3, "amount"),
        ("facts.csv", 3, "id"),
    ]
    assert all(set(row) == {"file", "line", "field", "message"} for row in found["errors"])
    assert main(arguments(tmp_path, "2026-03")) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert 'facts.csv:3: amount: "many" is not an amount such as 1234.56' in answer.err


def test_a_file_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path, "2026-03", "--json")) == 2
    assert len(json.loads(capsys.readouterr().out)["errors"]) == 3


def test_same_bytes_whatever_the_machine_is_set_to() -> None:
    """Without settings and database, in other time zones and locales, with other hash seeds."""
    answers = set()
    for seed, zone, locale in (("1", "UTC", "C"), ("2", "Asia/Tokyo", "de_DE.UTF-8"), ("3", "America/Lima", "C.UTF-8")):
        run = subprocess.run(
            [sys.executable, "-m", "tandem.config.cli", *arguments(EXAMPLES / "14-seats-in-time", "2026-03", "--json")],
            env={**clean(), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale},
            capture_output=True,
            check=True,
        )
        answers.add(run.stdout)
    assert len(answers) == 1


def clean() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TANDEM", "DJANGO")) and name not in ("LANG", "LC_ALL")
    }


def test_a_slip_of_a_kind_ends_with_2_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.toml").write_text('schema = 1\n[[components]]\nid = "a"\nrate = "10 %"\ntrigger = "invoice"\n')
    (tmp_path / "members.csv").write_text("person,tandem\nanna,A\n")
    rows = "id,kind,date,tandem,amount\no1,invoice,2026-03-05,A,100\no2,invoce,2026-03-06,A,100\n"
    (tmp_path / "facts.csv").write_text(rows)
    assert main(arguments(tmp_path, "2026-03", "--json")) == 2
    found = json.loads(capsys.readouterr().out)
    assert found["entries"] == []
    (problem,) = found["errors"]
    assert (Path(problem["file"]).name, problem["line"], problem["field"]) == ("facts.csv", 3, "kind")
    assert "did you mean invoice?" in problem["message"]


def test_a_day_without_a_seat_is_said_beside_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "plan.toml").write_text('schema = 1\n[[components]]\nid = "a"\nrate = "10 %"\n')
    (tmp_path / "members.csv").write_text("person,tandem,from\nanna,A,2026-03-10\n")
    (tmp_path / "facts.csv").write_text("id,date,tandem,amount\no1,2026-03-09,A,100\no2,2026-03-10,A,100\n")
    assert main(arguments(tmp_path, "2026-03", "--json")) == 0
    told = capsys.readouterr()
    assert totals(told.out) == {"anna": 1000}
    assert told.err.endswith("facts.csv:2: date: A has no seat on 2026-03-09: nobody is credited\n")
