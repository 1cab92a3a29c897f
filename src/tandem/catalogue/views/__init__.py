"""Pages of the catalogue."""

from .price_lists import (
    choose_product,
    edit_list,
    edit_prices,
    list_price_lists,
    new_price_list,
    remove_prices,
    show_price_list,
)
from .products import edit, list_products, new_product, retire, show_product

__all__ = [
    "choose_product",
    "edit",
    "edit_list",
    "edit_prices",
    "list_price_lists",
    "list_products",
    "new_price_list",
    "new_product",
    "remove_prices",
    "retire",
    "show_price_list",
    "show_product",
]
