"""What templates of quotes need."""

from __future__ import annotations

from django import template

from tandem.core.once import new_key as fresh_key

register = template.Library()


@register.simple_tag
def new_key() -> str:
    """A key for a form that is sent once."""
    return fresh_key()
