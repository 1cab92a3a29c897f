"""Who of the tandem an order counts for: shares by the weights of its day that sum exactly to its net."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engines.money import allocate
from tandem.tandems.models import SeatRole
from tandem.tandems.queries import occupants, weights_on

from .models import Credit, Order

SEATS = (SeatRole.INSIDE, SeatRole.FIELD)


@dataclass(frozen=True)
class Halves:
    """The two halves of a tandem on one day: weights, inside first, and employee ids by seat.

    A vacant seat is missing or None: its share stays its own.
    """

    weights: tuple[int, int]
    people: Mapping[str, int | None]


def credit_rows(order: Order, halves: Halves) -> list[Credit]:
    """Unsaved credits of an order, inside first; none where no tandem owned the customer.

    Asks no database: import and demo pass halves they know for thousands of orders.
    """
    if order.tandem_id is None:
        return []
    shares = allocate(order.net_cents, halves.weights)
    return [
        Credit(
            order=order,
            tandem_id=order.tandem_id,
            seat=seat,
            employee_id=halves.people.get(seat),
            weight=weight,
            net_cents=share,
        )
        for seat, weight, share in zip(SEATS, halves.weights, shares, strict=True)
    ]


def credits_as_data(shares: list[Credit]) -> list[dict[str, object]]:
    """Credits as the event keeps them."""
    return [
        {
            "seat": str(credit.seat),
            "employee": credit.employee_id,
            "weight": credit.weight,
            "net_cents": credit.net_cents,
        }
        for credit in shares
    ]


def halves_of(order: Order) -> Halves:
    """The halves of the order's tandem on the day it was ordered."""
    if order.tandem_id is None:
        return Halves((1, 1), {})
    seats = occupants([order.tandem_id], order.ordered_on).get(order.tandem_id, {})
    people = {role: seat.employee_id for role, seat in seats.items()}
    return Halves(weights_on(order.tandem_id, order.ordered_on), people)


def standing_shares(net_cents: int, credited_cents: int, weights: tuple[int, int]) -> tuple[int, int]:
    """What of the shares still counts after credit notes: the rest split anew, so a full one leaves nothing."""
    inside, field = allocate(net_cents - credited_cents, weights)
    return inside, field
