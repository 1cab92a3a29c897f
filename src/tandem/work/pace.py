"""When customers are due to be talked to and visited: always computed anew from what happened, never counted on.

A talk is a note of a call, visit or mail, a call that reached somebody, a visit report, or an answer to a request.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone

from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer, Lifecycle, Note, NoteKind
from tandem.tandems.models import CLASSES
from tandem.tandems.terms import Lists, Terms, terms_of

from .models import Answer, AnswerKind, Call, Outcome, Pace, VisitReport

LOT = 2000  # customers at a time
Latest = dict[int, datetime]


def refresh_paces(customer_ids: Collection[int] | None, at: datetime) -> None:
    """Compute the paces of these customers, or of all, anew: some ten statements per two thousand."""
    if customer_ids is None:
        customer_ids = list(Customer.objects.filter(merged_into=None).values_list("pk", flat=True))
    keys = sorted(customer_ids)
    lists = Lists.load() if keys else None
    for start in range(0, len(keys), LOT):
        assert lists is not None  # noqa: S101  for mypy: there are keys
        _refresh(keys[start : start + LOT], lists, at)


def _refresh(keys: Collection[int], lists: Lists, at: datetime) -> None:
    day = timezone.localdate(at)
    tandems = dict(Assignment.objects.filter(on_day(day), customer__in=keys).values_list("customer", "tandem"))
    terms = terms_of([None, *tandems.values()], at, lists=lists)
    talks, visits = talked(keys), visited(keys)
    known = Pace.objects.in_bulk(keys)
    rows = []
    for customer in _customers(keys):
        key = customer["pk"]
        visit = visits.get(key)
        talk = max(filter(None, (talks.get(key), visit)), default=None)
        former = known.get(key)
        off = former.put_off_until if former and former.talked_at == talk else None
        row = Pace(customer_id=key, talked_at=talk, visited_at=visit, put_off_until=off)
        if customer["lifecycle"] != Lifecycle.LOST:
            row.call_due_on, row.visit_due_on = _due(customer, talk, visit, terms[tandems.get(key)])
        rows.append(row)
    Pace.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["customer"],
        update_fields=["talked_at", "visited_at", "call_due_on", "visit_due_on", "put_off_until"],
    )
    Pace.objects.filter(customer__in=keys).exclude(customer__in=[row.customer_id for row in rows]).delete()


def _customers(keys: Collection[int]) -> Iterable[Mapping[str, Any]]:
    """Those that are there still: a merged one is talked to under its other name."""
    rows = Customer.objects.filter(pk__in=keys, merged_into=None)
    return rows.values("pk", "customer_class", "lifecycle", "since", "created_at")


def _due(
    customer: Mapping[str, Any], talk: datetime | None, visit: datetime | None, terms: Terms
) -> tuple[date | None, date | None]:
    """The days of the next call and the next visit; none where the class is not called or visited."""
    name = customer["customer_class"] if customer["customer_class"] in CLASSES else CLASSES[-1]
    begin = beginning(customer["since"], customer["created_at"])
    return _after(talk, begin, terms.calls.get(name)), _after(visit, begin, terms.visits.get(name))


def _after(last: datetime | None, begin: date, days: int | None) -> date | None:
    if days is None:
        return None
    return (timezone.localdate(last) if last else begin) + timedelta(days)


def beginning(since: date | None, created_at: datetime) -> date:
    """From which day a customer nobody has talked to is counted: the later of its first day and ours with it."""
    created = timezone.localdate(created_at)
    return max(since, created) if since else created


def talked(keys: Collection[int]) -> Latest:
    """When these customers were last talked to, but for visits; three statements."""
    notes = Note.objects.filter(customer__in=keys, removed_at=None, kind__in=[NoteKind.CALL, NoteKind.MAIL])
    calls = Call.objects.filter(customer__in=keys, removed_at=None).exclude(outcome=Outcome.MISSED)
    told = Answer.objects.filter(request__customer__in=keys, kind__in=[AnswerKind.CALL, AnswerKind.MAIL])
    return _latest(_last(notes, "customer"), _last(calls, "customer"), _last(told, "request__customer"))


def visited(keys: Collection[int]) -> Latest:
    """When these customers were last visited; two statements."""
    notes = Note.objects.filter(customer__in=keys, removed_at=None, kind=NoteKind.VISIT)
    reports = VisitReport.objects.filter(customer__in=keys).exclude(outcome=Outcome.MISSED)
    return _latest(_last(notes, "customer"), _last(reports, "customer"))


def _last(rows: QuerySet[Any], customer: str) -> Iterable[tuple[int, datetime]]:
    found: Iterable[tuple[int, datetime]] = (
        rows.order_by().values(customer).annotate(last=Max("at")).values_list(customer, "last")
    )
    return found


def _latest(*sources: Iterable[tuple[int, datetime]]) -> Latest:
    found: Latest = {}
    for source in sources:
        for key, last in source:
            found[key] = max(last, found.get(key, last))
    return found
