"""What was sold keeps the group that the product had on that day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tandem.catalogue.actions import edit_product
from tandem.catalogue.models import FormerGroup, Product
from tandem.catalogue.queries import groups_in_time
from tandem.core.errors import Invalid
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, as_actor

from .factories import a_product

pytestmark = [pytest.mark.django_db, pytest.mark.both]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
FIELDS = ("number", "name", "unit", "list_price", "currency", "tax_class")


def moved(product: Product, group: str, *, since: date | None = None, later: int = 0) -> Event:
    at = AT + timedelta(days=later)
    actor = as_actor(an_employee(["manager"]), at)
    product.refresh_from_db()
    values = {name: getattr(product, name) for name in FIELDS} | {"group": group}
    event = edit_product(product, values=values, version=product.version, group_since=since, actor=actor, at=at)
    assert event is not None
    return event


def held(product: Product, *days: date) -> list[str]:
    product.refresh_from_db()
    groups = groups_in_time()
    return [groups.on(product.pk, day, product.group) for day in days]


def rows(product: Product) -> list[tuple[str, date]]:
    return list(FormerGroup.objects.filter(product=product).values_list("name", "until"))


def test_a_move_holds_from_its_day_on() -> None:
    product, other = a_product(group="Pumpen"), a_product(group="Pumpen")
    moved(product, "Motoren")
    moved(product, "Ventile", later=3)
    before, after = TODAY - timedelta(days=1), TODAY + timedelta(days=3)
    assert held(product, before, TODAY, after - timedelta(days=1), after) == ["Pumpen", "Motoren", "Motoren", "Ventile"]
    assert held(other, before, after) == ["Pumpen", "Pumpen"]


def test_two_moves_of_a_day_are_one_and_back_is_none() -> None:
    product = a_product(group="Pumpen")
    moved(product, "Motoren")
    moved(product, "Ventile")
    assert rows(product) == [("Pumpen", TODAY)]
    moved(product, "Pumpen")
    assert rows(product) == []


def test_a_correction_holds_for_the_past_it_names() -> None:
    product = a_product(group="Pumpen")
    moved(product, "Motoren", since=date(2026, 6, 1))
    moved(product, "Ventile", since=date(2026, 3, 1))
    assert rows(product) == [("Pumpen", date(2026, 3, 1))]
    assert held(product, date(2026, 2, 28), date(2026, 3, 1), TODAY) == ["Pumpen", "Ventile", "Ventile"]


def test_what_is_taken_back_was_never_moved() -> None:
    product = a_product(group="Pumpen")
    moved(product, "Motoren", since=date(2026, 6, 1))
    kept = rows(product)
    event = moved(product, "Ventile", since=date(2026, 3, 1))
    author = Employee.objects.get(pk=event.actor_id or 0)
    undo_event(event, actor=as_actor(author, AT), at=AT)
    assert (rows(product), held(product, TODAY)) == (kept, ["Motoren"])


def test_nobody_knows_the_group_of_tomorrow() -> None:
    product = a_product(group="Pumpen")
    with pytest.raises(Invalid) as error:
        moved(product, "Motoren", since=TODAY + timedelta(days=1))
    assert error.value.code == "group_ahead"
    assert (held(product, TODAY), rows(product), Event.objects.count()) == (["Pumpen"], [], 0)


def test_the_page_moves_a_product_from_a_day_on(client: Client) -> None:
    product = a_product(group="Pumpen")
    client.force_login(an_employee(["manager"]))
    address = reverse("catalogue:edit", args=[product.number])
    shown = client.get(address).context["form"]
    sent = {name: shown[name].value() for name in shown.fields if shown[name].value() is not None}
    client.post(address, sent | {"group": "Motoren", "group_since": "2026-06-01"})
    assert (rows(product), held(product, TODAY)) == ([("Pumpen", date(2026, 6, 1))], ["Motoren"])
    assert "Pumpen, until before" in client.get(product.get_absolute_url(), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "group_since" not in client.get(reverse("catalogue:new")).context["form"].fields


def test_moves_of_before_are_found_in_the_history() -> None:
    product, back = a_product(group="Pumpen"), a_product(group="Pumpen")
    moved(product, "Motoren")
    moved(product, "Ventile", later=3)
    moved(back, "Motoren")
    moved(back, "Pumpen", later=1)
    wanted = rows(product), rows(back)
    FormerGroup.objects.all().delete()
    import_module("tandem.catalogue.migrations.0007_former_groups").fill(apps, None)
    assert (rows(product), rows(back)) == wanted
