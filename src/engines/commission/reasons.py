"""Why a fact pays what it pays: the inputs and the sentence, made when somebody asks."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from .accounts import Credit
from .entries import Inputs
from .facts import Fact
from .numbers import Number, half_up, plain
from .plan import Component
from .running import Terms
from .takings import gives_back, takes_back
from .words import amount, day, money, rate, ratio, share

FINE = 1_000_000
KINDS = {
    "en": {
        "order": "Order", "invoice": "Invoice", "payment": "Payment", "cancellation": "Cancellation",
        "credit_note": "Credit note", "return": "Return", "withdrawal": "Withdrawal",
    },
    "de": {
        "order": "Auftrag", "invoice": "Rechnung", "payment": "Zahlung", "cancellation": "Storno",
        "credit_note": "Gutschrift", "return": "Rückgabe", "withdrawal": "Rücknahme",
    },
}  # fmt: skip


def _exact(number: Number, parts: int) -> str:
    """Cents before rounding."""
    if type(number) is int and FINE % parts == 0:  # the common case, without fractions
        if number % parts == 0:
            return str(number // parts)
        whole, rest = divmod(abs(number) * (FINE // parts), FINE)
        text = f"{whole}.{rest:06d}".rstrip("0")
        return f"-{text}" if number < 0 else text
    return plain(Fraction(number) / parts)


def named(fact: Fact, language: str) -> str:
    """Order o-17 of 2026-03-05."""
    kind = KINDS[language].get(fact.kind, fact.kind)
    return f"{kind} {fact.id} {'vom' if language == 'de' else 'of'} {day(fact.day, language)}"


class Earned(NamedTuple):
    """One step of a running sum, and what a person has of it."""

    component: Component
    currency: str
    terms: Terms
    credit: Credit
    cause: Fact
    value: Number
    before: Number
    line: int
    progress: Fraction | int

    @property
    def rule(self) -> str:
        """The id of the component, with what kind of step it is."""
        if takes_back(self.cause):
            return f"{self.component.id}.clawback"
        if self.credit.overlay:
            return f"{self.component.id}.overlay"
        return self.component.id

    def inputs(self, person: str) -> Inputs:
        fact, parts, value, before = self.credit.fact, self.terms.curve.parts, self.value, self.before
        found: Inputs = {
            "fact": fact.id,
            "date": fact.day.isoformat(),
            "tandem": fact.tandem,
            "measure": self.component.measure.name,
            "credited": plain(value),
            "sum_before": plain(before),
            "sum_after": plain(before + value),
            "tiers": [
                {
                    "tier": place + 1,
                    "of": plain(part),
                    "rate": rate(over, parts),
                    "amount_cents": _exact(part * over, parts),
                }
                for place, part, over in self._pieces()
            ],
            "line_cents": self.line,
            "share": rate(*self._share(person)),
        }
        if self.cause is not fact:
            found["cause"] = self.cause.id
        if self.cause.reason:
            found["reason"] = self.cause.reason
        if self.terms.quota is not None:
            found["quota"] = plain(self.terms.quota)
        if self.progress != 1:
            found["due_part"] = plain(Fraction(self.progress))
        if fact.rate is not None:
            found["currency"], found["rate"] = fact.currency, plain(fact.rate)
        return found

    def why(self, person: str, amount_cents: int, language: str) -> str:
        if language == "de":
            return self._german(person, amount_cents)
        return self._english(person, amount_cents)

    def _pieces(self) -> list[tuple[int, Number, int]]:
        curve = self.terms.curve
        if self.terms.per_event:
            return curve.pieces(0, self.value)
        return curve.pieces(self.before, self.before + self.value)

    def _share(self, person: str) -> tuple[int, int]:
        """What the person has of the fact, as part and whole."""
        split, own = self.credit.split, self.credit.share
        part, whole = 1, 1
        if not split.full:
            part, whole = 0, split.whole
            for one in split.parts:
                if one.person == person:
                    part += one.weight
        return (part, whole) if own == 1 else (part * own.numerator, whole * own.denominator)

    def _tiers(self, pieces: list[tuple[int, Number, int]], language: str) -> str:
        of = "von" if language == "de" else "of"
        measure, parts, currency = self.component.measure.name, self.terms.curve.parts, self.currency
        if measure in ("revenue", "margin"):
            return "; ".join(
                [
                    f"{ratio(over, parts, language)} {of} {money(part, currency, language)}"
                    f" = {money(half_up(part * over, parts), currency, language)}"
                    for _place, part, over in pieces
                ]
            )
        return "; ".join(
            [
                f"{amount(part, measure, '', language)} × {money(half_up(over, parts), currency, language)}"
                for _place, part, over in pieces
            ]
        )

    def _english(self, person: str, cents: int) -> str:
        fact, cause, currency = self.credit.fact, self.cause, self.currency
        if takes_back(cause):
            if not cents and cause.reason:
                return f"{named(cause, 'en')}: nothing is taken back, reason {cause.reason}."
            line = money(self.line, currency, "en")
            text = f"{named(cause, 'en')} takes back: {named(fact, 'en')} now pays {line}"
            return f"{text}; difference for {person} {money(cents, currency, 'en')}."
        if gives_back(cause):
            line = money(self.line, currency, "en")
            text = f"{named(cause, 'en')}: {named(fact, 'en')} pays {line} again"
            return f"{text}; difference for {person} {money(cents, currency, 'en')}."
        counted = amount(self.value, self.component.measure.name, currency, "en")
        text = f"{self.component.title}: {named(fact, 'en')} counts {counted}"
        if self.before and not self.terms.per_event:
            text += f" after {amount(self.before, self.component.measure.name, currency, 'en')}"
        pieces = self._pieces()
        if tiers := self._tiers(pieces, "en"):
            text += f"; {tiers}"
        return text + self._rest(pieces, person, cents, "en")

    def _german(self, person: str, cents: int) -> str:
        fact, cause, currency = self.credit.fact, self.cause, self.currency
        if takes_back(cause):
            if not cents and cause.reason:
                return f"{named(cause, 'de')}: nichts wird zurückgenommen, Grund {cause.reason}."
            line = money(self.line, currency, "de")
            text = f"{named(cause, 'de')} nimmt zurück: {named(fact, 'de')} bringt nun {line}"
            return f"{text}; Unterschied für {person} {money(cents, currency, 'de')}."
        if gives_back(cause):
            line = money(self.line, currency, "de")
            text = f"{named(cause, 'de')}: {named(fact, 'de')} bringt wieder {line}"
            return f"{text}; Unterschied für {person} {money(cents, currency, 'de')}."
        counted = amount(self.value, self.component.measure.name, currency, "de")
        text = f"{self.component.title}: {named(fact, 'de')} zählt {counted}"
        if self.before and not self.terms.per_event:
            text += f" nach {amount(self.before, self.component.measure.name, currency, 'de')}"
        pieces = self._pieces()
        if tiers := self._tiers(pieces, "de"):
            text += f"; {tiers}"
        return text + self._rest(pieces, person, cents, "de")

    def _rest(self, pieces: list[tuple[int, Number, int]], person: str, cents: int, language: str) -> str:
        """What lies between the tiers and the amount: quota, gate, cap, share, part that is due."""
        german, text, terms = language == "de", "", self.terms
        if terms.quota is not None:
            text += f"; {'Soll' if german else 'quota'} {money(terms.quota, self.currency, language)}"
        parts = terms.curve.parts
        made: Number = 0
        for _place, piece, over in pieces:
            made += piece * over
        if not -1 <= half_up(made, parts) - self.line <= 1:
            reached = "nach Schwelle, Faktor und Deckel" if german else "after gate, factor and cap"
            text += f"; {reached} {money(self.line, self.currency, language)}"
        part, whole = self._share(person)
        if part != whole:
            text += f"; {'Anteil' if german else 'share of'} {person} {ratio(part, whole, language)}"
        if self.cause is not self.credit.fact:
            due = share(Fraction(self.progress), language)
            text += f"; {named(self.cause, language)}: {due} {'bezahlt' if german else 'paid'}"
        elif self.progress != 1:
            text += f"; {'davon fällig' if german else 'of it due'} {share(Fraction(self.progress), language)}"
        return f"{text}: {money(cents, self.currency, language)}."
