"""What customers are compared by (model.py)."""

from __future__ import annotations

from .conditions import alike, equal, shared, slip, unknown
from .model import Blocks, Comparison

CUSTOMERS = (
    Comparison(
        "name",
        unknown("name"),
        (
            (equal("name"), 0.62, 0.00005),
            (f"{equal('sorted')} OR {alike('name', 0.94)} OR {slip('name')}", 0.18, 0.0002),
            (
                f'{alike("name", 0.86)} OR starts_with("name_l", "name_r") OR starts_with("name_r", "name_l")',
                0.12,
                0.002,
            ),
        ),
        (0.08, 0.9977),
        rare="name",
    ),
    Comparison(
        "place",
        unknown("town"),
        (
            (shared("addresses"), 0.55, 0.0001),
            (f"{equal('postcode')} AND {alike('street', 0.85)}", 0.15, 0.0002),
            (equal("postcode"), 0.08, 0.003),
            (equal("town"), 0.10, 0.03),
        ),
        (0.12, 0.9667),
    ),
    Comparison("vat", unknown("vat"), ((equal("vat"), 0.93, 0.00001),), (0.07, 0.99999)),
    Comparison("phone", unknown("phones"), ((shared("phones"), 0.65, 0.00005),), (0.35, 0.99995)),
    Comparison(
        "mail",
        unknown("domains"),
        ((shared("mails"), 0.45, 0.00001), (shared("domains"), 0.35, 0.0001)),
        (0.20, 0.99989),
    ),
)
CUSTOMER_BLOCKS: Blocks = (
    (("name",), ""),
    (("sound",), ""),
    (("sorted",), ""),
    (("vat",), ""),
    (("phones",), "phones"),
    (("mails",), "mails"),
    (("domains",), "domains"),
    (("addresses",), "addresses"),
    (("postcode", "substr(name, 1, 3)"), ""),
    (("town", "first_word"), ""),
)
# What leaves no doubt, to count how many duplicates are to be expected.
SURE_CUSTOMERS = (("name", "town"), ("vat",))
