"""Numbers as people type them, kept as integers: money, unit prices, quantities, per cent."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext_lazy as _

MOST_DIGITS = 15
_SPACES = re.compile(r"[\s\u00a0\u202f'’€$£%]")


def parse_scaled(text: str, decimals: int) -> int:
    """1.234,5 with two decimals → 123450, by the language in force; ValueError for what is no such number.

    The separator of the other language is taken for the decimal point where it cannot be one of thousands: 19.99.
    """
    text = _SPACES.sub("", text).replace("−", "-")
    point, group = str(get_format("DECIMAL_SEPARATOR")), str(get_format("THOUSAND_SEPARATOR"))
    if point not in ".,":
        point = "."
    other = "," if point == "." else "."
    sign, body = (-1, text[1:]) if text.startswith("-") else (1, text)
    if other in body and not _grouped(body, point, other):
        body = body.replace(point, "").replace(other, point) if body.count(other) == 1 else "?"
    body = body.replace(other, "").replace(group, "") if group != point else body.replace(other, "")
    whole, _point, rest = body.partition(point)
    if not re.fullmatch(r"[0-9]*", whole + rest) or not whole + rest or len(whole) > MOST_DIGITS:
        raise ValueError(text)
    if len(rest.rstrip("0")) > decimals:
        raise ValueError(text)
    return sign * int((whole or "0") + rest.rstrip("0").ljust(decimals, "0"))


def _grouped(body: str, point: str, group: str) -> bool:
    """Whether the separators of the whole part stand where thousands are."""
    whole = body.partition(point)[0]
    return (
        bool(re.fullmatch(rf"[1-9][0-9]{{0,2}}(?:{re.escape(group)}[0-9]{{3}})+", whole))
        and group not in (body.partition(point)[2])
    )


def format_scaled(value: int, decimals: int, least: int = 0) -> str:
    """123450 with two decimals → 1234,50: for form fields, without thousands, with at least some decimals."""
    whole, rest = divmod(abs(value), 10**decimals)
    digits = f"{rest:0{decimals}d}".rstrip("0").ljust(least, "0") if decimals else ""
    tail = number_format(f"0.{digits}", use_l10n=True)[1:] if digits else ""
    return f"{'-' if value < 0 else ''}{whole}{tail}"


class ScaledField(forms.CharField):
    """A text field that speaks the reader's language and gives an integer; None when empty."""

    decimals = 2
    least = 2
    wrong = _("A number with at most two decimals.")

    def __init__(self, *, low: int | None = None, high: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.low, self.high = low, high
        self.widget.attrs.setdefault("inputmode", "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_scaled(text, self.decimals)
        except ValueError:
            raise ValidationError(self.wrong) from None

    def validate(self, value: Any) -> None:
        super().validate("" if value is None else value)
        if value is None:
            return
        if self.low is not None and value < self.low:
            raise ValidationError(_("At least %s.") % self.prepare_value(self.low))
        if self.high is not None and value > self.high:
            raise ValidationError(_("At most %s.") % self.prepare_value(self.high))

    def run_validators(self, value: Any) -> None:
        """An integer has no length."""

    def prepare_value(self, value: Any) -> Any:
        return format_scaled(value, self.decimals, self.least) if isinstance(value, int) else value


class MoneyField(ScaledField):
    """Cents."""


class UnitPriceField(ScaledField):
    """Ten-thousandths of a unit of the currency."""

    decimals = 4
    wrong = _("A price with at most four decimals.")


class QuantityField(ScaledField):
    """Thousandths of a unit."""

    decimals = 3
    least = 0
    wrong = _("A quantity with at most three decimals.")


class PercentField(ScaledField):
    """Parts per million, typed as per cent."""

    decimals = 4
    least = 0
    wrong = _("A percentage with at most four decimals.")
