"""Options side by side, ours beside a competitor's, and one revision beside another; differences are marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tandem.core.templatetags.tandem import day, money, percent, quantity, unit_price

from .models import CompetitorOffer, Quote


@dataclass(frozen=True)
class Cell:
    """What one column says; `differs` from the first one; in the column that we recommend or not."""

    text: str
    differs: bool = False
    recommended: bool = False


@dataclass(frozen=True)
class CompareRow:
    """One attribute across all columns."""

    label: str
    cells: Sequence[Cell]

    @property
    def differs(self) -> bool:
        """Whether the columns do not all say the same."""
        return any(cell.differs for cell in self.cells)


@dataclass(frozen=True)
class Column:
    """An option of ours, or somebody else's offer."""

    name: str
    net_cents: int | None
    recommended: bool = False
    reason: str = ""
    rival: CompetitorOffer | None = None


@dataclass(frozen=True)
class Comparison:
    """The table."""

    columns: Sequence[Column]
    rows: Sequence[CompareRow]


@dataclass(frozen=True)
class Difference:
    """What one revision says and the next says otherwise."""

    where: str
    before: str
    after: str


def compare(content: dict[str, Any], offers: Sequence[CompetitorOffer] = ()) -> Comparison:
    """The options of a snapshot (or of a preview), then the offers of others, over its attributes."""
    options = content["options"]
    columns = [Column(one["name"], one["totals"]["net"], one["recommended"], one["reason"]) for one in options]
    columns += [Column(one.competitor, one.net_cents, rival=one) for one in offers]
    told = [one["values"] for one in options] + [one.values for one in offers]
    currency = content["currency"]
    rows = [_row(name, [values.get(name, "") for values in told], columns) for name in content["attributes"]]
    nets = [money(one.net_cents, currency) if one.net_cents is not None else "" for one in columns]
    gross = [money(one["totals"]["gross"], currency) for one in options] + [""] * len(offers)
    return Comparison(columns, [*rows, _row(_("Net"), nets, columns), _row(_("Gross"), gross, columns)])


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """What the second snapshot says otherwise than the first: head, options, lines."""
    found = []
    for name, label in _head_fields():
        old, new = (_told(side, name) for side in (before, after))
        if old != new:
            found.append(Difference(label, old, new))
    sides = [{one["name"]: one for one in side["options"]} for side in (before, after)]
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        found += _of_option(name, sides[0].get(name), sides[1].get(name), after["currency"])
    return found


def between(quote: Quote, first: int, second: int, contents: dict[int, dict[str, Any]]) -> list[Difference]:
    """The differences between two revisions by their numbers; nothing where one is not there."""
    return differences(contents[first], contents[second]) if {first, second} <= set(contents) else []


def _row(label: str, texts: Sequence[str], columns: Sequence[Column]) -> CompareRow:
    pairs = zip(texts, columns, strict=True)
    return CompareRow(label, [Cell(text, text != texts[0], column.recommended) for text, column in pairs])


def _head_fields() -> tuple[tuple[str, str], ...]:
    return (
        ("subject", _("Subject")),
        ("valid_until", _("Valid until")),
        ("delivery_terms", _("Delivery terms")),
        ("payment_terms", _("Payment terms")),
        ("discount_ppm", _("Discount on all in %")),
        ("discount_cents", _("Discount on all as an amount")),
        ("intro", _("Opening text")),
        ("closing", _("Closing text")),
    )


def _told(side: dict[str, Any], name: str) -> str:
    value = side.get(name)
    if name == "discount_ppm":
        return percent(value) if value else ""
    if name == "discount_cents":
        return money(value, side["currency"]) if value else ""
    if name == "valid_until" and value:
        return day(date.fromisoformat(value))
    return str(value or "")


def _of_option(
    name: str, before: dict[str, Any] | None, after: dict[str, Any] | None, currency: str
) -> list[Difference]:
    if before is None or after is None:
        net = money((before or after or {})["totals"]["net"], currency)
        return [Difference(name, net if before else "", net if after else "")]
    found = []
    lines = [{_key(line): line for line in side["lines"]} for side in (before, after)]
    for key in dict.fromkeys([*lines[0], *lines[1]]):
        old, new = (_line(side.get(key), currency) for side in lines)
        if old != new:
            found.append(Difference(f"{name}: {key[0]}", old, new))
    nets = [money(side["totals"]["net"], currency) for side in (before, after)]
    if nets[0] != nets[1]:
        found.append(Difference(_("%s, net") % name, *nets))
    return found


def _key(line: dict[str, Any]) -> tuple[str, str]:
    return line["text"], line["product"]


def _line(line: dict[str, Any] | None, currency: str) -> str:
    """What a line says of quantity and price."""
    if line is None:
        return ""
    told = f"{quantity(line['quantity'])} {line['unit']} × {unit_price(line['unit_price'], currency)}"
    if line["discount_ppm"]:
        told += f" − {percent(line['discount_ppm'])}"
    return f"{told} ({_('optional')})" if line["optional"] else told
