"""Template words of people."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from tandem.people.mentions import with_links

register = template.Library()
register.filter("with_mentions", with_links)
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")  # the first that occurs; Edge and Opera call themselves Chrome
SYSTEMS = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Mac OS": "macOS"}
NAMES = {"Edg": "Edge", "OPR": "Opera"}


@register.filter
def device(user_agent: str) -> str:
    """What a browser says of itself, in two words: Firefox, Windows."""
    browser = next((name for name in BROWSERS if name in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    if not system and "Linux" in user_agent:
        system = "Linux"
    return ", ".join(part for part in (NAMES.get(browser, browser), system) if part) or _("unknown browser")
