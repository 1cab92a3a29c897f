"""Numbers as people type them, read exactly: scaled integers, never floats; and the form fields that yield them."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .errors import Invalid, Text

MONEY, QUANTITY, UNIT_PRICE, PERCENT = 2, 3, 4, 4  # decimals: cents, thousandths, ten-thousandths, parts per million
RATE = 8  # decimals of an exchange rate
MOST = 10**15  # far above any amount of ours, far below what the columns hold
_BLANKS = " \u00a0\u202f"
_SIGNS = "-\u2212"


def parse_decimal(text: str, places: int, *, language: str = "") -> int:
    """What was typed as an integer of 10**-places: "1.234,5678" in German with 4 places is 12345678.

    Raises Invalid where the text is no number of that language, has more decimals, or could mean two numbers.
    """
    point, groups = _marks(language or get_language() or "en")
    bare = text.strip()
    negative = bare[:1] in _SIGNS and bare != ""
    whole, found, decimals = bare[negative:].strip().partition(point)
    grouped = rf"\d{{1,3}}(?:[{re.escape(groups)}]\d{{3}})+|\d*"
    plain = re.fullmatch(grouped, whole, re.ASCII) and re.fullmatch(r"\d*", decimals, re.ASCII)
    if not plain or (found and not decimals) or not (whole or decimals):
        raise Invalid("number_unclear", _unclear(bare, language, point))
    if len(decimals.rstrip("0")) > places:
        raise Invalid("number_too_fine", _("At most %(places)s decimals.") % {"places": places})
    digits = "".join(filter(str.isdigit, whole)) + decimals.rstrip("0").ljust(places, "0")
    digits = digits.lstrip("0") or "0"
    if len(digits) > len(str(MOST)) or int(digits) >= MOST:
        raise Invalid("number_too_large", _("This number is too large."))
    value = int(digits)
    return -value if negative else value


def format_decimal(value: int, places: int, *, least: int = 0, language: str = "") -> str:
    """A scaled integer as people type it, without grouping; at least `least` decimals, no needless ones."""
    point, _groups = _marks(language or get_language() or "en")
    whole, rest = divmod(abs(value), 10**places)
    decimals = f"{rest:0{places}d}".rstrip("0").ljust(least, "0") if places else ""
    return f"{'-' if value < 0 else ''}{whole}{point if decimals else ''}{decimals}"


def _marks(language: str) -> tuple[str, str]:
    """The decimal mark of a language, and every mark that may separate its thousands."""
    point, group = get_format("DECIMAL_SEPARATOR", language), get_format("THOUSAND_SEPARATOR", language)
    return str(point), str(group) + _BLANKS


def _unclear(text: str, language: str, point: str) -> Text:
    """Show how numbers are written here; where only the decimal mark is another one, what was probably meant."""
    example = format_decimal(123450, 2, least=2, language=language)
    other = "." if point == "," else ","
    if re.fullmatch(rf"\d+[{other}]\d+", text, re.ASCII):
        meant = text.replace(other, point)
        return _("This could mean two numbers. Write %(meant)s or leave the mark out.") % {"meant": meant}
    return _("Write a number like %(example)s.") % {"example": example}


class ScaledField(forms.Field):
    """A typed number that becomes an integer of 10**-places."""

    places = 0
    least = 0
    signs: tuple[str, ...] = ()
    widget = forms.TextInput

    def __init__(self, *, min_value: int | None = 0, max_value: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        for sign in self.signs:
            text = text.removesuffix(sign).strip()
            text = re.sub(rf"^([-\u2212]?)\s*{re.escape(sign)}", r"\1", text).strip()
        if not text:
            return None
        try:
            return parse_decimal(text, self.places)
        except Invalid as error:
            raise ValidationError(str(error.text), code=error.code) from error

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        for bound, beyond, text in (
            (self.min_value, value < (self.min_value or 0), _("At least %(bound)s.")),
            (self.max_value, value > (self.max_value or 0), _("At most %(bound)s.")),
        ):
            if bound is not None and beyond:
                raise ValidationError(text % {"bound": self.prepare_value(bound)}, code="out_of_range")

    def prepare_value(self, value: Any) -> Any:
        """A stored integer as people type it; what was typed stays as it is."""
        return format_decimal(value, self.places, least=self.least) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


class MoneyField(ScaledField):
    """An amount as cents."""

    places, least, signs = MONEY, 2, ("€", "$", "£", "CHF", "EUR", "USD", "GBP")


class UnitPriceField(MoneyField):
    """A price per unit as ten-thousandths: up to four decimals."""

    places = UNIT_PRICE


class QuantityField(ScaledField):
    """A quantity as thousandths."""

    places = QUANTITY


class PercentField(ScaledField):
    """Per cent as parts per million: 2.5 becomes 25000."""

    places, signs = PERCENT, ("%",)
