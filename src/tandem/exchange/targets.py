"""What an import can make: per kind the fields with how they are read, what must be there, what they point to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tandem.catalogue.models import Product
from tandem.customers.models import Contact, Customer, Site
from tandem.orders.models import Order, OrderLine
from tandem.people.models import Employee, Team

from . import values
from .columns import column_checks
from .values import Reader, Unreadable

EMPTY: Mapping[Reader, Any] = {
    values.text: "",
    values.mail: "",
    values.words: frozenset(),
    values.flag: False,
    values.ppm: 0,
}


@dataclass(frozen=True)
class Target:
    """One kind of record.

    `links` point to other kinds by their key; `soft` ones stay empty when the other is not there. Records
    that are `part_of` another kind go in together with it or not at all. `unique` fields stand once. `span` names
    two days of which the second comes later.
    """

    model: type[models.Model]
    required: Mapping[str, Reader]
    optional: Mapping[str, Reader] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    soft: frozenset[str] = frozenset()
    part_of: str = ""
    unique: frozenset[str] = frozenset()
    bounds: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    span: tuple[str, str] | None = None

    def check(self, values: Mapping[str, Any]) -> None:
        """What no field can say alone; raises Unreadable."""
        start, end = (values.get(name) for name in self.span or ("", ""))
        if start and end and end <= start:
            raise Unreadable(_("it ends before it begins"))

    def reader(self, name: str) -> Reader:
        """Reads and checks one field; raises Unreadable with what is wrong."""
        read = self.required.get(name) or self.optional[name]
        checks = [*self._bounds(name), *column_checks(self.model, name)]

        def checked(cell: str) -> Any:
            if not cell or cell.isspace():
                if name in self.required:
                    raise Unreadable(_("is empty"))
                return EMPTY.get(read)
            value = read(cell)
            for check in checks:
                check(value)
            return value

        return checked

    def _bounds(self, name: str) -> list[Callable[[Any], None]]:
        if name not in self.bounds:
            return []
        low, high = self.bounds[name]

        def within(value: Any) -> None:
            if not low <= value <= high:
                raise Unreadable(_("is out of bounds"))

        return [within]


t, link = values.text, values.text
MOST = 10**15
TARGETS: Mapping[str, Target] = {
    "team": Target(Team, required={"name": t}, optional={"manager": link}, links={"manager": "employee"}),
    "employee": Target(
        Employee,
        required={"first_name": t, "last_name": t, "email": values.mail, "roles": values.words},
        optional={
            "joined_on": values.day,
            "job_title": t,
            "phone": t,
            "personnel_number": t,
            "language": t,
            "team": link,
        },
        links={"team": "team"},
        unique=frozenset({"email", "personnel_number"}),
    ),
    "product": Target(
        Product,
        required={"number": t, "name": t, "list_price": values.ten_thousandths},
        optional={
            "group": t,
            "cost": values.ten_thousandths,
            "sold_from": values.day,
            "sold_to": values.day_after,
        },
        unique=frozenset({"number"}),
        bounds={"list_price": (0, 10**16), "cost": (0, 10**16)},
        span=("sold_from", "sold_to"),
    ),
    "customer": Target(
        Customer,
        required={"number": t, "name": t, "team": link},
        optional={"industry": t, "language": t, "phone": t, "email": values.mail, "seller": link},
        links={"team": "team", "seller": "employee"},
        unique=frozenset({"number"}),
    ),
    "site": Target(
        Site,
        required={"customer": link, "country": t},
        optional={
            "name": t,
            "is_main": values.flag,
            "street": t,
            "extra": t,
            "postcode": t,
            "town": t,
            "region": t,
            "latitude": values.exact,
            "longitude": values.exact,
        },
        links={"customer": "customer"},
        bounds={"latitude": (-90, 90), "longitude": (-180, 180)},
    ),
    "contact": Target(
        Contact,
        required={"customer": link, "first_name": t},
        optional={
            "last_name": t,
            "salutation": t,
            "function": t,
            "buying_role": t,
            "language": t,
            "email": values.mail,
            "phone": t,
            "mobile": t,
        },
        links={"customer": "customer"},
    ),
    "order": Target(
        Order,
        required={
            "number": t,
            "rank": values.whole,
            "ordered_on": values.day,
            "customer": link,
            "seller": link,
            "total": values.exact,
        },
        optional={"contact": link, "customer_reference": t},
        links={"customer": "customer", "seller": "employee", "contact": "contact"},
        soft=frozenset({"contact"}),
        unique=frozenset({"number"}),
    ),
    "order_line": Target(
        OrderLine,
        required={
            "order": link,
            "product": link,
            "rank": values.whole,
            "quantity": values.thousandths,
            "unit_price": values.ten_thousandths,
            "total": values.exact,
        },
        optional={"discount_ppm": values.ppm},
        links={"order": "order", "product": "product"},
        part_of="order",
        bounds={"quantity": (1, MOST), "unit_price": (0, 10**16), "discount_ppm": (0, 1_000_000)},
    ),
}
