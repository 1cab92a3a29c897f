"""Writing the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.actions.groups import bring_back, check_since, move_group
from tandem.catalogue.entries import price_list_entry, product_entry
from tandem.catalogue.models import Price, PriceList, Product
from tandem.catalogue.queries import sheet_of
from tandem.catalogue.rules import can_edit_price_list, can_edit_product
from tandem.catalogue.tiers import MOST_TIERS, Sheet, Tier
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.numbers import MOST
from tandem.core.rules import require
from tandem.core.undo import old_values


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
    product: Product,
    *,
    values: Mapping[str, Any],
    version: int,
    group_since: date | None = None,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """Change a product; orders keep the prices they were confirmed at, and the group of their day: another group holds
    from `group_since` on, or from today. None when nothing differs."""
    require(can_edit_product, actor, product)
    product = lock(product, version=version)
    since = check_since(group_since, actor)
    _check_number(values["number"], product)
    _check_span(values.get("sold_from"), values.get("sold_to"))
    changes = save_changes(product, {**values, "name_key": _key(values["name"])})
    changes.pop("name_key", None)
    if not changes:
        return None
    search.put(product_entry(product))
    moved = move_group(product, str(changes["group"][0]), since) if "group" in changes else None
    return record("product.edited", product, actor=actor, at=at, changes=changes, data=moved)


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
    if "groups" in event.data:
        bring_back(product, event.data["groups"])
    search.put(product_entry(product))
    return (product,)


@transaction.atomic
def create_price_list(*, values: Mapping[str, Any], actor: Actor, at: datetime) -> PriceList:
    """Begin a price list, empty at first; its number is its alone."""
    require(can_edit_price_list, actor)
    _check_list(values)
    price_list = PriceList.objects.create(name_key=_key(values["name"]), **values)
    search.put(price_list_entry(price_list))
    record("price_list.created", price_list, actor=actor, at=at, data={"name": price_list.name})
    return price_list


@transaction.atomic
def edit_price_list(
    price_list: PriceList, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Change the head of a list, not its prices; None when nothing differs."""
    require(can_edit_price_list, actor, price_list)
    price_list = lock(price_list, version=version)
    changes = _save_list(price_list, values)
    return record("price_list.edited", price_list, actor=actor, at=at, changes=changes) if changes else None


def undo_list_edit(event: Event, actor: Actor, at: datetime) -> tuple[PriceList, ...]:
    """Take back an edit of a list's head."""
    price_list = lock(PriceList.objects.get(pk=event.subjects.get(kind=PriceList.ref_kind).object_id))
    require(can_edit_price_list, actor, price_list)
    _save_list(price_list, old_values(price_list, event))
    return (price_list,)


