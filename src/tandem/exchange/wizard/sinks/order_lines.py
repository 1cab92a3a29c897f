"""Which line of an order a row means, by its product and its position."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tandem.exchange.wizard.cells import Parsed
from tandem.orders.models import OrderLine


def pick_line(row: Parsed, lines: Sequence[OrderLine]) -> OrderLine | None:
    """The line; None with a problem at the cell where it cannot be told, for other systems number lines their way."""
    position, number = row.values.get("position"), row.values.get("product")
    at_position = next((line for line in lines if line.position == position), None)
    if number:
        return _of_product(row, number, lines, at_position)
    if position is None and len(lines) == 1:
        return lines[0]
    if position is None:
        row.problems.setdefault("position", _("which line is meant? Give its position or its product number"))
    elif at_position is None:
        told = _("the order has no line %(position)s; it has %(count)s")
        row.problems.setdefault("position", told % {"position": position, "count": len(lines)})
    return at_position


def _of_product(
    row: Parsed, number: str, lines: Sequence[OrderLine], at_position: OrderLine | None
) -> OrderLine | None:
    found = [line for line in lines if line.product is not None and line.product.number == number]
    if not found:
        row.problems.setdefault(
            "product", _("the order has no line with product “%(number)s”") % {"number": number[:80]}
        )
        return None
    if at_position in found:
        return at_position
    if at_position is not None:
        told = _("this line is another product; leave the positions out where they are numbered otherwise")
        row.problems.setdefault("position", told)
        return None
    if len(found) > 1:
        row.problems.setdefault("position", _("several lines are this product; give the position as the order has it"))
        return None
    return found[0]
