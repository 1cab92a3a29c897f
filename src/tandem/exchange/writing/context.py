"""What all writers share: the plan, who writes when, and which records are there already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.events import Draft
from tandem.customers.models import Assignment
from tandem.exchange.mapping import Record
from tandem.exchange.planning import Plan
from tandem.exchange.profile import Profile
from tandem.exchange.targets import TARGETS
from tandem.tandems.models import Tandem

T = TypeVar("T")
Progress = Callable[[int], None]
BATCH = 500
NOON = time(12)


@dataclass
class Context:
    """One import in the writing. `keys` maps the source's keys of a kind to the rows that exist."""

    profile: Profile
    plan: Plan
    actor: Actor
    at: datetime
    progress: Progress
    keys: dict[str, dict[str, int]] = field(default_factory=dict)
    _first: dict[tuple[str, date], str] = field(default_factory=dict)
    _groups: dict[str, dict[str, list[Record]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, target in TARGETS.items():
            if not target.part_of:
                self.keys[kind] = self.existing(target.model)
        self.keys["tandem"] = self.existing(Tandem)

    def existing(self, model: type[models.Model]) -> dict[str, int]:
        """Rows of this source by their key there."""
        prefix = self.stamp("")
        rows = model._default_manager.filter(source_key__startswith=prefix).values_list("source_key", "pk")
        return {str(stamped).removeprefix(prefix): int(key) for stamped, key in rows}

    def stamp(self, key: str) -> str:
        """The key as rows keep it: with the name of the source."""
        return f"{self.profile.source}:{key}"

    def records(self, kind: str) -> Sequence[Record]:
        """The records of a kind, in the order of their file."""
        return list(self.plan.records[kind].values())

    def of_customer(self, kind: str, key: str) -> Sequence[Record]:
        """The sites, contacts or orders of a customer."""
        if kind not in self._groups:
            groups: dict[str, list[Record]] = {}
            for record in self.records(kind):
                groups.setdefault(record.values["customer"], []).append(record)
            self._groups[kind] = groups
        return self._groups[kind].get(key, [])

    def is_first_of_day(self, order: Record) -> bool:
        """Whether it is the customer's first one of its day: that one tells of a new owner."""
        if not self._first:
            for other in sorted(self.records("order"), key=lambda record: record.values["rank"]):
                self._first.setdefault((other.values["customer"], other.values["ordered_on"]), other.key)
        return self._first[order.values["customer"], order.values["ordered_on"]] == order.key

    def split(self, records: Iterable[Record]) -> list[Record]:
        """The records that are missing; the rest is counted as unchanged."""
        missing = []
        for record in records:
            if record.key in self.keys[record.kind]:
                count_unchanged(record)
            else:
                missing.append(record)
        return missing

    def add(self, records: Sequence[Record], rows: Sequence[models.Model]) -> None:
        """Write the rows of missing records; from now on they are there."""
        if not rows:
            return
        type(rows[0])._default_manager.bulk_create(rows, BATCH)
        for record, row in zip(records, rows, strict=True):
            self.keys[record.kind][record.key] = row.pk
            count_created(record)

    def id_of(self, kind: str, key: str | None) -> int | None:
        """The row behind a link."""
        return self.keys[kind][key] if key else None


def count_created(record: Record) -> None:
    """Report a row that became a record."""
    if record.table is not None:
        record.table.report.created += 1


def count_unchanged(record: Record) -> None:
    """Report a row whose record was there already."""
    if record.table is not None:
        record.table.report.unchanged += 1


def chunks(things: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    """The things in slices of that size."""
    return (things[i : i + size] for i in range(0, len(things), size))


def some(values: dict[str, Any], *names: str) -> dict[str, Any]:
    """The named values that are there."""
    return {name: values[name] for name in names if values.get(name) is not None}


def noon(day: date) -> datetime:
    """The instant that stands for a day of which we know no time."""
    return datetime.combine(day, NOON, timezone.get_default_timezone())


def assigned(context: Context, row: Assignment) -> Draft:
    """The event that tells of an owner."""
    names = {tandem.key: tandem.name for tandem in context.plan.tandems}
    keys = {pk: key for key, pk in context.keys["tandem"].items()}
    name = names.get(keys.get(row.tandem_id, ""), "")
    return Draft(
        "customer.assigned",
        noon(row.start),
        [("customer", row.customer_id), ("tandem", row.tandem_id)],
        {"tandem": name, "from": row.start.isoformat(), "reason": row.reason},
    )
