"""Reading orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from tandem.core.actor import Actor
from tandem.core.documents.keeping import documents_of
from tandem.core.models import Document
from tandem.core.rules import allows
from tandem.customers.queries import hidden_customers
from tandem.people.models import Employee
from tandem.people.photos import photo_url
from tandem.people.rules import sells

from .billing.models import Invoice
from .billing.rules import can_enter_invoice
from .credits import SEATS, credit_rows, halves_of, standing_shares
from .deliveries import Delivered, deliveries_of
from .models import Credit, CreditNote, CreditNoteLine, Order, OrderLine, OrderStatus
from .rules import (
    can_cancel_order,
    can_confirm_order,
    can_credit_order,
    can_deliver_order,
    can_edit_order,
    can_print_order,
    can_see_credits,
    can_withdraw_credit_note,
)


def visible_orders(actor: Actor) -> QuerySet[Order]:
    """Orders of the customers that the viewer may see."""
    if actor.is_system:
        return Order.objects.all()
    if not sells(actor):
        return Order.objects.none()
    return Order.objects.exclude(customer__in=hidden_customers(actor))


def listed_orders(actor: Actor) -> QuerySet[Order]:
    """The same with what the list shows of each."""
    return visible_orders(actor).select_related("customer", "tandem")


def visible_credit_notes(actor: Actor) -> QuerySet[CreditNote]:
    """Credit notes on orders of the customers that the viewer may see."""
    rows = CreditNote.objects.select_related("order__customer", "withdrawal")
    if actor.is_system:
        return rows
    return rows.exclude(order__customer__in=hidden_customers(actor)) if sells(actor) else rows.none()


def with_heads(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with all that their pages name."""
    return orders.select_related(
        "customer__team", "contact", "tandem", "seller", "quote", "confirmation__by", "cancellation__by"
    )


@dataclass(frozen=True)
class Share:
    """What of an order counts for one seat, for whom; `standing_cents` after credit notes or cancelling."""

    seat: str
    person: Employee | None
    weight: int
    net_cents: int
    standing_cents: int

    @property
    def photo_url(self) -> str:
        return photo_url(self.person) if self.person else ""


@dataclass(frozen=True)
class Position:
    """A line with what has been credited of it."""

    line: OrderLine
    credited: int
    credited_cents: int

    @property
    def rest(self) -> int:
        """Quantity that can still be credited."""
        return self.line.quantity - self.credited

    @property
    def rest_cents(self) -> int:
        return int(self.line.net_cents) - self.credited_cents


@dataclass(frozen=True)
class Billing:
    """The invoices of one order, and whether the viewer may enter more."""

    invoices: Sequence[Invoice] = ()
    may_enter: bool = False

    @property
    def stands(self) -> bool:
        """Whether any of them counts."""
        return any(not invoice.is_cancelled for invoice in self.invoices)


@dataclass(frozen=True)
class OrderPage:
    """An order as its page shows it."""

    order: Order
    positions: Sequence[Position]
    shares: Sequence[Share]  # inside, then field; none without a tandem
    notes: Sequence[CreditNote]  # the withdrawn ones too
    billing: Billing
    may_edit: bool
    may_confirm: bool
    may_cancel: bool
    may_credit: bool
    may_withdraw: bool
    may_see_credits: bool
    may_print: bool
    documents: Sequence[Document]
    may_deliver: bool
    deliveries: Sequence[Delivered]  # none before the order is confirmed, unless a day is promised

    @property
    def credited_cents(self) -> int:
        return _given_back(self.notes)

    @property
    def rest_cents(self) -> int:
        """What the order still brings."""
        return int(self.order.net_cents) - self.credited_cents

    @property
    def has_discounts(self) -> bool:
        return any(position.line.discount_ppm for position in self.positions)

    @property
    def reduced(self) -> bool:
        """Whether less counts than was frozen."""
        return any(share.standing_cents != share.net_cents for share in self.shares)


