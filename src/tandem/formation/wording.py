"""Reasons in words, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.people.models import Language

LANGUAGES = {str(key): label for key, label in Language.choices}


def sentence(reason: Mapping[str, Any]) -> str:
    """One reason of a pair; empty for what this version does not know."""
    teller = TOLD.get(str(reason["kind"]))
    return teller(reason) if teller else ""


def _shared(reason: Mapping[str, Any]) -> str:
    count = reason["amount"]
    return str(ngettext("They know %d customer together.", "They know %d customers together.", count) % count)


def _knowledge(reason: Mapping[str, Any]) -> str:
    words = {"known": reason["amount"], "all": reason["of"], "adds": reason["adds"]}
    return _("Together they know %(known)d of %(all)d product groups; %(adds)d of them only one of the two.") % words


def _hours(reason: Mapping[str, Any]) -> str:
    return _("%s hours a week they work at the same time.") % number_format(reason["amount"] // 60)


def _languages(reason: Mapping[str, Any]) -> str:
    names = ", ".join(str(LANGUAGES.get(word, word)) for word in reason["words"])
    return _("Both speak %s.") % names


def _regions(reason: Mapping[str, Any]) -> str:
    return _("The same areas: %s.") % ", ".join(reason["words"])


TOLD: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "locked": lambda reason: _("Kept by the sales manager."),
    "stays": lambda reason: _("They are a tandem today."),
    "shared": _shared,
    "knowledge": _knowledge,
    "hours": _hours,
    "languages": _languages,
    "regions": _regions,
}
