"""Stretches of time in words, as clocks tell them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = 24 * 60


def length(span: timedelta) -> str:
    """0:12 h, 3:40 h, 2 days: of time that passes."""
    minutes = max(int(span.total_seconds()) // 60, 0)
    if minutes >= DAY:
        return ngettext("%d day", "%d days", minutes // DAY) % (minutes // DAY)
    return hours(minutes)


def hours(minutes: int) -> str:
    """2:00 h, 16:00 h: of working time, where a day is no unit."""
    return _("%(hours)d:%(minutes)02d h") % {"hours": minutes // 60, "minutes": minutes % 60}
