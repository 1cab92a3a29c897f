"""Small marks that stand in every row: icon, half, face. Tags, because a row may carry five of them."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .tandem import initials

register = template.Library()

HALVES = {
    "inside": _("Inside sales"),
    "field": _("Field sales"),
    "joint": _("Both"),
    "customer": _("Customer"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decoration unless it gets a label."""
    return _mark("i", f"i-{name}", label)


@register.simple_tag
def half(name: str, label: str = "") -> SafeString:
    """Which of the two: inside, field, joint or customer. Pass label="-" where the word stands beside it."""
    if label == "-":
        return _mark("t-half", f"h-{name}", "")
    return _mark("t-half", f"h-{name}", label or str(HALVES[name]))


@register.simple_tag
def face(name: str, half: str = "", photo: str = "", size: str = "") -> SafeString:
    """A person's photo or initials in the colour of the half; size is md, lg or nothing. The name stands beside it."""
    classes = "t-face"
    if half in ("inside", "field"):
        classes += f" t-{half}"
    if size:
        classes += f" t-face-{size}"
    if photo:
        return format_html('<span class="{}"><img src="{}" alt="" loading="lazy"></span>', classes, photo)
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))


@register.filter
def number(value: int) -> str:
    """1234567 → 1.234.567 (by the language in force)."""
    return number_format(value, use_l10n=True, force_grouping=True)


@cache
def symbols() -> frozenset[str]:
    """The ids in the sprite."""
    sprite = Path(__file__).parents[1] / "static" / "core" / "img" / "sprite.svg"
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite.read_text(encoding="utf-8")))


@lru_cache(1024)  # a page carries some hundred marks of a few kinds
def _mark(classes: str, symbol: str, label: str) -> SafeString:
    if settings.ENV == "test" and symbol not in symbols():
        raise template.TemplateSyntaxError(f"No {symbol} in the sprite: add it to tools/vendor.json")
    source = static("core/img/sprite.svg")
    if label:
        shape = '<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>'
        return format_html(shape, classes, label, source, symbol)
    shape = '<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>'
    return format_html(shape, classes, source, symbol)
