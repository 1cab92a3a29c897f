"""Column types of the house."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class SetField(models.TextField):  # type: ignore[type-arg]
    """A small set of words, kept sorted and space-separated so that people can read the column.

    No word may be part of another one of the same field: `contains` finds members.
    """

    # What the type checker's Django plugin reads as the types of the attribute.
    _pyi_private_set_type: Iterable[str]  # type: ignore[assignment]
    _pyi_private_get_type: frozenset[str]  # type: ignore[assignment]

    def from_db_value(self, value: str | None, *_: object) -> frozenset[str]:
        return frozenset((value or "").split())

    def to_python(self, value: Any) -> frozenset[str]:
        if isinstance(value, str):
            return frozenset(value.split())
        return frozenset(value or ())

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        return " ".join(sorted(value or ()))

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        allowed = {key for key, _ in self.choices or ()}
        unknown = set(value) - allowed
        if allowed and unknown:
            raise ValidationError(", ".join(sorted(unknown)))


class CentsField(models.BigIntegerField):  # type: ignore[type-arg]
    """Integer cents; the currency stands beside it."""


# Numbers of customers, products and orders stand in addresses: no slash or blank, and not the word of a route.
VALID_NUMBER = RegexValidator(r"^(?!new$)[\w.\-+~]+$", _("Letters, digits, dot, dash, plus and underscore only."))
