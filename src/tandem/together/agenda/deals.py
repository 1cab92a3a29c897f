"""Sections from what was won, and from the two's own rules."""

from __future__ import annotations

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.core.templatetags.tandem import money_short
from tandem.orders.models import Order, OrderStatus
from tandem.quotes.models import Quote, QuoteStatus
from tandem.tandems.models import RulesOfPlay

from . import FEW, AgendaSection, Frame, Row


def orders_won(frame: Frame) -> AgendaSection | None:
    """Orders since the last talk, the largest first; one statement."""
    rows = Order.objects.filter(tandem=frame.tandem, ordered_on__gte=timezone.localdate(frame.since))
    rows = rows.exclude(status=OrderStatus.CANCELLED).filter(frame.seen("customer__")).select_related("customer")
    rows = rows.annotate(total=Window(Count("pk")))
    found = list(rows.order_by("-net_cents", "pk")[:FEW])
    ordered = _("ordered on %(day)s · %(status)s")
    shown = [
        Row(
            f"{order.customer.label}: {money_short(order.net_cents, order.currency)}",
            ordered % {"day": _day(order), "status": order.get_status_display()},
            order.get_absolute_url(),
        )
        for order in found
    ]
    return AgendaSection("orders", _("Orders won since the last talk"), shown, found[0].total if found else 0)


def quotes_to_follow_up(frame: Frame) -> AgendaSection | None:
    """Sent quotes without an answer, those that run out first; one statement."""
    rows = Quote.objects.filter(frame.seen("customer__"), tandem=frame.tandem, status=QuoteStatus.SENT)
    rows = rows.select_related("customer")
    found = list(rows.annotate(total=Window(Count("pk"))).order_by("valid_until", "pk")[:FEW])
    ends = _("%(number)s · can be accepted until %(day)s")
    shown = [
        Row(
            f"{quote.customer.label}: {money_short(quote.net_cents, quote.currency)}",
            ends % {"number": quote.number, "day": date_format(quote.valid_until, "SHORT_DATE_FORMAT")},
            quote.get_absolute_url(),
        )
        for quote in found
        if quote.valid_until
    ]
    return AgendaSection("quotes", _("Quotes to follow up"), shown, found[0].total if found else 0)


def rules_waiting(frame: Frame) -> AgendaSection | None:
    """A proposal of rules of play that one of the two has not agreed to; one statement."""
    rows = RulesOfPlay.objects.filter(tandem=frame.tandem, in_force_at=None, withdrawn_at=None)
    found = list(rows.select_related("proposed_by"))
    url = reverse("tandems:rules", args=[frame.tandem.pk])
    shown = [
        Row(str(row), _("proposed by %s, holds once both have agreed") % (row.proposed_by or "–"), url) for row in found
    ]
    return AgendaSection("rules", _("Rules of play"), shown, len(found))


def _day(order: Order) -> str:
    return date_format(order.ordered_on, "SHORT_DATE_FORMAT")
