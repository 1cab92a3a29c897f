"""One bare view per page that is measured."""

from __future__ import annotations

from django.db import transaction
from django.db.models import CharField, Count, Sum
from django.db.models.functions import Cast, Substr
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone

from tandem.core.models import Event, EventSubject, SearchRow
from tandem.core.search import fold
from tandem.customers.models import Customer, Note
from tandem.orders.models import Order
from tandem.pipeline.models import Opportunity
from tandem.work.models import Request


def brief(request: HttpRequest, number: str) -> HttpResponse:
    """A customer with contacts, sites, orders and what happened last."""
    customer = get_object_or_404(Customer, number=number)
    parts = [
        [(customer.name, customer.town, customer.phone)],
        customer.contacts.values_list("last_name", "phone", "email"),
        customer.sites.values_list("street", "town"),
        customer.orders.order_by("-ordered_on", "-id").values_list("number", "status", "net_cents", "ordered_on")[:6],
        _latest("customer", customer.pk, 20),
    ]
    return render(request, "parts.html", {"parts": parts})


def customers(request: HttpRequest) -> HttpResponse:
    """A page of fifty, with the count."""
    rows = Customer.objects.order_by("name_key", "id")
    shown = rows.values_list("number", "name", "town", "customer_class", "lifecycle", "figures__revenue_cents")[:50]
    return render(request, "parts.html", {"parts": [[[rows.count()]], shown]})


def orders(request: HttpRequest) -> HttpResponse:
    """A page of fifty, with the count."""
    rows = Order.objects.order_by("-ordered_on", "-id")
    shown = rows.values_list("number", "customer__name", "ordered_on", "status", "net_cents")[:50]
    return render(request, "parts.html", {"parts": [[[rows.count()]], shown]})


def requests(request: HttpRequest) -> HttpResponse:
    """Fifty that wait longest, with the count as far as two thousand."""
    rows = Request.objects.filter(closed_at=None, answered_at=None).order_by("due_at", "id")
    shown = rows.values_list("wish", "customer__name", "kind__name_de", "due_at", "holder__last_name", "received_at")
    return render(request, "parts.html", {"parts": [[[rows.order_by().values("pk")[:2001].count()]], shown[:50]]})


def board(request: HttpRequest) -> HttpResponse:
    """Forty cards of each stage, with count and sums."""
    rows = Opportunity.objects.filter(state="open")
    names = ("number", "title", "customer__name", "value_cents", "close_on", "holder__last_name")
    sums = rows.values_list("stage").annotate(Count("pk"), Sum("value_cents"), Sum("weighted_cents"))
    lanes = [rows.filter(stage=row[0]).order_by("close_on", "id").values_list(*names)[:40] for row in sums]
    return render(request, "parts.html", {"parts": [sums, *lanes]})


def report(request: HttpRequest) -> HttpResponse:
    """Sums by stage and month."""
    month = Substr(Cast("close_on", CharField(max_length=10)), 1, 7)
    rows = Opportunity.objects.filter(state="open").annotate(month=month).values_list("month", "stage")
    return render(request, "parts.html", {"parts": [rows.annotate(Sum("value_cents"), Sum("weighted_cents"))]})


def typeahead(request: HttpRequest) -> HttpResponse:
    """Eight names that begin so."""
    word = fold(request.GET["q"])
    rows = SearchRow.objects.filter(title_key__gte=word, title_key__lt=word + "\U0010ffff").order_by("title_key")
    return render(request, "rows.html", {"rows": rows.values_list("kind", "title", "detail")[:8]})


def today(request: HttpRequest) -> HttpResponse:
    """Open orders of one tandem and the latest on its customers."""
    waiting = Order.objects.filter(status="captured", tandem=1).order_by("ordered_on", "id")
    parts = [waiting.values_list("number", "customer__name", "net_cents")[:10], _latest("tandem", 1, 12)]
    return render(request, "parts.html", {"parts": parts})


def note(request: HttpRequest, number: str) -> HttpResponse:
    """One note with its event, durable."""
    customer, now = get_object_or_404(Customer, number=number), timezone.now()
    with transaction.atomic():
        made = Note.objects.create(customer=customer, kind="note", text=request.POST["note-text"], at=now)
        event = Event.objects.create(verb="note.added", at=now, actor_kind="system", data={"kind": "note"})
        EventSubject.objects.bulk_create(
            EventSubject(event=event, kind=kind, object_id=key)
            for kind, key in (("note", made.pk), ("customer", customer.pk), ("tandem", 1))
        )
    return HttpResponse(status=204)


def _latest(kind: str, key: int, size: int) -> object:
    rows = EventSubject.objects.filter(kind=kind, object_id=key).order_by("-event")
    return rows.values_list("event__verb", "event__at", "event__actor_label")[:size]


urlpatterns = [
    path("brief/<str:number>/", brief),
    path("customers/", customers),
    path("orders/", orders),
    path("requests/", requests),
    path("board/", board),
    path("report/", report),
    path("typeahead/", typeahead),
    path("today/", today),
    path("note/<str:number>/", note),
]
