"""What must be true of the demo company once it is loaded: the bulk path is checked against the house's rules."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Exists, F, Model, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tandem.catalogue.models import Price, PriceList
from tandem.core.models import Event, SearchRow
from tandem.customers.models import Assignment, Contact, Customer, CustomerFigures, Note, Site
from tandem.orders.models import Credit, CreditNoteLine, Invoice, Order, OrderLine, OrderStatus
from tandem.people.models import Absence, Employee
from tandem.tandems.models import Seat, SeatWeight, Tandem


class DemoBroken(AssertionError):
    """The generated company breaks a rule of the house: a mistake of ours, nothing is kept."""


def check_company(*, customers: int) -> dict[str, int]:
    """Raise DemoBroken with all that is wrong; else how much there is of what."""
    wrong = [text for text, rows in _rules() if rows.exists()]
    counts = {
        "people": Employee.objects.count(),
        "tandems": Tandem.objects.count(),
        "price_lists": PriceList.objects.count(),
        "prices": Price.objects.count(),
        "customers": Customer.objects.count(),
        "contacts": Contact.objects.count(),
        "notes": Note.objects.count(),
        "orders": Order.objects.count(),
        "order_lines": OrderLine.objects.count(),
        "invoices": Invoice.objects.count(),
        "events": Event.objects.count(),
        "search_rows": SearchRow.objects.count(),
    }
    wrong += [
        f"{name}: {counts[name]}, not {wanted}"
        for name, wanted in (("people", 60), ("tandems", 20), ("price_lists", 6), ("customers", customers))
        if counts[name] != wanted
    ]
    if wrong:
        raise DemoBroken("; ".join(wrong))
    return counts


def _rules() -> Iterator[tuple[str, QuerySet[Model]]]:
    """Each rule with the rows that break it."""
    yield from _order_rules()
    yield from _price_rules()
    yield "two main sites or none", _customers(sites=Site.objects.filter(is_main=True))
    yield "two first contacts or none", _customers(sites=Contact.objects.filter(is_first=True))
    yield "figures are missing", Customer.objects.exclude(pk__in=CustomerFigures.objects.values("pk"))
    yield "a tandem of another team", Assignment.objects.exclude(tandem__team=F("customer__team"))
    yield "a tandem before its time", Assignment.objects.filter(start__lt=F("tandem__founded_on"))
    yield "a seat before its time", Seat.objects.filter(start__lt=F("tandem__founded_on"))
    for model, same in ((Assignment, ["customer"]), (Seat, ["tandem", "role"]), (SeatWeight, ["tandem"])):
        yield f"overlapping rows of {model.__name__}", _overlapping(model, same)
    yield "overlapping absences", _overlapping(Absence, ["employee"])
    yield "a seat of a wrong role", Seat.objects.exclude(employee__roles__contains=F("role"))


def _price_rules() -> Iterator[tuple[str, QuerySet[Model]]]:
    yield "a price list without prices", PriceList.objects.filter(prices=None)
    cheaper = Price.objects.filter(
        price_list=OuterRef("price_list"),
        product=OuterRef("product"),
        from_quantity__lt=OuterRef("from_quantity"),
        unit_price__lt=OuterRef("unit_price"),
    )
    yield "dearer in larger quantities", Price.objects.filter(Exists(cheaper))


def _order_rules() -> Iterator[tuple[str, QuerySet[Model]]]:
    orders, confirmed = Order.objects.all(), Order.objects.filter(confirmation__isnull=False)
    lines = orders.annotate(found=Coalesce(Sum("lines__net_cents"), 0))
    yield "lines do not sum to the net", lines.exclude(found=F("net_cents"))
    owned = confirmed.exclude(tandem=None).annotate(found=Sum("credits__net_cents"), parts=Count("credits"))
    yield "credits do not sum to the net", owned.exclude(found=F("net_cents"), parts=2)
    yield "credits without a tandem", Credit.objects.filter(order__tandem=None)
    yield "confirmed without a confirmation", orders.filter(status=OrderStatus.CONFIRMED, confirmation=None)
    yield "cancelled without a cancellation", orders.filter(status=OrderStatus.CANCELLED, cancellation=None)
    holding = Assignment.objects.filter(
        Q(end=None) | Q(end__gt=OuterRef("ordered_on")),
        customer=OuterRef("customer"),
        start__lte=OuterRef("ordered_on"),
    )
    yield (
        "an order of a wrong tandem",
        orders.exclude(tandem=None).exclude(Exists(holding.filter(tandem=OuterRef("tandem")))),
    )
    yield "an owned order without its tandem", orders.filter(Exists(holding), tandem=None)
    yield "a contact of another customer", orders.exclude(contact=None).exclude(contact__customer=F("customer"))
    paid = Invoice.objects.annotate(found=Coalesce(Sum("payments__amount_cents"), 0))
    yield "payments do not sum to what is paid", paid.exclude(open_cents=F("gross_cents") - F("found"))
    yield "an invoice of another customer", Invoice.objects.exclude(order=None).exclude(order__customer=F("customer"))
    given = CreditNoteLine.objects.filter(note__withdrawal=None, line=OuterRef("pk")).order_by().values("line")
    sums = OrderLine.objects.annotate(given=Subquery(given.annotate(sum=Sum("net_cents")).values("sum")))
    yield "more credited than bought", sums.filter(given__gt=F("net_cents"))


def _customers(sites: QuerySet[Model]) -> QuerySet[Model]:
    """Customers with another number of such rows than one."""
    return Customer.objects.exclude(
        pk__in=sites.order_by().values("customer").annotate(n=Count("pk")).filter(n=1).values("customer")
    )


def _overlapping(model: type[Model], same: list[str]) -> QuerySet[Model]:
    """Rows that share a day with another one of the same kind."""
    others = model._default_manager.filter(
        Q(end=None) | Q(end__gt=OuterRef("start")),
        start__lte=OuterRef("start"),
        **{name: OuterRef(name) for name in same},
    ).exclude(pk=OuterRef("pk"))
    return model._default_manager.filter(Exists(others))
