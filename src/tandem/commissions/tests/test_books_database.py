"""What the database itself refuses: changing or deleting the books, posting into a closed period, opening it again."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, models, transaction

from tandem.commissions.models import Move, Period, Posting, PostingLine
from tandem.people.tests.factories import an_employee

pytestmark = [pytest.mark.django_db, pytest.mark.both]


def posted(number: int, period: str = "2026-03", **more: object) -> Posting:
    values: dict[str, object] = {
        "number": number,
        "day": date(2026, 3, 5),
        "period": period,
        "kind": Move.EARN,
        "about": f"o-{number}",
        "employee": an_employee(),
        "cents": 500,
        "currency": "EUR",
        "before": "0" * 64,
        "seal": f"{number:064d}",
    }
    row = Posting.objects.create(**values | more)
    PostingLine.objects.create(posting=row, account="expense", employee=row.employee, cents=500, currency="EUR")
    PostingLine.objects.create(posting=row, account="earned", employee=row.employee, cents=-500, currency="EUR")
    return row


def march(**more: object) -> Period:
    return Period.objects.create(name="2026-03", start=date(2026, 3, 1), end=date(2026, 4, 1), **more)


@pytest.mark.parametrize("model", [Posting, PostingLine])
def test_rows_of_the_books_are_neither_changed_nor_deleted(model: type[models.Model]) -> None:
    posted(1)
    rows = model._default_manager.all()
    before = list(rows.values())
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(cents=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows._raw_delete(rows.db)
    assert list(rows.values()) == before


def test_nothing_goes_into_a_closed_period() -> None:
    posted(1)
    march(closed_at=datetime(2026, 4, 2, tzinfo=UTC), closed_number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        posted(2)
    posted(2, "2026-04")
    assert list(Posting.objects.values_list("number", "period")) == [(1, "2026-03"), (2, "2026-04")]


def test_a_closed_period_stays_closed() -> None:
    period = march()
    Period.objects.update(closed_at=datetime(2026, 4, 2, tzinfo=UTC), closed_number=0)
    for forbidden in (
        lambda: Period.objects.update(closed_at=None, closed_number=None),
        lambda: Period.objects.filter(pk=period.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()
    assert Period.objects.get().closed_number == 0


def test_the_same_is_earned_once_and_reversed_once() -> None:
    first = posted(1, about="p|o-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        posted(2, about="p|o-1", employee=first.employee)
    posted(2, about="p|o-1", employee=first.employee, reverses=1, reason="wrong tandem")
    posted(3, about="p|o-1", employee=first.employee, turn=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        posted(4, about="p|o-1", employee=first.employee, reverses=1, reason="again")
    with pytest.raises(IntegrityError), transaction.atomic():
        posted(4, about="p|o-2", reverses=2)
    assert Posting.objects.count() == 3
