"""Scoring all pairs of a table that share something, by Splink on DuckDB in this process."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from .contact_model import CONTACT_BLOCKS, CONTACTS, SURE_CONTACTS
from .customer_model import CUSTOMER_BLOCKS, CUSTOMERS, SURE_CUSTOMERS
from .model import Blocks, Comparison

ENOUGH_TO_COUNT = 5000  # rows from which chance agreement is counted in the book instead of assumed
PAIRS_TO_COUNT = 2_000_000
SURE_SHARE = 0.5  # of the pairs that are one, so many agree in what leaves no doubt
SMALLEST = 500  # in a book of five customers one sign would prove everything
FEWEST, MOST = 0.05, 1.0  # expected pairs for each row, whatever the sure ones say
MOST_SHARING = 40  # a switchboard or domain that more rows have is no sign of sameness
LISTS = {"phones", "mails", "domains", "addresses"}


@dataclass(frozen=True)
class Found:
    """Two rows that are likely to be one: ids in ascending order, likeness in ppm, level of each comparison."""

    left: int
    right: int
    score_ppm: int
    levels: dict[str, int]  # -1 unknown, 0 different, and up


def link_customers(rows: Sequence[dict[str, Any]], least_ppm: int, on_step: Callable[[], None]) -> Iterator[Found]:
    """Customers that are likely to be one."""
    return _link(rows, CUSTOMERS, CUSTOMER_BLOCKS, SURE_CUSTOMERS, least_ppm, on_step)


def link_contacts(rows: Sequence[dict[str, Any]], least_ppm: int, on_step: Callable[[], None]) -> Iterator[Found]:
    """Contacts that are likely to be one person."""
    return _link(rows, CONTACTS, CONTACT_BLOCKS, SURE_CONTACTS, least_ppm, on_step)


def _link(
    rows: Sequence[dict[str, Any]],
    comparisons: Sequence[Comparison],
    blocks: Blocks,
    sure: Sequence[tuple[str, ...]],
    least_ppm: int,
    on_step: Callable[[], None],
) -> Iterator[Found]:
    if len(rows) < 2:
        return
    with TemporaryDirectory() as folder, _database(Path(folder)) as database:
        api = DuckDBAPI(connection=database)
        linker = Linker(api.register(_table(rows)), _settings(_prior(rows, sure), comparisons, blocks), log_level=None)
        logging.getLogger("splink").setLevel(logging.ERROR)
        if len(rows) >= ENOUGH_TO_COUNT:
            on_step()
            linker.training.estimate_u_using_random_sampling(max_pairs=PAIRS_TO_COUNT, seed=1)
        on_step()
        found = linker.inference.predict(threshold_match_probability=least_ppm / 1_000_000, warning_mode="never")
        names = [comparison.name for comparison in comparisons]
        levels = ", ".join(f"gamma_{name}" for name in names)
        select = f"SELECT id_l, id_r, match_probability, {levels} FROM {found.physical_name} ORDER BY 3 DESC, 1, 2"  # noqa: S608  our own names
        answer = database.execute(select)
        while some := answer.fetchmany(2000):
            for left, right, probability, *values in some:
                score = min(round(probability * 1_000_000), 999_999)
                yield Found(min(left, right), max(left, right), score, dict(zip(names, values, strict=True)))


def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    """In memory, spilling into a folder of its own; it fetches nothing from anywhere."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": "1GB",
        "temp_directory": str(folder),
        "threads": "2",
    }
    return duckdb.connect(":memory:", config=settings)


def _prior(rows: Sequence[dict[str, Any]], sure: Sequence[tuple[str, ...]]) -> float:
    """How likely any two rows are one before anything is compared, from those that are without doubt."""
    pairs = 0
    for columns in sure:
        keys = [tuple(row[name] for name in columns) for row in rows]
        pairs += sum(n * (n - 1) // 2 for n in Counter(key for key in keys if all(key)).values())
    expected = min(max(pairs / SURE_SHARE, FEWEST * len(rows)), MOST * len(rows))
    count = max(len(rows), SMALLEST)
    return expected / (count * (count - 1) / 2)


def _settings(prior: float, comparisons: Sequence[Comparison], blocks: Blocks) -> SettingsCreator:
    rules: list[Any] = [
        block_on(*columns, arrays_to_explode=[explode]) if explode else block_on(*columns)
        for columns, explode in blocks
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        probability_two_random_records_match=prior,
        comparisons=[comparison.as_settings() for comparison in comparisons],
        blocking_rules_to_generate_predictions=rules,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
    )


def _table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    """Empty texts and lists become unknown; what too many share is left out."""
    columns: dict[str, pa.Array] = {}
    for name in rows[0]:
        values: list[Any] = [row[name] for row in rows]
        if name in LISTS:
            columns[name] = pa.array([kept or None for kept in _telling(values)], pa.list_(pa.string()))
        elif name in ("id", "customer"):
            columns[name] = pa.array(values, pa.int64())
        else:
            columns[name] = pa.array([value or None for value in values], pa.string())
    return pa.table(columns)


def _telling(values: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    count: dict[str, int] = {}
    for some in values:
        for value in some:
            count[value] = count.get(value, 0) + 1
    for some in values:
        yield [value for value in some if count[value] <= MOST_SHARING]
