"""Writing the catalogue: products, price lists, and by what terms is sold."""

from .goods import (
    add_product,
    create_price_list,
    edit_price_list,
    edit_product,
    remove_price,
    retire_product,
    set_price,
    set_prices,
    undo_edit,
    undo_list_edit,
    undo_prices,
)
from .terms import set_limits, set_tax_rate, undo_limits

__all__ = [
    "add_product",
    "create_price_list",
    "edit_price_list",
    "edit_product",
    "remove_price",
    "retire_product",
    "set_limits",
    "set_price",
    "set_prices",
    "set_tax_rate",
    "undo_edit",
    "undo_limits",
    "undo_list_edit",
    "undo_prices",
]
