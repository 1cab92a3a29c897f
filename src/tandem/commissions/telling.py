"""Lines of pay as people read them: posted ones and today's in one shape, with their sentence and their steps."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engines.commission.words import share
from engines.money import round_half_up
from tandem.core.actor import Actor
from tandem.orders.models import Cause, Order
from tandem.orders.queries import visible_orders
from tandem.people.models import Employee
from tandem.tandems.models import Tandem
from tandem.tandems.queries import scope_of

from .models import Accrual, Move, Posting
from .months import month_label
from .names import ids_in, with_names
from .settling import DIFFERENCE

_MARKS = re.compile(r"\b[RZVAK]/(?=\S)|(?<=\S)/0\b")  # what keeps ids of facts apart in the engine
_CODES = re.compile(rf"\b({'|'.join(code for code in Cause.values if '_' in code)})\b")


@dataclass(frozen=True)
class Told:
    """One line of pay. `place` is its number in the books, or its place among today's."""

    place: int
    employee: int
    day: date
    kind: str
    cents: int
    currency: str
    component: str
    rule: str
    fact: str
    deal: str
    tandem: int
    joint: bool
    inputs: Mapping[str, Any]
    sentences: Mapping[str, str]
    sheets: Sequence[Sequence[Any]] = ()  # month, rows and digest of what makes the sum it pays by
    reversed_why: str = ""
    part: str = ""  # what its building block is called
    tandem_name: str = ""
    order: Order | None = None
    texts: tuple[str, ...] = field(default_factory=tuple)

    @property
    def why(self) -> str:
        """In the reader's language, with names."""
        return self.texts[0] if self.texts else ""

    @property
    def title(self) -> str:
        """What it is for, where no order stands behind it."""
        if self.reversed_why:
            return _("Reversal: %(reason)s") % {"reason": self.reversed_why}
        if self.rule.startswith(DIFFERENCE):
            return _("Difference for %(month)s") % {"month": month_label(self.rule.removeprefix(DIFFERENCE))}
        if self.kind in (Move.ADVANCE, Move.RECOVER, Move.GUARANTEE):
            return str(Move(self.kind).label).capitalize()
        return plain_fact(self.fact) or self.part or self.rule

    @property
    def credited(self) -> int | None:
        """What counts of it, in cents; None where it is no amount."""
        if self.inputs.get("measure") not in ("revenue", "margin"):
            return None
        text = str(self.inputs.get("credited", ""))
        return round_half_up(Fraction(text)) if re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", text) else None

    @property
    def counted(self) -> int:
        """How many facts make the sum that it pays by."""
        return sum(count for _month, count, _digest in self.sheets)

    @property
    def lost_count(self) -> bool:
        """Whether it pays by a sum and was posted before the facts behind sums were kept."""
        measures = self.inputs.get("measures", []) or [{"reached": self.inputs.get("pool_cents", 0)}]
        return not self.sheets and any(str(one["reached"]) != "0" for one in measures)

    @property
    def rate(self) -> str:
        """At which rate a foreign currency was counted: 1 CHF = 1.0526."""
        currency, rate = self.inputs.get("currency"), str(self.inputs.get("rate", ""))
        return f"1 {currency} = {rate} {self.currency}" if currency and rate else ""

    @property
    def share(self) -> str:
        """The person's part of it."""
        text = str(self.inputs.get("share", ""))
        return share(_fraction(text), reader_language()) if text else ""

    @property
    def is_overlay(self) -> bool:
        """Whether it comes on top of what the seats share; a clawback of it is told by its share."""
        return self.rule.endswith(".overlay")

    @property
    def is_back(self) -> bool:
        """Whether something is taken back."""
        return self.rule.endswith(".clawback")


def plain_fact(fact: str) -> str:
    """A number as it stands on paper."""
    return _MARKS.sub("", fact)


def of_posting(row: Posting) -> Told:
    """A line of the books."""
    detail = json.loads(row.detail) if row.detail else {}
    return Told(
        row.number,
        row.employee_id,
        row.day,
        row.kind,
        row.cents,
        row.currency,
        row.component,
        row.rule,
        row.fact,
        row.deal,
        row.tandem_id or 0,
        row.joint,
        detail.get("inputs", {}),
        detail.get("why", {}),
        sheets=detail.get("counted", ()),
        reversed_why=row.reason if row.reverses else "",
    )


def of_accrual(employee: int, currency: str, place: int, line: Mapping[str, Any]) -> Told:
    """A line of today's figure."""
    return Told(
        place,
        employee,
        date.fromisoformat(line["day"]),
        line["kind"],
        line["cents"],
        currency,
        line["component"],
        line["rule"],
        line["fact"],
        line["deal"],
        line["tandem"],
        line["joint"],
        line["inputs"],
        line["why"],
        sheets=line.get("counted", ()),
    )


def of_accruals(rows: Iterable[Accrual]) -> Iterator[Told]:
    """Today's lines of one or more plans, numbered through for each person."""
    places: Counter[int] = Counter()
    for row in rows:
        for line in row.lines:
            places[row.employee_id] += 1
            yield of_accrual(row.employee_id, row.currency, places[row.employee_id], line)


def titled(line: Told, titles: Mapping[str, str]) -> Told:
    """With what its building block is called."""
    return replace(line, part=titles.get(line.component, ""))


def named(lines: Sequence[Told], actor: Actor, titles: Mapping[str, str] | None = None) -> list[Told]:
    """With orders that the reader may see, and sentences with names; three statements at most.

    The reader's own tandems are known already, and who sits in them; only further names are asked for.
    """
    deals = {line.deal for line in lines if line.deal}
    orders = visible_orders(actor).filter(number__in=deals).select_related("customer") if deals else ()
    by_number = {order.number: order for order in orders}
    language = reader_language()
    raw = [line.sentences.get(language, "") for line in lines]
    seats = scope_of(actor).seats
    people, tandems = names_in(
        raw,
        people={seat.employee_id: str(seat.employee) for seat in seats},
        tandems={seat.tandem_id: seat.tandem.name for seat in seats},
        more={line.tandem for line in lines if line.tandem},
    )
    return [
        replace(
            line,
            order=by_number.get(line.deal),
            part=(titles or {}).get(line.component, ""),
            tandem_name=tandems.get(line.tandem, ""),
            texts=(_CODES.sub(_cause, _MARKS.sub("", with_names(text, people, tandems))),),
        )
        for line, text in zip(lines, raw, strict=True)
    ]


def names_in(
    texts: Iterable[str],
    *,
    people: Mapping[int, str] | None = None,
    tandems: Mapping[int, str] | None = None,
    more: Collection[int] = (),
) -> tuple[dict[int, str], dict[int, str]]:
    """The people and tandems that sentences speak of, beside those that are known, and `more` tandems."""
    whole, known_people, known_tandems = " ".join(texts), dict(people or {}), dict(tandems or {})
    if unknown := set(ids_in(whole, "p")) - known_people.keys():
        known_people |= {person.pk: str(person) for person in Employee.objects.filter(pk__in=unknown)}
    if unknown := {*ids_in(whole, "t"), *more} - known_tandems.keys():
        known_tandems |= dict(Tandem.objects.filter(pk__in=unknown).values_list("pk", "name"))
    return known_people, known_tandems


def _cause(found: re.Match[str]) -> str:
    """What a code of the engine is called."""
    return f"„{Cause(found.group()).label}“" if reader_language() == "de" else f"“{Cause(found.group()).label}”"


def _fraction(text: str) -> Fraction:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def reader_language() -> str:
    """The engine speaks German and English."""
    return "de" if (get_language() or "de").startswith("de") else "en"
