"""The check finds what a bulk path could get wrong, and the actions go on where the demo ended."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import F
from django.utils import timezone

from tandem.catalogue.models import Price, PriceList
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.models import Event
from tandem.customers.actions import create_customer
from tandem.customers.models import Contact, Customer, CustomerFigures, Site
from tandem.demo.check import DemoBroken, check_company
from tandem.orders.actions import cancel_order, capture_order, confirm_order, issue_credit_note
from tandem.orders.lines import LineInput
from tandem.orders.models import Credit, CreditNote, Order, OrderConfirmation, OrderLine
from tandem.people.models import Employee
from tandem.tandems.models import Seat, Tandem

from .conftest import AT, SMALL

pytestmark = [pytest.mark.once, pytest.mark.wide]


def _one_more(row: Customer | PriceList, **values: str) -> None:
    for name, value in {"pk": None, **values}.items():
        setattr(row, name, value)
    row._state.adding = True
    row.save()


BREAKS: dict[str, Callable[[], object]] = {
    "lines do not sum": lambda: OrderLine.objects.filter(position=1).update(net_cents=F("net_cents") + 1),
    "credits do not sum": lambda: Credit.objects.filter(seat="field").update(net_cents=F("net_cents") - 1),
    "without a confirmation": lambda: OrderConfirmation.objects.all().delete(),
    "wrong tandem": lambda: Order.objects.exclude(tandem=None).update(tandem=Tandem.objects.get(name="Sieg")),
    "two main sites": lambda: Site.objects.update(is_main=False),
    "two first contacts": lambda: Contact.objects.update(is_first=True),
    "figures are missing": lambda: CustomerFigures.objects.all().delete(),
    "tandem of another team": lambda: Customer.objects.update(team=Employee.objects.get(last_name="Hartwig").team),
    "before its time": lambda: Tandem.objects.update(founded_on=timezone.localdate(AT)),
    "seat of a wrong role": lambda: Employee.objects.update(roles={"admin"}),
    "list without prices": lambda: Price.objects.filter(price_list__currency="CHF").delete(),
    "dearer in larger quantities": lambda: Price.objects.filter(from_quantity=50_000).update(unit_price=10**9),
    "price_lists: 7, not 6": lambda: _one_more(PriceList.objects.get(currency="CHF"), number="CHF-2"),
    "customers: 61, not 60": lambda: _one_more(Customer.objects.earliest("pk"), number="K-99999"),
}


@pytest.mark.parametrize("what", BREAKS)
def test_a_broken_rule_is_named(company: dict[str, int], what: str) -> None:
    BREAKS[what]()
    with pytest.raises(DemoBroken, match=what):
        check_company(customers=SMALL)


def test_the_loaded_company_is_whole(company: dict[str, int]) -> None:
    assert check_company(customers=SMALL) == company


def test_the_actions_go_on_from_here(company: dict[str, int]) -> None:
    aylin = Employee.objects.get(last_name="Demir")
    actor = Actor.of(aylin, AT)
    tandem = Seat.objects.get(employee=aylin, end=None).tandem
    customer = Customer.objects.filter(assignments__tandem=tandem, assignments__end=None, restricted=False)[0]
    today = timezone.localdate(AT)
    lines = [LineInput("Getriebemotor", 3000, 1_234_5678)]
    highest = max(Order.objects.filter(number__startswith="26-").values_list("number", flat=True))
    order = capture_order(customer, contact=None, lines=lines, ordered_on=today, actor=actor, at=AT)
    assert order.number > highest
    confirm_order(order, actor=actor, at=AT)
    assert sum(order.credits.values_list("net_cents", flat=True)) == order.net_cents == 3703_70
    numbers = set(CreditNote.objects.values_list("number", flat=True))
    line = order.lines.get()
    note = issue_credit_note(order, quantities={line.pk: 1000}, reason="Test", issued_on=today, actor=actor, at=AT)
    assert note.number not in numbers
    other = create_customer(values={"name": "Neu GmbH"}, team=customer.team, tandem=tandem, actor=actor, at=AT)
    assert int(other.number) == 10000 + SMALL + 1


def test_open_orders_of_the_demo_can_be_worked_on(company: dict[str, int]) -> None:
    manager = Employee.objects.get(last_name="Asmussen")
    order = Order.objects.filter(status="captured", tandem__team=manager.team).first()
    assert order is not None
    actor = Actor.of(manager, AT)
    confirm_order(order, actor=actor, at=AT)
    cancel_order(order, reason="Test", actor=actor, at=AT)
    assert Event.objects.latest("id").verb == "order.cancelled"


def test_search_finds_what_was_loaded(company: dict[str, int]) -> None:
    assert [row.kind for row in search.find("Hansen Fördertechnik", kinds=["customer"])] == ["customer"]
    assert search.find("aylin demir")[0].title == "Aylin Demir"
    assert search.find("zielinski")[0].title == "Marek Zieliński"
    assert search.find("NW-G80-0.75-42")[0].kind == "product"
    assert [row.title for row in search.find("Händlerpreise", kinds=["price_list"])] == ["Händlerpreise 2026"]
    number = Order.objects.latest("id").number
    assert search.find(number)[0].number == number
    assert {row.title for row in search.find("Eider", kinds=["tandem"])} == {"Eider"}