@transaction.atomic
def set_prices(
    price_list: PriceList,
    product: Product,
    *,
    tiers: Iterable[Tier],
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Event | None:
    """Replace all that the product costs in the list; None when it is the same.

    `version` is that of the sheet that was seen: somebody else's other prices of this product are a Conflict, while
    two people may well price two products of a list at a time.
    """
    require(can_edit_price_list, actor, price_list)
    sheet = _locked(price_list, product)
    if version is not None and version != sheet.version:
        text = _("Somebody else changed this meanwhile. Nothing of yours was saved yet; compare and save again.")
        raise Conflict("changed_meanwhile", text, current=sheet)
    return _replace(sheet, tiers, actor=actor, at=at)


@transaction.atomic
def set_price(
    price_list: PriceList, product: Product, *, unit_price: int, from_quantity: int = 0, actor: Actor, at: datetime
) -> Event | None:
    """Set one tier and leave the others as they are; None when it is the same."""
    require(can_edit_price_list, actor, price_list)
    sheet = _locked(price_list, product)
    tiers = dict(sheet.tiers) | {from_quantity: unit_price}
    return _replace(sheet, (Tier(*pair) for pair in tiers.items()), actor=actor, at=at)


@transaction.atomic
def remove_price(
    price_list: PriceList, product: Product, *, from_quantity: int | None = None, actor: Actor, at: datetime
) -> Event:
    """Take the product out of the list, or just the tier from that quantity on."""
    require(can_edit_price_list, actor, price_list)
    sheet = _locked(price_list, product)
    kept = [tier for tier in sheet.tiers if from_quantity is not None and tier.from_quantity != from_quantity]
    if len(kept) == len(sheet.tiers):
        raise Conflict("removed_meanwhile", _("Somebody else removed this meanwhile."))
    _write(sheet, kept)
    return _tell("prices.set" if kept else "prices.removed", sheet, kept, actor=actor, at=at)


def undo_prices(event: Event, actor: Actor, at: datetime) -> tuple[PriceList | Product, ...]:
    """Bring back what the product cost in the list."""
    keys = dict(event.subjects.values_list("kind", "object_id"))
    price_list = PriceList.objects.get(pk=keys[PriceList.ref_kind])
    require(can_edit_price_list, actor, price_list)
    sheet = _locked(price_list, Product.objects.get(pk=keys[Product.ref_kind]))
    old, new = event.changes["prices"]
    if _plain(sheet.tiers) != new or sheet.price_list.currency != event.data["currency"]:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    _write(sheet, [Tier(*tier) for tier in old])
    return (sheet.price_list, sheet.product)


def _locked(price_list: PriceList, product: Product) -> Sheet:
    """What the product costs in the list, and nobody else changes meanwhile."""
    return sheet_of(lock(price_list), product)


def _replace(sheet: Sheet, tiers: Iterable[Tier], *, actor: Actor, at: datetime) -> Event | None:
    new = sorted(tiers)
    _check_tiers(new)
    if new == list(sheet.tiers):
        return None
    _write(sheet, new)
    return _tell("prices.set", sheet, new, actor=actor, at=at)


def _write(sheet: Sheet, tiers: Sequence[Tier]) -> None:
    Price.objects.filter(price_list=sheet.price_list, product=sheet.product).delete()
    Price.objects.bulk_create(
        Price(price_list=sheet.price_list, product=sheet.product, from_quantity=quantity, unit_price=price)
        for quantity, price in tiers
    )


def _tell(verb: str, sheet: Sheet, new: Sequence[Tier], *, actor: Actor, at: datetime) -> Event:
    """The event concerns list and product; each one's history names the other."""
    price_list, product = sheet.price_list, sheet.product
    data = {"price_list": price_list.name, "product": product.name, "currency": price_list.currency}
    changes = {"prices": [_plain(sheet.tiers), _plain(new)]}
    return record(verb, price_list, product, actor=actor, at=at, changes=changes, data=data)


def _plain(tiers: Iterable[Tier]) -> list[Any]:
    """Tiers as JSON keeps them."""
    return [list(tier) for tier in tiers]


def _save_list(price_list: PriceList, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Save what differs and let search know; returns the changes."""
    now = {name: getattr(price_list, name) for name in ("number", "valid_from", "valid_to")}
    _check_list({**now, **values}, price_list)
    if values.get("currency", price_list.currency) != price_list.currency and price_list.prices.exists():
        text = _("There are prices in %s in it. Begin another list for another currency.") % price_list.currency
        raise Invalid("currency_in_use", text, {"currency": text})
    key = {"name_key": _key(values["name"])} if "name" in values else {}
    changes = save_changes(price_list, {**values, **key})
    changes.pop("name_key", None)
    if changes:
        search.put(price_list_entry(price_list))
    return changes


def _check_list(values: Mapping[str, Any], price_list: PriceList | None = None) -> None:
    taken = PriceList.objects.filter(number=values["number"]).exclude(pk=price_list.pk if price_list else 0)
    if taken.exists():
        raise Invalid("number_taken", _("This list number is taken."), {"number": _("This number is taken.")})
    start, end = values.get("valid_from"), values.get("valid_to")
    if start and end and end <= start:
        text = _("It ends after it starts.")
        raise Invalid("span", text, {"valid_to": text})


def _check_tiers(tiers: Sequence[Tier]) -> None:
    """At least one, each quantity once, nothing below 0."""
    if not tiers:
        raise Invalid("no_price", _("At least one price, please."))
    if len(tiers) > MOST_TIERS:
        raise Invalid("too_many_tiers", _("At most %s prices of a product in a list.") % MOST_TIERS)
    if len({tier.from_quantity for tier in tiers}) < len(tiers):
        raise Invalid("quantity_twice", _("Each quantity stands in a list once."))
    if any(not 0 <= part <= MOST for tier in tiers for part in tier):
        raise Invalid("price_range", _("Quantities and prices are not below 0."))


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
