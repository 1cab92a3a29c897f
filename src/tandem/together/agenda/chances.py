"""Sections from the pipeline: what was won and lost since the last talk, and what stands still."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, DateTimeField, DurationField, ExpressionWrapper, IntegerField, Value, Window
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.templatetags.tandem import money_short
from tandem.pipeline.models import Closing, Opportunity, State

from . import FEW, AgendaSection, Frame, Row

DAY = timedelta(days=1)


def wins_and_losses(frame: Frame) -> AgendaSection | None:
    """Closed since the last talk, with what was learnt; the largest first, one statement."""
    rows = Closing.objects.filter(opportunity__tandem=frame.tandem, at__gte=frame.since, reopened_at=None)
    rows = rows.filter(frame.seen("opportunity__customer__"))
    rows = rows.select_related("opportunity__customer").annotate(total=Window(Count("pk")))
    found = list(rows.order_by("-opportunity__value_cents", "pk")[:FEW])
    shown = [Row(_named(row.opportunity), _learnt(row), row.opportunity.get_absolute_url()) for row in found]
    return AgendaSection("closed", _("Wins and losses"), shown, found[0].total if found else 0)


def standing_still(frame: Frame) -> AgendaSection | None:
    """Open ones that have not moved for longer than their stage allows, the largest first; one statement."""
    now = frame.actor.at
    stands = ExpressionWrapper(Cast("stage__stale_days", IntegerField()) * Value(DAY), output_field=DurationField())
    late = ExpressionWrapper(Value(now) - stands, output_field=DateTimeField())
    rows = Opportunity.objects.filter(tandem=frame.tandem, state=State.OPEN, moved_at__lte=late)
    rows = rows.filter(frame.seen("customer__"), stage__retired_at=None, stage__pipeline__retired_at=None)
    rows = rows.select_related("customer", "stage")
    found = list(rows.annotate(total=Window(Count("pk"))).order_by("-value_cents", "pk")[:FEW])
    shown = [Row(_named(row), _stands(row, (now - row.moved_at).days), row.get_absolute_url()) for row in found]
    return AgendaSection("still", _("Opportunities that stand still"), shown, found[0].total if found else 0)


def _named(opportunity: Opportunity) -> str:
    value = money_short(int(opportunity.value_cents), opportunity.currency)
    return f"{opportunity.customer.label}: {opportunity.title}, {value}"


def _learnt(row: Closing) -> str:
    day = date_format(timezone.localdate(row.at), "SHORT_DATE_FORMAT")
    told = _("won on %s") % day if row.won else _("lost on %s") % day
    why = [str(row.get_reason_display()) if row.reason else "", row.competitor, row.note[:120]]
    return " · ".join([told, *(text for text in why if text)])


def _stands(opportunity: Opportunity, days: int) -> str:
    still = ngettext("%d day without a move", "%d days without a move", days) % days
    return f"{opportunity.stage} · {still}"
