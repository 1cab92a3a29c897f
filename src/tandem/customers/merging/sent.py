"""What the page sends on which two are merged."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.http import QueryDict

from .fields import BOTH, KEEP, TAKE

_NUMBER = re.compile("[0-9]{1,18}")
FIELD, SAME = "field-", "same-"


def choices_in(data: QueryDict) -> Mapping[str, str]:
    """What was chosen, by field; other words are passed over."""
    return {
        name.removeprefix(FIELD): value
        for name, value in data.items()
        if name.startswith(FIELD) and value in (KEEP, TAKE, BOTH)
    }


def same_in(data: QueryDict) -> Mapping[int, int]:
    """Who was said to be the same person: contact of the loser by contact of the survivor."""
    pairs = ((name.removeprefix(SAME), str(value)) for name, value in data.items() if name.startswith(SAME))
    return {int(gone): int(stays) for gone, stays in pairs if _NUMBER.fullmatch(gone) and _NUMBER.fullmatch(stays)}


def versions_in(data: QueryDict) -> tuple[int, int]:
    """The versions that were shown; 0 where somebody tampered with them, which always conflicts."""
    one, two = data.get("version", ""), data.get("other_version", "")
    return int(one) if _NUMBER.fullmatch(one) else 0, int(two) if _NUMBER.fullmatch(two) else 0
