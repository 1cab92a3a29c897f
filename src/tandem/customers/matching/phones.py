"""Telephone numbers as digits with their country, however they were written."""

from __future__ import annotations

import re
from functools import lru_cache

_NO_DIGIT = re.compile("[^0-9]")
FEWEST_DIGITS = 6  # less is an extension or a mistake
# Country code and what is dialled before an area code at home, for the countries a German company sells to.
DIALLING: dict[str, tuple[str, str]] = {
    "AT": ("43", "0"),
    "AU": ("61", "0"),
    "BE": ("32", "0"),
    "BG": ("359", "0"),
    "CA": ("1", "1"),
    "CH": ("41", "0"),
    "CN": ("86", "0"),
    "CZ": ("420", ""),
    "DE": ("49", "0"),
    "DK": ("45", ""),
    "EE": ("372", ""),
    "ES": ("34", ""),
    "FI": ("358", "0"),
    "FR": ("33", "0"),
    "GB": ("44", "0"),
    "GR": ("30", ""),
    "HR": ("385", "0"),
    "HU": ("36", "06"),
    "IE": ("353", "0"),
    "IN": ("91", "0"),
    "IT": ("39", ""),
    "JP": ("81", "0"),
    "LI": ("423", ""),
    "LT": ("370", "8"),
    "LU": ("352", ""),
    "LV": ("371", ""),
    "NL": ("31", "0"),
    "NO": ("47", ""),
    "PL": ("48", ""),
    "PT": ("351", ""),
    "RO": ("40", "0"),
    "SE": ("46", "0"),
    "SI": ("386", "0"),
    "SK": ("421", "0"),
    "TR": ("90", "0"),
    "UA": ("380", "0"),
    "US": ("1", "1"),
}


@lru_cache(maxsize=4096)
def phone_key(phone: str, country: str) -> str:
    """Digits from the country code on: "040 123-45" of a German customer is "494012345"; empty for what is none."""
    abroad = phone.strip().startswith("+")
    digits = _NO_DIGIT.sub("", phone.replace("(0)", ""))
    if digits.startswith("00"):
        abroad, digits = True, digits[2:]
    if len(digits) < FEWEST_DIGITS:
        return ""
    if abroad or country not in DIALLING:
        return digits
    code, trunk = DIALLING[country]
    return code + (digits.removeprefix(trunk) if trunk else digits)
