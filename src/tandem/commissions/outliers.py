"""What in a run somebody should look at before it is approved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SMALL = 100_00  # cents: below that nothing is an outlier
WORDS = {
    "negative": _("below zero"),
    "new": _("nothing in the month before"),
    "gone": _("nothing in this month"),
    "up": _("more than double"),
    "down": _("less than half"),
}


def outlier_of(now: int, before: int | None, payable: int) -> str:
    """A key of WORDS; empty where the figure is as usual.

    >>> outlier_of(90000, 30000, 90000), outlier_of(5000, None, 5000), outlier_of(40000, 30000, 40000)
    ('up', '', '')
    """
    was = before or 0
    if payable < 0:
        return "negative"
    if max(abs(now), abs(was)) < SMALL:
        return ""
    if not was:
        return "new"
    if not now:
        return "gone"
    if now > 2 * was:
        return "up"
    return "down" if 2 * now < was else ""
