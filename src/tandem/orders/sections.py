"""What a quote's page tells of its order."""

from __future__ import annotations

from typing import Any

from tandem.core.actor import Actor
from tandem.core.once import new_key
from tandem.core.rules import allows
from tandem.core.sections import Section
from tandem.quotes.models import QuoteStatus

from .models import OrderStatus
from .queries import visible_orders
from .rules import can_capture_order


def order_of_quote(quote: Any, actor: Actor) -> Section | None:
    """The order of an accepted quote, or the button that makes it; nothing before."""
    if quote.status != QuoteStatus.ACCEPTED:
        return None
    orders = list(visible_orders(actor).filter(quote=quote))
    standing = any(order.status != OrderStatus.CANCELLED for order in orders)
    may_make = not standing and allows(can_capture_order, actor, quote.customer)
    data = {"orders": orders, "may_make": may_make, "quote": quote, "key": new_key()}
    return Section("orders/_of_quote.html", data)
