"""Marks that rows of work share: when something is due, and the key of a button that acts once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.core.once import FIELD, new_key
from tandem.core.spell import hours, minutes
from tandem.core.templatetags.tandem_ui import icon
from tandem.work.days import END

register = template.Library()
SOON = timedelta(hours=2)


@register.simple_tag
def once_key() -> SafeString:
    """The hidden field of a button; each needs its own, for one key stands for one deed."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())


@register.filter
def when(at: datetime, timed: bool = True) -> str:
    """today 14:30, tomorrow, 27 Nov: an instant as people say it; without the hour where only the day matters."""
    local, today = timezone.localtime(at), timezone.localdate()
    clock = f" {date_format(local, 'TIME_FORMAT')}" if timed and local.time() != END else ""
    return f"{_day(local.date(), today)}{clock}"


def _day(day: date, today: date) -> str:
    named = {today - timedelta(1): _("yesterday"), today: _("today"), today + timedelta(1): _("tomorrow")}
    if day in named:
        return named[day]
    if today < day < today + timedelta(7):
        return date_format(day, "l")
    if abs(day - today) < timedelta(180):
        return without_year(day)
    return date_format(day, "SHORT_DATE_FORMAT")


@register.filter
def without_year(day: date) -> str:
    """27 Nov, 27.11."""
    return date_format(day, pgettext("format of a day without its year", "j M"))


@register.simple_tag
def due_mark(at: datetime, timed: bool = True, *, over: bool = False) -> SafeString:
    """When it is due, with icon and colour: overdue, soon, later; plain where it is over. A day is late when over."""
    now = timezone.now()
    text = when(at, timed and abs(timezone.localdate(at) - timezone.localdate()) <= timedelta(1))  # rows are narrow
    if over:
        return _mark("", "circle-check", text)
    if at < now if timed else timezone.localdate(at) < timezone.localdate():
        return _mark("t-late", "alert-circle", _("since %s") % text)
    if timed and at - now < SOON:
        return _mark("t-soon", "hourglass", text)
    return _mark("", "circle-dashed", text)


@register.filter
def worked(span: timedelta | None) -> str:
    """A stretch of working time: 45 min, 2:10 h."""
    if span is None:
        return "–"
    count = int(span.total_seconds()) // 60
    return minutes(count) if count < 60 else hours(count)


def _mark(tone: str, name: str, text: Any) -> SafeString:
    return format_html('<span class="t-state{}">{}{}</span>', f" {tone}" if tone else "", icon(name), text)
