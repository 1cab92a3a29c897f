"""What a database column would not hold: found in the row, before the run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext as _

from .values import Unreadable, shorten

Check = Callable[[Any], None]


def column_checks(model: type[models.Model], name: str) -> list[Check]:
    """The checks of a model's column: length, form, choices; none when the field is no column of its own."""
    columns = {column.name: column for column in model._meta.concrete_fields}
    column = columns.get(name)
    if column is None or column.is_relation:
        return []
    most = getattr(column, "max_length", None)
    forms = [validator for validator in column.validators if isinstance(validator, RegexValidator)]
    return [
        *([_no_longer_than(most)] if most else []),
        *map(_of_form, forms),
        *([_one_of(column)] if column.choices else []),
    ]


def _no_longer_than(most: int) -> Check:
    def check(value: str) -> None:
        if len(value) > most:
            raise Unreadable(_("is longer than %(most)s letters") % {"most": most})

    return check


def _of_form(form: RegexValidator) -> Check:
    def check(value: str) -> None:
        try:
            form(value)
        except ValidationError as error:
            raise Unreadable(f"“{shorten(value)}”: {' '.join(error.messages)}") from None

    return check


def _one_of(column: models.Field[Any, Any]) -> Check:
    def check(value: Any) -> None:
        try:
            column.validate(value, None)
        except ValidationError:
            raise Unreadable(_("cannot be “%(value)s”") % {"value": shorten(str(value))}) from None

    return check
