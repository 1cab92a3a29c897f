"""What happened, as the engine reads it: orders, invoices, payments, credit notes, cancellations, visits, answers.

Net amounts only. A fact is known from when it was recorded; on one day an order stands before what follows from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import TypedDict

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Sum

from engines.commission import Fact
from engines.commission.facts import BESIDE
from tandem.orders.freezing import cost_of
from tandem.orders.models import OURS, CreditNote, Invoice, Order, OrderStatus, Payment, PaymentKind
from tandem.tandems.models import Seat
from tandem.work.models import Request, VisitReport

from .clock import Clock
from .models import Adjustment, Plan, PlanStatus, PlanVersion
from .names import person_id, tandem_id

SETTLED = (PlanStatus.APPROVED, PlanStatus.RETIRED)  # versions that pay, or have paid
COST = 100_000  # a cost is in ten-thousandths, a quantity in thousandths: their product, in so many parts of a cent


class Blame(TypedDict):
    """Why a fact takes something back."""

    fault: str
    reason: str


@dataclass
class Happened:
    """Facts, and of each the number of the order that it belongs to."""

    facts: list[Fact] = field(default_factory=list)
    deals: dict[str, str] = field(default_factory=dict)

    def add(self, fact: Fact, deal: str = "") -> None:
        self.facts.append(fact)
        if deal:
            self.deals[fact.id] = deal


@dataclass(frozen=True)
class Asked:
    """Whose facts of which days, and what kinds of them the plan counts at all."""

    plan: Plan
    tandems: Collection[int]
    people: Collection[int]
    start: date
    end: date
    clock: Clock
    kinds: frozenset[str]
    margin: bool = False
    new: bool = False  # whether the order is the first one of its customer
    version: int | None = None  # whose facts; None of a plan that is only tried
    sellers: bool = False  # whether the plan asks who sold it, wherever the order belongs


def happened(asked: Asked) -> Happened:
    """All facts of the span; one statement for each kind of them."""
    found = Happened()
    _orders(asked, found)
    _credit_notes(asked, found)
    if asked.kinds & {"invoice", "payment"}:
        _invoices(asked, found)
        _payments(asked, found)
    if "visit" in asked.kinds:
        _visits(asked, found)
    if "answer" in asked.kinds:
        _answers(asked, found)
    _adjustments(asked, found)
    return found


def orders_of(asked: Asked) -> QuerySet[Order]:
    """Orders that were once confirmed, of these tandems, or of these people where no tandem owned the customer."""
    whose = Q(tandem__in=asked.tandems) | Q(tandem=None, seller__in=asked.people)
    rows = Order.objects.filter(whose, ordered_on__gte=asked.start, ordered_on__lt=asked.end)
    return rows.filter(status__in=[OrderStatus.CONFIRMED, OrderStatus.CANCELLED], confirmation__isnull=False)


def _orders(asked: Asked, found: Happened) -> None:
    rows = orders_of(asked).order_by("ordered_on", "number")
    exact = F("lines__net_cents") * COST - cost_of("lines__") * F("lines__quantity")  # nothing where it is not known
    extra = {"margin": Sum(exact, output_field=BigIntegerField())} if asked.margin else {}
    names = ("number", "ordered_on", "tandem", "seller", "net_cents", "currency", "confirmation__at")
    gone_ = ("cancellation__at", "cancellation__cause", "cancellation__reason")
    more = (*gone_, "customer__number", "confirmation__customer_class", *extra)
    first = first_orders(asked) if asked.new else set()
    for number, day, tandem, seller, net, currency, at, gone, cause, text, customer, grade, *margin in (
        rows.annotate(**extra).values_list(*names, *more)
    ):  # fmt: skip
        labels = {"customer": customer, "class": grade}
        if asked.new:
            labels["new"] = "yes" if number in first else "no"
        order = Fact(
            number,
            "order",
            day,
            asked.clock.moment(day, "order"),
            *whose_of(asked, tandem, seller),
            net,
            Fraction(margin[0] or 0, COST) if margin else 0,
            currency=currency,
            known=asked.clock.known(at, day),
            labels=labels,
        )
        found.add(order, number)
        if gone:
            found.add(_cancelled(asked, number, day, gone, blame(cause, text), whose_of(asked, tandem, seller)), number)


def whose_of(asked: Asked, tandem: int | None, seller: int | None) -> tuple[str, str]:
    """Tandem and person of a fact: the seller where no tandem owned the customer, or the plan asks for sellers."""
    alone = seller and (asked.sellers or not tandem)
    return tandem_id(tandem) if tandem else "", person_id(seller) if alone and seller else ""


def blame(cause: str, text: str) -> Blame:
    """Fault and reason of a fact that takes back. What the house itself caused takes back nothing, whatever the plan
    spares besides (§ 87a HGB). A cause stands for what was typed to it, which is not for everybody who reads pay."""
    return {"fault": "employer" if cause in OURS else "", "reason": cause or text}


def _cancelled(asked: Asked, number: str, ordered: date, gone: datetime, why: Blame, whose: tuple[str, str]) -> Fact:
    day = max(asked.clock.day(gone), ordered)
    return Fact(
        f"{number}/0",  # no number of ours has a slash
        "cancellation",
        day,
        asked.clock.moment(day, "cancellation"),
        *whose,
        of=number,
        whole=True,
        **why,
        known=asked.clock.known(gone, day),
    )


def first_orders(asked: Asked) -> set[str]:
    """Numbers of the orders that were the first ones of their customers."""
    seen: set[int] = set()
    first: set[str] = set()
    customers = orders_of(asked).values("customer")
    rows = Order.objects.filter(customer__in=customers, confirmation__isnull=False).order_by("ordered_on", "pk")
    for customer, number in rows.values_list("customer", "number"):
        if customer not in seen:
            seen.add(customer)
            first.add(number)
    return first


def _credit_notes(asked: Asked, found: Happened) -> None:
    rows = CreditNote.objects.filter(order__in=orders_of(asked).values("pk"), issued_on__lt=asked.end)
    names = ("number", "edition", "issued_on", "net_cents", "cause", "reason", "at", "withdrawal__at")
    more = ("order__number", "order__ordered_on", "order__tandem", "order__seller", "order__currency")
    for number, edition, issued, net, cause, text, at, gone, order, ordered, tandem, seller, currency in (
        rows.values_list(*names, *more)
    ):  # fmt: skip
        day = max(issued, ordered)
        fact = Fact(
            note_id(number, edition),
            "credit_note",
            day,
            asked.clock.moment(day, "credit_note"),
            *whose_of(asked, tandem, seller),
            net,
            currency=currency,
            of=order,
            **blame(cause, text),
            known=asked.clock.known(at, day),
        )
        found.add(fact, order)
        if gone:
            found.add(withdrawal_of(fact, gone, asked.clock), order)


def note_id(number: str, edition: int) -> str:
    """How a credit note is called in the engine and the books; a number that came again, with how often."""
    return number if edition == 1 else f"{number}#{edition}"  # no number of ours has that sign


def withdrawal_of(note: Fact, gone: datetime, clock: Clock) -> Fact:
    """That a credit note, or its part of a line, counts no more: the books keep it, and turn it round on this day."""
    day = max(clock.day(gone), note.day)
    moment, known = clock.moment(day, "withdrawal"), clock.known(gone, day)
    whose = note.tandem, note.person
    return Fact(f"{note.id}/0", "withdrawal", day, moment, *whose, currency=note.currency, of=note.id, known=known)


def _invoices(asked: Asked, found: Happened) -> None:
    rows = Invoice.objects.filter(order__in=orders_of(asked).values("pk"), issued_on__lt=asked.end)
    names = ("number", "issued_on", "net_cents", "gross_cents", "currency", "order__number", "order__tandem")
    for number, day, net, gross, currency, order, tandem, seller, gone in rows.values_list(
        *names, "order__seller", "cancellation__at"
    ):
        whose = whose_of(asked, tandem, seller)
        moment = asked.clock.moment(day, "invoice")
        fact = Fact(f"R/{number}", "invoice", day, moment, *whose, net, gross=gross, currency=currency, of=order)
        found.add(fact, order)
        if gone:
            last = max(asked.clock.day(gone), day)
            at = asked.clock.moment(last, "cancellation")
            back = Fact(f"R/{number}/0", "cancellation", last, at, *whose, of=fact.id, whole=True)
            found.add(back, order)


def _payments(asked: Asked, found: Happened) -> None:
    """By their own number, else by invoice and day: never by the key of a row, which hangs on when it came in."""
    orders = orders_of(asked).values("pk")
    rows = Payment.objects.filter(kind=PaymentKind.MONEY, invoice__order__in=orders, received_on__lt=asked.end)
    names = ("source_key", "received_on", "amount_cents", "at", "invoice__number", "invoice__currency")
    known: Counter[str] = Counter()
    for key, day, cents, at, invoice, currency, order, tandem, seller in rows.order_by(
        "received_on", "amount_cents", "pk"
    ).values_list(*names, "invoice__order__number", "invoice__order__tandem", "invoice__order__seller"):
        name = key or f"{invoice}/{day.isoformat()}"
        known[name] += 1
        fact = Fact(
            f"Z/{name}" if known[name] == 1 else f"Z/{name}/{known[name]}",
            "payment",
            day,
            asked.clock.moment(day, "payment"),
            *whose_of(asked, tandem, seller),
            cents,
            currency=currency,
            of=f"R/{invoice}",
            known=asked.clock.known(at, day),
        )
        found.add(fact, order)


def _visits(asked: Asked, found: Happened) -> None:
    seats = _seats(asked)
    rows = VisitReport.objects.filter(
        author__in=asked.people, at__gte=asked.clock.start(asked.start), at__lt=asked.clock.start(asked.end)
    )
    for key, author, at, written in rows.order_by("pk").values_list("pk", "author", "at", "written_at"):
        found.add(_event(asked, "visit", f"V/{key}", author, at, max(at, written), seats))


def _answers(asked: Asked, found: Happened) -> None:
    """First answers that were given in time."""
    seats = _seats(asked)
    span = {"answered_at__gte": asked.clock.start(asked.start), "answered_at__lt": asked.clock.start(asked.end)}
    rows = Request.objects.filter(holder__in=asked.people, answered_at__lte=F("due_at"), merged_into=None, **span)
    for key, holder, at in rows.order_by("pk").values_list("pk", "holder", "answered_at"):
        if at is not None:
            found.add(_event(asked, "answer", f"A/{key}", holder, at, at, seats))


def _seats(asked: Asked) -> list[Seat]:
    return list(Seat.objects.filter(employee__in=asked.people).order_by("start", "pk"))


def _event(asked: Asked, kind: str, name: str, person: int, at: datetime, known: datetime, seats: list[Seat]) -> Fact:
    day = asked.clock.day(at)
    seat = next((one for one in seats if one.employee_id == person and one.holds_on(day)), None)
    whose = tandem_id(seat.tandem_id) if seat else ""
    return Fact(name, kind, day, at, whose, person_id(person), known=known)


def _adjustments(asked: Asked, found: Happened) -> None:
    """By hand; the version of the day pays, or the last one before it where the plan has ended."""
    rows = Adjustment.objects.filter(plan=asked.plan, withdrawn_at=None, refused_at=None)
    rows = rows.filter(day__gte=asked.start, day__lt=asked.end)
    if asked.version is not None:
        later = PlanVersion.objects.filter(plan=asked.plan, status__in=SETTLED, start__gt=asked.start)
        rows = rows.exclude(Exists(later.filter(start__lte=OuterRef("day"))))
    for row in rows.order_by("pk"):
        labels = {
            "author": person_id(row.made_by_id) if row.made_by_id else "",
            "approved_by": person_id(row.approved_by_id) if row.approved_by_id else "",
            BESIDE: str(row.beside_cents),
        }
        fact = Fact(
            row.fact,
            "adjustment",
            row.day,
            asked.clock.moment(row.day, "order"),
            "",
            person_id(row.employee_id),
            row.cents,
            reason=row.reason,
            known=row.approved_at or row.made_at,
            labels=labels,
        )
        found.add(fact)


def facts_by_time(facts: Collection[Fact]) -> Iterator[Fact]:
    """In their one order."""
    yield from sorted(facts, key=lambda fact: (fact.moment, fact.id))
