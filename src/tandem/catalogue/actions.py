"""Writing the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.core.undo import old_values

from .entries import product_entry
from .models import Product
from .rules import can_edit_product


@transaction.atomic
def add_product(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> Product:
    """Add something we sell; its number is ours alone."""
    require(can_edit_product, actor)
    _check_number(values["number"])
    _check_span(values.get("sold_from"), values.get("sold_to"))
    product = Product.objects.create(name_key=_key(values["name"]), **values)
    search.put(product_entry(product))
    record("product.added", product, actor=actor, at=at, data={"name": product.name})
    return product


@transaction.atomic
def edit_product(
    product: Product, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change a product; orders keep the prices they were confirmed at. None when nothing differs."""
    require(can_edit_product, actor, product)
    product = lock(product, version=version)
    _check_number(values["number"], product)
    _check_span(values.get("sold_from"), values.get("sold_to"))
    changes = save_changes(product, {**values, "name_key": _key(values["name"])})
    changes.pop("name_key", None)
    if not changes:
        return None
    search.put(product_entry(product))
    return record("product.edited", product, actor=actor, at=at, changes=changes)


@transaction.atomic
def retire_product(product: Product, *, day: date, actor: Actor, at: datetime) -> Event:
    """No longer sold from that day on; what was ordered stays."""
    require(can_edit_product, actor, product)
    product = lock(product)
    if product.sold_to and product.sold_to <= day:
        raise Refused("retired_already", _("This product is no longer sold already."))
    _check_span(product.sold_from, day)
    changes = save_changes(product, {"sold_to": day})
    return record("product.retired", product, actor=actor, at=at, changes=changes)


def undo_edit(event: Event, actor: Actor, at: datetime) -> tuple[Product, ...]:
    """Take back an edit or a retirement."""
    product = lock(Product.objects.get(pk=event.subjects.get(kind=Product.ref_kind).object_id))
    require(can_edit_product, actor, product)
    values = old_values(product, event)
    if "number" in values:
        _check_number(str(values["number"]), product)
    if "name" in values:
        values["name_key"] = _key(str(values["name"]))
    save_changes(product, values)
    search.put(product_entry(product))
    return (product,)


def _key(name: str) -> str:
    return search.fold(name)[:200]


def _check_number(number: str, product: Product | None = None) -> None:
    taken = Product.objects.filter(number=number).exclude(pk=product.pk if product else 0)
    if taken.exists():
        raise Invalid("number_taken", _("This product number is taken."), {"number": _("This number is taken.")})


def _check_span(start: date | None, end: date | None) -> None:
    if start and end and end <= start:
        text = _("It ends after it starts.")
        raise Invalid("span", text, {"sold_to": text})
