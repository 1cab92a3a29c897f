"""Why two look like one: words that the pages tell, strongest first."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "vat": _("same VAT id"),
    "mail": _("same mail address"),
    "phone": _("same phone"),
    "name and town": _("same name and town"),
    "name and street": _("same name and address"),
    "name": _("same name"),
    "similar name": _("similar name"),
    "address": _("same address"),
    "postcode": _("same postcode"),
    "town": _("same town"),
    "domain": _("same mail domain"),
    "customer": _("same customer"),
    "other site": _("customers of the same name"),
    "other vat": _("different VAT id"),
}
# How much each says on its own, for the order of a few candidates while somebody types; the scan computes odds.
WEIGHTS: dict[str, int] = {
    "vat": 100,
    "mail": 80,
    "phone": 60,
    "name and street": 90,
    "name and town": 75,
    "name": 50,
    "similar name": 40,
    "customer": 30,
    "other site": 20,
    "address": 30,
    "domain": 35,
    "postcode": 10,
    "town": 5,
    "other vat": -60,
}


def told(reasons: Iterable[str]) -> list[Promise]:
    """The reasons as people read them; words of an older release are passed over."""
    wanted = set(reasons)
    return [text for word, text in REASONS.items() if word in wanted]
