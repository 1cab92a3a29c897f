"""Keeping the list of pairs in line with what a search has found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from tandem.customers.models import Contact, Customer, DuplicatePair, PairKind, PairState
from tandem.customers.models.pairs import UNDECIDED

from .evidence import reasons_of
from .keys import AT_ONCE

if TYPE_CHECKING:
    from .linking import Found


@dataclass(frozen=True)
class _Side:
    """What a pair names on one side."""

    customer: int
    contact: int | None


def store_pairs(kind: PairKind, found: Sequence[Found], *, at: datetime) -> int:
    """Bring the list in line with what was found; returns how many are undecided.

    New ones come in, undecided ones get their new score, and those that do not look alike any more go.
    """
    there = {_ends(row): row for row in DuplicatePair.objects.filter(kind=kind)}
    wanted = {(pair.left, pair.right): pair for pair in found}
    gone = [row.pk for ends, row in there.items() if ends not in wanted and row.state == PairState.OPEN]
    fresh = [pair for ends, pair in wanted.items() if ends not in there]
    changed = []
    for ends, pair in wanted.items():
        row = there.get(ends)
        if row is not None and row.undecided and (row.score_ppm, row.reasons) != (pair.score_ppm, reasons_of(pair)):
            row.score_ppm, row.reasons = pair.score_ppm, reasons_of(pair)
            changed.append(row)
    with transaction.atomic():
        DuplicatePair.objects.filter(pk__in=gone, state=PairState.OPEN).delete()
        DuplicatePair.objects.bulk_update(changed, ["score_ppm", "reasons"], 500)
        DuplicatePair.objects.bulk_create(_new_rows(kind, fresh, at), 1000, ignore_conflicts=True)
    return DuplicatePair.objects.filter(kind=kind, state__in=UNDECIDED).count()


def _ends(row: DuplicatePair) -> tuple[int, int]:
    if row.left_contact_id is not None and row.right_contact_id is not None:
        return row.left_contact_id, row.right_contact_id
    return row.left_customer_id, row.right_customer_id


def _new_rows(kind: PairKind, found: Iterable[Found], at: datetime) -> list[DuplicatePair]:
    """Only of those that are still there: somebody may have merged or removed one while the job compared."""
    found = list(found)
    sides = _sides(kind, {key for pair in found for key in (pair.left, pair.right)})
    return [
        DuplicatePair(
            kind=kind,
            left_customer_id=sides[pair.left].customer,
            right_customer_id=sides[pair.right].customer,
            left_contact_id=sides[pair.left].contact,
            right_contact_id=sides[pair.right].contact,
            score_ppm=pair.score_ppm,
            reasons=reasons_of(pair),
            found_at=at,
        )
        for pair in found
        if pair.left in sides and pair.right in sides
    ]


def _sides(kind: PairKind, keys: set[int]) -> Mapping[int, _Side]:
    wanted, sides = sorted(keys), dict[int, _Side]()
    for start in range(0, len(wanted), AT_ONCE):
        some: dict[str, Any] = {"pk__in": wanted[start : start + AT_ONCE], "merged_into": None}
        if kind == PairKind.CUSTOMER:
            sides |= {key: _Side(key, None) for key in Customer.objects.filter(**some).values_list("pk", flat=True)}
        else:
            rows = Contact.objects.filter(**some).values_list("pk", "customer")
            sides |= {key: _Side(customer, key) for key, customer in rows}
    return sides
