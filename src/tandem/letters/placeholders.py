"""What may stand in a text in braces: names from a list, each filled with a plain text. Nothing is ever looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.errors import Invalid

from .models import TextKind

COMMON: Mapping[str, Promise] = {
    "greeting": gettext_lazy("the greeting, with the contact's name"),
    "contact": gettext_lazy("the contact's name"),
    "customer": gettext_lazy("the customer's name"),
    "me": gettext_lazy("who writes"),
    "inside": gettext_lazy("who sits in the inside seat"),
    "field": gettext_lazy("who sits in the field seat"),
    "company": gettext_lazy("our company"),
    "today": gettext_lazy("today's date"),
}
PAPER: Mapping[str, Promise] = {
    "number": gettext_lazy("its number"),
    "total": gettext_lazy("its net total"),
    "reference": gettext_lazy("the customer's reference"),
}
DATED: Mapping[str, Promise] = {"valid_until": gettext_lazy("the last day on which it holds")}
LINKED: Mapping[str, Promise] = {"link": gettext_lazy("the address where the customer finds it")}
ALLOWED: Mapping[str, Mapping[str, Promise]] = MappingProxyType(
    {
        TextKind.FREE: COMMON,
        TextKind.ORDER: {**COMMON, **PAPER, **LINKED},
        TextKind.QUOTE: {**COMMON, **PAPER, **DATED, **LINKED},
        TextKind.COMPARISON: {**COMMON, "number": PAPER["number"], **LINKED},
        TextKind.CONTRACT: {**COMMON, "number": PAPER["number"], **LINKED},
    }
)
_BRACES = re.compile(r"\{([^{}]*)\}")


def check_text(text: str, kind: str, field: str) -> None:
    """Invalid at the field for a placeholder that is not on the list of this kind, or a brace without its other."""
    check_names(text, ALLOWED[kind], field)


def check_names(text: str, allowed: Iterable[str], field: str) -> None:
    """As `check_text`, against a list of one's own."""
    unknown = sorted({found for found in _BRACES.findall(text) if found not in set(allowed)})
    if unknown:
        text = _("There is no placeholder %(name)s here.") % {"name": "{" + unknown[0][:40] + "}"}
        raise Invalid("unknown_placeholder", text, {field: text})
    if set(_BRACES.sub("", text)) & {"{", "}"}:
        text = _("A brace { or } stands alone. Braces are for placeholders.")
        raise Invalid("lone_brace", text, {field: text})


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled, once: what is filled in is not read again."""
    return _BRACES.sub(lambda found: values.get(found[1], ""), text)
