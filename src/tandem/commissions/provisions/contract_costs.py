"""What it cost to obtain new contracts, written off over their term (IFRS 15.91 to 94), out of the books.

A contract costs what its order paid in commission, with employer cost, from the month in which it was countersigned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from engines.commission.numbers import half_up
from engines.commission.provisions import written_off
from tandem.commissions.models import Move, Posting, ProvisionSettings
from tandem.commissions.months import month_label
from tandem.contracts.models import Contract, Side, Signature
from tandem.core.actor import Actor
from tandem.core.models import Event, EventSubject
from tandem.orders.models import Order

from .rules import shown
from .standing import BookMonth, book_months, cost_of_month, employer_costs

COLUMNS = ("pk", "number", "starts_on", "ends_on", "termination__ends_on", "termination__at", "signed_at")


@dataclass(frozen=True)
class Cost:
    """One contract. `plan` holds cents by month, counted in months of all time."""

    pk: int
    number: str
    months: int
    ends_on: date
    capitalised: int
    plan: Mapping[int, int] = field(repr=False)
    added: Mapping[int, int] = field(repr=False)

    def until(self, month: int) -> int:
        """Written off up to a month and in it."""
        return sum(cents for due, cents in self.plan.items() if due <= month)

    def left(self, month: int) -> int:
        """What is still to be written off at its end."""
        return sum(cents for due, cents in self.added.items() if due <= month) - self.until(month)


@dataclass(frozen=True)
class CostMonth:
    """All contracts in a month: `opening + added - written = closing`."""

    label: str
    opening: int
    added: int
    written: int
    closing: int
    ahead: bool  # nothing is added to what lies ahead: it is what the schedules say


@dataclass(frozen=True)
class CostRow:
    """A contract as the page shows it, at the end of the newest locked month."""

    number: str
    months: int
    ends_on: date
    capitalised: int
    monthly: int
    written: int
    left: int


@dataclass(frozen=True)
class CostPage:
    """The page; `hidden` contracts are in the sums only."""

    label: str
    capitalised: int
    left: int
    currency: str
    rows: Sequence[CostRow]
    hidden: int
    months: Sequence[CostMonth]


def month_number(day: date) -> int:
    """Months in a row, whatever the year."""
    return day.year * 12 + day.month - 1


def month_name(number: int) -> str:
    """2026-03"""
    return f"{number // 12}-{number % 12 + 1:02d}"


def costs_page(actor: Actor, settings: ProvisionSettings, *, currency: str = "EUR") -> CostPage:
    """Twelve months back and twelve ahead; contracts as far as the reader may see their tandem."""
    closed = [month for month in book_months(actor.today) if month.closed_at]
    if not closed:
        return CostPage("", 0, 0, currency, [], 0, [])
    now, costs = month_number(closed[-1].start), contract_costs(closed, settings, currency)
    seen = set(visible_costs_of(actor).filter(pk__in=[one.pk for one in costs]).values_list("pk", flat=True))
    running = [one for one in costs if one.left(now)]
    rows = [
        CostRow(
            one.number, one.months, one.ends_on, one.capitalised, one.plan.get(now, 0), one.until(now), one.left(now)
        )
        for one in running
        if one.pk in seen
    ]
    return CostPage(
        label=month_label(closed[-1].name),
        capitalised=sum(one.capitalised for one in running),
        left=sum(one.left(now) for one in running),
        currency=currency,
        rows=sorted(rows, key=lambda row: (-row.left, row.number)),
        hidden=len(running) - len(rows),
        months=_months(costs, now),
    )


def _months(costs: Sequence[Cost], now: int) -> list[CostMonth]:
    added, written = defaultdict[int, int](int), defaultdict[int, int](int)
    for one in costs:
        for sums, rows in ((added, one.added), (written, one.plan)):
            for month, cents in rows.items():
                sums[month] += cents
    found: list[CostMonth] = []
    left = sum(cents for month, cents in added.items() if month < now - 11)
    left -= sum(cents for month, cents in written.items() if month < now - 11)
    for month in range(now - 11, now + 13):
        closing = left + added[month] - written[month]
        if left or closing or added[month]:
            found.append(
                CostMonth(month_label(month_name(month)), left, added[month], written[month], closing, month > now)
            )
        left = closing
    return found


def visible_costs_of(actor: Actor) -> QuerySet[Contract]:
    """Contracts whose cost the reader may see: it tells what two people were paid."""
    return Contract.objects.filter(shown(actor, "tandem__team"))


def contract_costs(closed: Sequence[BookMonth], settings: ProvisionSettings, currency: str) -> list[Cost]:
    """Of all new contracts with a term that is long enough; four statements. What an order cost counts once."""
    rates = employer_costs()
    rate = {month.name: cost_of_month(rates, month) for month in closed}
    paid, ends = _paid(rate, currency), _first_ends()
    contracts: dict[int, dict[str, Any]] = {}
    earned: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in _contracts().values(*COLUMNS, "quote__orders__number"):
        contracts[row["pk"]] = row
        since = month_number(timezone.localdate(row["signed_at"]))
        for month, cents in paid.pop(row["quote__orders__number"], {}).items():
            if month_name(max(month, since)) in rate:
                earned[row["pk"]][max(month, since)] += cents
    found = [_cost(contracts[key], added, ends.get(key)) for key, added in earned.items() if any(added.values())]
    return [one for one in found if one is not None and one.months >= settings.least_months]


def _cost(row: Mapping[str, Any], added: Mapping[int, int], first_end: date | None) -> Cost | None:
    """None where the contract has no end: then its term is for people to estimate."""
    start, end = row["starts_on"], first_end or row["ends_on"]
    if end is None:
        return None
    first = month_number(start)
    months = max(month_number(end + timedelta(days=1)) - first + ((end + timedelta(days=1)).day > start.day), 1)
    plan = written_off(added, first, months, stopped=_stopped(row))
    return Cost(row["pk"], row["number"], months, end, sum(added.values()), plan, added)


def _contracts() -> QuerySet[Contract]:
    """Countersigned ones that change no other, one row for each order of their quotes."""
    ours = Signature.objects.filter(contract=OuterRef("pk"), side=Side.US)
    rows = Contract.objects.filter(amends=None, quote__orders__confirmation__isnull=False)
    return rows.annotate(signed_at=Subquery(ours.values("at")[:1])).filter(signed_at__isnull=False).order_by("pk")


def _paid(rate: Mapping[str, Fraction], currency: str) -> dict[str, dict[int, int]]:
    """By order and month what was earned with it, employer cost on top."""
    orders = Order.objects.filter(quote__contracts__isnull=False).values("number")
    rows = Posting.objects.filter(kind=Move.EARN, deal__in=orders, period__in=[*rate], currency=currency).order_by()
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for deal, period, cents in rows.values_list("deal", "period").annotate(sum=Sum("cents")):
        month = int(period[:4]) * 12 + int(period[5:]) - 1
        found[deal][month] = half_up(cents * (1 + rate[period]))
    return found


def _first_ends() -> dict[int, date]:
    """The last day that was agreed on at first, before a renewal or notice moved it."""
    moved = Event.objects.filter(verb__in=["contract.renewed", "contract.terminated"])
    rows = EventSubject.objects.filter(kind=Contract.ref_kind, event__in=moved.values("pk")).order_by("-event")
    found = {}
    for key, data in rows.values_list("object_id", "event__data"):
        if old := data.get("changes", {}).get("ends_on", [None])[0]:
            found[key] = date.fromisoformat(old)
    return found


def _stopped(row: Mapping[str, Any]) -> int | None:
    """The month in which a contract that was given notice ends; known later, in which that became known."""
    end, at = row["termination__ends_on"], row["termination__at"]
    if end is None or at is None:
        return None
    return max(month_number(end), month_number(timezone.localdate(at)))
