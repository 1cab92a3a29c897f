"""Words for spans of working time."""

from __future__ import annotations

from django import template

from tandem.tandems import wording

register = template.Library()


@register.filter
def span(minutes: int) -> str:
    """90 → 1:30 h."""
    return wording.span(minutes)
