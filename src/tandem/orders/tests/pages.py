"""What the tests of pages share: a form as the browser sends it, and what an answer says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils import timezone

from .factories import Pair

HTMX = {"HX-Request": "true"}


def row(key: str = "r1", **values: str) -> dict[str, list[str]]:
    filled = {"product": "", "text": "", "quantity": "1", "unit_price": "", "discount": "", "row": key, **values}
    return {name: [value] for name, value in filled.items()}


def form(*rows: dict[str, list[str]], **values: Any) -> dict[str, Any]:
    head = {"contact": "", "ordered_on": today().isoformat(), "wanted_on": "", "customer_reference": "", "remark": ""}
    lines = {name: [value for one in rows for value in one[name]] for name in row()}
    return {**head, "once": "key", **lines, **values}


def today() -> date:
    return timezone.localdate()


def new_url(pair: Pair) -> str:
    return f"/orders/new/?customer={pair.customer.number}"


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
