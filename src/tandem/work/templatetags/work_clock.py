"""The clock of a request: its state with icon and words, so that colour says nothing alone."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.core.once import FIELD, new_key
from tandem.core.spell import hours, length
from tandem.core.templatetags.tandem import dated, moment
from tandem.core.templatetags.tandem_ui import icon
from tandem.work.models import NextStep, Request

register = template.Library()
SOON = timedelta(hours=2)


@register.simple_tag
def once_key() -> SafeString:
    """The hidden field of a button; each has its own, for one key stands for one deed."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())


@register.simple_tag
def request_clock(request: Request) -> SafeString:
    """How long the customer can wait, or has waited; how it stands once they have heard."""
    if request.merged_into_id:
        return _mark("", "git-merge", _("merged"))
    if request.closed_at:
        return _mark("", "circle-check", _("closed"))
    if request.answered_at:
        return _mark("t-ok", "message-check", _("answered"))
    return _owed(request.due_at)


@register.simple_tag
def step_clock(step: NextStep) -> SafeString:
    """The same from the row of a request in the one list."""
    return _mark("t-ok", "message-check", _("answered")) if step.data.get("answered") else _owed(step.due_at)


def _owed(due: datetime) -> SafeString:
    left = due - timezone.now()
    if left < timedelta(0):
        return _mark("t-late", "alert-circle", _("%s late") % length(-left))
    if left <= SOON:
        return _mark("t-soon", "hourglass", _("%s left") % length(left))
    return _mark("", "clock", _("by %s") % upcoming(due))


@register.filter
def upcoming(at: datetime) -> str:
    """11:00, tomorrow 8:30, Monday 9:00, 12.12.2026 9:00: an instant ahead, or on the same day."""
    local, today = timezone.localtime(at), timezone.localdate()
    clock = dated(local, "TIME_FORMAT")
    if local.date() == today:
        return clock
    if local.date() == today + timedelta(1):
        return _("tomorrow %(time)s") % {"time": clock}
    if today < local.date() < today + timedelta(7):
        return f"{dated(local, 'l')} {clock}"
    return moment(at) if local.date() < today else f"{dated(local, 'SHORT_DATE_FORMAT')} {clock}"


@register.filter
def working_hours(minutes: int) -> str:
    """Working minutes as 2:00 h."""
    return hours(minutes)


def _mark(tone: str, name: str, text: str) -> SafeString:
    return format_html('<span class="t-state{}">{}{}</span>', f" {tone}" if tone else "", icon(name), text)
