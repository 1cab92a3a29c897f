"""Stretches of time in words, as clocks tell them."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = 24 * 60


def length(span: timedelta) -> str:
    """0:12 h, 3:40 h, 2 days: of time that passes."""
    passed = max(int(span.total_seconds()) // 60, 0)
    if passed >= DAY:
        return ngettext("%d day", "%d days", passed // DAY) % (passed // DAY)
    return hours(passed)


def hours(count: int) -> str:
    """2:00 h, 16:00 h: minutes of working time, where a day is no unit."""
    return _held(_("%(hours)d:%(minutes)02d h") % {"hours": count // 60, "minutes": count % 60})


def minutes(count: int) -> str:
    """45 min."""
    return _held(_("%d min") % count)


def _held(told: str) -> str:
    """A unit stays with its number when the line breaks."""
    return told.replace(" ", "\u00a0")
