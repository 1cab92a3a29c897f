"""Order lines before they are rows: what was typed, what it comes to, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from engines.pricing import WHOLE, line_net
from tandem.catalogue.models import Product
from tandem.core.errors import Invalid, Text

from .models import Order, OrderLine

__all__ = [
    "WHOLE",
    "LineInput",
    "as_data",
    "as_input",
    "check_lines",
    "from_data",
    "line_net",
    "line_rows",
    "order_net",
    "standing_lines",
]

MOST_LINES = 500
MOST_CENTS = 10**13
MOST = 10**15  # of a quantity or price as stored: far above any sense, far below the column


@dataclass(frozen=True)
class LineInput:
    """One position as an action takes it: quantity in thousandths, price in ten-thousandths, discount in ppm."""

    text: str
    quantity: int
    unit_price: int
    discount_ppm: int = 0
    unit: str = "pc"
    product_id: int | None = None
    discount_cents: int = 0  # its part of what was taken off the whole quote

    @property
    def net_cents(self) -> int:
        """Quantity × unit price, less the discount, rounded half up once; less its part of a discount on all."""
        return line_net(self.quantity, self.unit_price, self.discount_ppm) - self.discount_cents


def order_net(lines: Iterable[LineInput]) -> int:
    """Cents of an order: the sum of its rounded lines."""
    return sum(line.net_cents for line in lines)


def line_rows(order: Order, lines: Sequence[LineInput]) -> list[OrderLine]:
    """Unsaved rows in the order they were typed."""
    return [
        OrderLine(order=order, position=position, net_cents=line.net_cents, **asdict(line))
        for position, line in enumerate(lines, 1)
    ]


def as_input(line: OrderLine) -> LineInput:
    """A stored line as it could have been typed."""
    return LineInput(
        line.text,
        line.quantity,
        line.unit_price,
        line.discount_ppm,
        line.unit,
        line.product_id,
        line.discount_cents,
    )


def standing_lines(order: Order) -> list[LineInput]:
    """All lines of an order as they stand."""
    return [as_input(line) for line in order.lines.all()]


def as_data(lines: Sequence[LineInput]) -> list[dict[str, Any]]:
    """Lines as an event keeps them."""
    return [{**_plain(line), "net_cents": line.net_cents} for line in lines]


def _plain(line: LineInput) -> dict[str, Any]:
    """Without what nearly no line has: events of before know nothing of it."""
    return {name: value for name, value in asdict(line).items() if name != "discount_cents" or value}


def from_data(rows: Sequence[Mapping[str, Any]]) -> list[LineInput]:
    """Lines as an event kept them."""
    return [LineInput(**{key: value for key, value in row.items() if key != "net_cents"}) for row in rows]


def check_lines(lines: Sequence[LineInput], currency: str) -> None:
    """Raise Invalid, naming each wrong line as `line-<position>`."""
    if not lines:
        raise Invalid("no_lines", _("An order needs at least one line."), {"lines": _("Add a line.")})
    if len(lines) > MOST_LINES:
        raise Invalid("too_many_lines", _("An order has at most %d lines.") % MOST_LINES)
    wrong = {f"line-{position}": text for position, line in enumerate(lines, 1) if (text := _fault(line))}
    foreign = _foreign_products(lines, currency)
    wrong |= {
        f"line-{position}": _("This product does not exist, or has its price in another currency.")
        for position, line in enumerate(lines, 1)
        if line.product_id in foreign
    }
    if wrong:
        raise Invalid("lines_wrong", _("Some lines are not right yet."), wrong)


def _fault(line: LineInput) -> Text:
    if not line.text.strip():
        return _("Say what is ordered.")
    if not 0 < line.quantity <= MOST:
        return _("The quantity must be above zero.")
    if not 0 <= line.unit_price <= MOST:
        return _("The price must not be negative.")
    if not 0 <= line.discount_ppm <= WHOLE:
        return _("A discount lies between 0 and 100 per cent.")
    if line.discount_cents < 0 or line.net_cents < 0:
        return _("A discount lies between 0 and 100 per cent.")
    return "" if line.net_cents <= MOST_CENTS else _("This amount is too large.")


def _foreign_products(lines: Sequence[LineInput], currency: str) -> set[int]:
    """Ids of products that are unknown or priced in another currency."""
    wanted = {line.product_id for line in lines if line.product_id}
    if not wanted:
        return set()
    return wanted - set(Product.objects.filter(pk__in=wanted, currency=currency).values_list("pk", flat=True))
