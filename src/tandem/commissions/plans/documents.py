"""The document of a plan: what the engine reads, kept as JSON of texts and whole numbers, edited as forms or TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from engines.commission import Plan as Rules
from engines.commission.numbers import plain
from engines.commission.schema import read_draft
from tandem.commissions.sold import KIND, LABELS
from tandem.core.errors import Invalid

from .messages import say

Document = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """A document that can be read. `lacking` says what the whole plan still needs before it can be proposed."""

    rules: Rules
    lacking: list[str]


def read_document(document: Mapping[str, Any], *, start: date | None = None, end: date | None = None) -> Draft:
    """Raises Invalid with the path of each field that is wrong."""
    rules, problems, lacking = read_draft(_exact(document) | _span(start, end))
    if problems:
        fields: dict[str, str] = {}
        for problem in problems:
            fields.setdefault(problem.path, say(problem.message))
        raise Invalid("plan_wrong", _("The plan cannot be read yet."), fields)
    return Draft(rules, [*(say(problem.message) for problem in lacking), *_unknown(rules)])


def _unknown(rules: Rules) -> Iterator[str]:
    """What is asked for of facts that do not say it: it would never be paid."""
    for part in rules.components:
        measures, named = (part.measure, *part.measures), {"block": part.title}
        wheres = [(measure.where, measure.trigger) for measure in measures]
        wheres += [(rule.where, part.measure.trigger) for rule in part.multipliers]
        if any(LABELS & set(where) and set(trigger) != {KIND} for where, trigger in wheres):
            yield _("%(block)s: products and groups are known of order lines only, so let it count with them.") % named
        by_line = any(KIND in measure.trigger for measure in measures)
        if by_line and (part.on_payment or part.release == "payment"):
            yield _("%(block)s: what came in as money is known of whole orders, not of their lines.") % named


def _span(start: date | None, end: date | None) -> Document:
    return ({"from": start.isoformat()} if start else {}) | ({"to": end.isoformat()} if end else {})


def _exact(document: Mapping[str, Any]) -> Document:
    return {key: _decimal(value) for key, value in document.items() if key not in ("from", "to")}


def _decimal(value: Any) -> Any:
    """Binary floats of older documents as they were written."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {key: _decimal(item) for key, item in value.items()}
    return [_decimal(item) for item in value] if isinstance(value, list) else value


def from_toml(text: str) -> tuple[Document, date | None, date | None]:
    """The document and its span out of TOML; Invalid at `text`."""
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        told = _("This is no TOML: %(problem)s") % {"problem": str(error)[:200]}
        raise Invalid("plan_toml", told, {"text": told}) from error
    start, end = _day(values.pop("from", None)), _day(values.pop("to", None))
    return normal(values), start, end


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        told = _("%(value)s is not a day: write 2026-01-31") % {"value": str(value)[:40]}
        raise Invalid("plan_day", told, {"text": told}) from error


def normal(value: Any) -> Any:
    """Texts, whole numbers, lists and tables only; cents and parts per million as people write them."""
    if isinstance(value, Mapping):
        return dict(_key(str(key), normal(item)) for key, item in value.items())
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return normal(Decimal(repr(value)))
    return format(value, "f") if isinstance(value, Decimal) and value.is_finite() else str(value)


def _key(key: str, value: Any) -> tuple[str, Any]:
    if isinstance(value, int) and not isinstance(value, bool):
        if key.endswith("_cents"):
            return key.removesuffix("_cents"), plain(Fraction(value, 100))
        if key.endswith("_ppm"):
            return key.removesuffix("_ppm"), f"{plain(Fraction(value, 10_000))} %"
    return key, value