def order_page(order: Order, actor: Actor, *, short: bool = False) -> OrderPage:
    """All about an order, `short` without its papers and deliveries; the statements depend on its status alone."""
    notes, billing = _notes(order), _billing(order, actor)
    captured, confirmed = (order.status == status for status in (OrderStatus.CAPTURED, OrderStatus.CONFIRMED))
    given = _given_back(notes)
    shares = _shares(order, given)
    positions = _positions(order, notes)
    undone = captured or (confirmed and not given and not billing.stands)
    may_credit = confirmed and allows(can_credit_order, actor, order)
    own = any(share.person and share.person.pk == actor.id for share in shares)
    may_see_credits = own or allows(can_see_credits, actor, order)
    return OrderPage(
        order=order,
        positions=positions,
        shares=shares if may_see_credits else [],
        notes=notes,
        billing=billing,
        may_edit=captured and allows(can_edit_order, actor, order),
        may_confirm=captured and allows(can_confirm_order, actor, order),
        may_cancel=undone and allows(can_cancel_order, actor, order),
        may_credit=may_credit and given < order.net_cents,
        may_withdraw=confirmed and bool(given) and allows(can_withdraw_credit_note, actor, order),
        may_see_credits=may_see_credits,
        may_print=confirmed and allows(can_print_order, actor, order),
        documents=[] if short or captured else list(documents_of(order.ref_kind, order.pk)),
        may_deliver=order.status != OrderStatus.CANCELLED and allows(can_deliver_order, actor, order),
        deliveries=[] if short else deliveries_of(order, [place.line for place in positions], actor.today),
    )


def _notes(order: Order) -> list[CreditNote]:
    if order.status != OrderStatus.CONFIRMED:
        return []
    lines = CreditNoteLine.objects.select_related("line").order_by("line__position")
    rows = order.credit_notes.select_related("by", "withdrawal__by")
    return list(rows.prefetch_related(Prefetch("lines", lines)))


def _given_back(notes: Sequence[CreditNote]) -> int:
    return sum(note.net_cents for note in notes if not note.is_withdrawn)


def _billing(order: Order, actor: Actor) -> Billing:
    if order.status == OrderStatus.CAPTURED:
        return Billing()
    rows = list(order.invoices.select_related("cancellation").order_by("issued_on", "pk"))
    for row in rows:
        row.__dict__["overdue"] = row.is_overdue(actor.today)
    confirmed = order.status == OrderStatus.CONFIRMED
    return Billing(rows, confirmed and allows(can_enter_invoice, actor, order.customer))


def _positions(order: Order, notes: Sequence[CreditNote]) -> list[Position]:
    credited: dict[int, tuple[int, int]] = {}
    for note in notes:
        for part in note.lines.all() if not note.is_withdrawn else ():
            quantity, cents = credited.get(part.line_id, (0, 0))
            credited[part.line_id] = (quantity + part.quantity, cents + part.net_cents)
    lines = order.lines.select_related("product")
    return [Position(line, *credited.get(line.pk, (0, 0))) for line in lines]


def _shares(order: Order, credited_cents: int) -> list[Share]:
    """Frozen credits, or as long as the order is captured those it would get."""
    if order.tandem_id is None:
        return []
    rows = list(order.credits.select_related("employee"))
    if not rows and order.status == OrderStatus.CAPTURED:
        rows = _foreseen(order)
    if len(rows) != len(SEATS):
        return []
    counts = order.net_cents if order.status != OrderStatus.CANCELLED else 0
    standing = standing_shares(counts, credited_cents, (rows[0].weight, rows[1].weight))
    return [
        Share(row.seat, row.employee, row.weight, row.net_cents, still)
        for row, still in zip(rows, standing, strict=True)
    ]


def _foreseen(order: Order) -> list[Credit]:
    """Credits as confirming today would freeze them, with their people."""
    rows = credit_rows(order, halves_of(order))
    people = Employee.objects.in_bulk([row.employee_id for row in rows if row.employee_id])
    for row in rows:
        row.employee = people.get(row.employee_id or 0)
    return rows


def years_of(actor: Actor) -> list[tuple[str, str]]:
    """Years in which there are orders, newest first: the choices of a filter."""
    if "order_years" not in actor.cache:
        first = Order.objects.order_by("ordered_on").values_list("ordered_on", flat=True).first()
        newest = actor.today.year
        oldest = first.year if first else newest
        actor.cache["order_years"] = [(str(year), str(year)) for year in range(newest, oldest - 1, -1)]
    found: list[tuple[str, str]] = actor.cache["order_years"]
    return found


def of_year(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """Orders of a calendar year, as a range of the index."""
    year = int(value)
    return rows.filter(ordered_on__gte=date(year, 1, 1), ordered_on__lt=date(year + 1, 1, 1))
