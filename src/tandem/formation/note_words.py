"""What customers read when their people change, in the six languages that we write; managers may reword it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PLACEHOLDERS: Mapping[str, Promise] = MappingProxyType(
    {
        "greeting": _("the greeting, with the contact's name"),
        "customer": _("the customer's name"),
        "company": _("our company"),
        "day": _("the day from which on it holds"),
        "old": _("the people so far"),
        "new": _("the new people, with phone and mail"),
    }
)
_KNOWN = tomllib.loads((Path(__file__).parent / "data" / "notes.toml").read_text(encoding="utf-8"))
TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {language: (known["subject"], known["body"]) for language, known in _KNOWN.items()}
)
