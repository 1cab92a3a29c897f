"""Events and their deliveries, for administration: verbs and ids, never names of customers."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.models import Delivery
from tandem.core.outbox import retry_parked
from tandem.core.rules import require
from tandem.desk.queries.outbox import DELIVERIES, delivery_of, outbox_summary, visible_deliveries
from tandem.people.rules import can_read_outbox


@require_GET
def list_deliveries(request: Request) -> HttpResponse:
    """All deliveries, parked ones first to be seen."""
    require(can_read_outbox, request.actor)
    page = build_page(DELIVERIES, visible_deliveries(request.actor), request.GET, request.actor)
    return render(request, "desk/outbox.html", {"page": page, "summary": outbox_summary(request.actor.at)})


@require_GET
def show_delivery(request: Request, pk: int) -> HttpResponse:
    """One delivery with its event and, where it failed, why."""
    require(can_read_outbox, request.actor)
    delivery = delivery_of(pk, request.actor)
    return render(request, "desk/delivery.html", {"delivery": delivery, "event": delivery.event})


@require_POST
def retry(request: Request, pk: int) -> HttpResponse:
    """Put a parked delivery back into the queue."""
    delivery = get_object_or_404(Delivery, pk=pk)
    retry_parked(delivery, actor=request.actor, at=request.actor.at, rule=can_read_outbox)
    return done(request, "outbox", _("It is in the queue again."))
