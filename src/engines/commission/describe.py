"""A plan in words, and what its author should think about again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fractions import Fraction

from .curves import component_curve
from .fineprint import agreed, counted, draw_terms, factors, paid, pool_way, quotas, role_name, span
from .numbers import Number, half_up
from .plan import Component, Gate, Plan, Tier
from .words import amount, decimal, money, share

WORDS = {
    "revenue": ("revenue", "Umsatz"),
    "margin": ("margin", "Deckungsbeitrag"),
    "quantity": ("quantity", "Menge"),
    "count": ("number", "Anzahl"),
    "month": ("month", "Monat"),
    "quarter": ("quarter", "Quartal"),
    "year": ("year", "Jahr"),
    "plan": ("the whole plan", "die ganze Laufzeit"),
    "marginal": ("each tier pays its own part", "jede Staffel zahlt ihren Teil"),
    "retroactive": ("the tier reached pays for all of it", "die erreichte Staffel gilt für alles"),
    "per_event": ("each fact on its own", "jeder Vorgang für sich"),
    "interpolated": ("evenly inside each tier", "gleichmäßig innerhalb der Staffel"),
    "person": ("person", "Person"),
    "tandem": ("tandem", "Tandem"),
    "deal": ("deal", "Auftrag"),
    "period": ("period", "Zeitraum"),
}


def describe(plan: Plan, language: str = "en", *, mine: Collection[str] = ()) -> str:
    """The plan as a readable text, `en` or `de`; `mine` are the ids of a reader and of their tandems."""
    parts = (line for part in plan.components for line in _part(part, plan, language, mine))
    return "\n".join([*_head(plan, language), *parts])


def _word(key: str, language: str) -> str:
    return WORDS[key][language == "de"]


def _head(plan: Plan, language: str) -> Iterator[str]:
    german = language == "de"
    text = f"{plan.name} ({plan.currency})"
    when = span(plan.start, plan.end, language)
    yield f"{text},{when}" if when else text
    for draw in plan.draws:
        floor, more = money(draw.floor, plan.currency, language), draw_terms(draw, language)
        kind = ("recoverable draw", "verrechenbarer Vorschuss") if draw.recoverable else ("guarantee", "Garantie")
        yield f"  {kind[german]}: {floor} {'je' if german else 'per'} {_word(plan.period, language)}{more}"
    if plan.clawback.months:
        months = plan.clawback.months
        yield f"  Haftung: {months} volle Monate" if german else f"  liability: {months} full months"


def _part(part: Component, plan: Plan, language: str, mine: Collection[str]) -> Iterator[str]:
    german = language == "de"
    measure, window = _word(part.measure.name, language), _word(part.accumulate, language)
    holder = _word(part.level, language)
    per = "je" if german else "per"
    yield f"- {part.title}: {measure} {per} {holder} {'und' if german else 'and'} {window}"
    if part.roles:
        roles = ", ".join(role_name(role, language) for role in part.roles)
        yield f"    {'nur' if german else 'only'} {roles}"
    yield from (f"    {text}" for text in counted(part.measure, language))
    if part.kind == "commission":
        yield from _commission(part, plan, language, mine)
    elif part.kind == "target":
        yield from _target(part, plan, language, mine)
    else:
        pool, each = pool_way(part, plan, language), money(part.amount, plan.currency, language)
        yield f"    {each} {'je Fall' if german else 'per event'}{pool}"
    yield from (f"    {text}" for text in paid(part, language))


def _commission(part: Component, plan: Plan, language: str, mine: Collection[str]) -> Iterator[str]:
    german = language == "de"
    yield f"    {_word(part.mode, language)}"
    for tier in part.tiers:
        yield f"    {_tier(part, tier, plan, language)}"
    yield from _quota(part, plan, language, mine)
    yield from (f"    {text}" for text in factors(part.multipliers, language))
    if part.gate:
        ways = (("only the excess", "nur der Überschuss"), ("from the first euro", "ab dem ersten Euro"))
        at = _bound(part.gate, part, plan, language)
        yield f"    {'ab' if german else 'from'} {at}: {ways[part.gate.first_euro][german]}"
    at_most, per = ("höchstens", "je") if german else ("at most", "per")
    for cap in part.caps:
        most = money(cap.amount, plan.currency, language)
        yield f"    {at_most} {most} {per} {_word(cap.per, language)}"


def _quota(part: Component, plan: Plan, language: str, mine: Collection[str]) -> Iterator[str]:
    if part.quota_from == "goal":
        yield f"    {agreed(part, language)}"
    if part.measure.quota is not None:
        quota = amount(part.measure.quota, part.measure.name, plan.currency, language)
        yield f"    {'Soll' if language == 'de' else 'quota'} {quota}"
    yield from (f"    {text}" for text in quotas(part, plan, language, mine))


def _bound(gate: Gate, part: Component, plan: Plan, language: str) -> str:
    if gate.of_quota:
        return share(gate.at, language)
    return amount(gate.at, part.measure.name, plan.currency, language)


def _tier(part: Component, tier: Tier, plan: Plan, language: str) -> str:
    def bound(number: Number) -> str:
        return (
            share(number, language)
            if part.tiers_of_quota
            else amount(number, part.measure.name, plan.currency, language)
        )

    span = _span(bound(tier.start) if tier.start else "", "" if tier.end is None else bound(tier.end), language)
    if tier.amount:
        return f"{span}: {money(tier.amount, plan.currency, language)}"
    if part.measure.name in ("revenue", "margin"):
        return f"{span}: {share(tier.rate, language)}"
    return f"{span}: {money(tier.rate, plan.currency, language)}"


def _span(start: str, end: str, language: str) -> str:
    """A half-open span in words; an empty end is none."""
    german = language == "de"
    below, from_ = f"{'unter' if german else 'below'} {end}", f"{'ab' if german else 'from'} {start}"
    if start and end:
        return f"{from_} {'bis' if german else 'to'} {below}"
    if start:
        return from_
    return below if end else ("alles" if german else "all of it")


def _target(part: Component, plan: Plan, language: str, mine: Collection[str]) -> Iterator[str]:
    german = language == "de"
    yield f"    {share(part.weight, language)} {'der Zielvergütung' if german else 'of target pay'}"
    if len(part.measures) < 2:
        yield from _quota(part, plan, language, mine)
    for measure in part.measures if len(part.measures) > 1 else ():
        name, weight = _word(measure.name, language), decimal(measure.weight, language)
        more = "".join(f", {text}" for text in counted(measure, language))
        reach = amount(measure.quota or 0, measure.name, plan.currency, language)
        yield f"    {name}{more}: {'Soll' if german else 'quota'} {reach}, {'Gewicht' if german else 'weight'} {weight}"
    if part.stepped:
        yield "    in Sprüngen, darunter nichts" if german else "    in jumps, below the first nothing"
    for point in part.curve:
        at, pays = share(point.at, language), share(point.pays, language)
        yield f"    {at} {'Zielerreichung zahlt' if german else 'attainment pays'} {pays}"


def warnings_of(plan: Plan, language: str = "en") -> list[str]:
    """Cliffs, tiers that pay less than the one before, components without anything to pay."""
    return [text for part in plan.components if part.kind == "commission" for text in _warnings(part, plan, language)]


def _warnings(part: Component, plan: Plan, language: str) -> Iterator[str]:
    german = language == "de"
    quota = part.measure.quota or (100_00 if part.tiers_of_quota else None)
    curve = component_curve(part, quota)
    for before, after in zip(part.tiers, part.tiers[1:], strict=False):
        at = after.start if not part.tiers_of_quota else Fraction(after.start) * (quota or 0)
        if part.mode == "retroactive":
            jump = half_up(curve.pay(at) - curve.rates[part.tiers.index(before)] * at, curve.parts)
            cents, place = money(jump, plan.currency, language), amount(at, part.measure.name, plan.currency, language)
            yield (
                f"{part.title}: bei {place} springt die Vergütung um {cents}"
                if german
                else f"{part.title}: at {place} pay jumps by {cents}, a cliff"
            )
        elif after.rate < before.rate and part.mode != "interpolated":
            place = amount(at, part.measure.name, plan.currency, language)
            yield (
                f"{part.title}: ab {place} sinkt der Satz auf {share(after.rate, language)}"
                if german
                else f"{part.title}: from {place} the rate falls to {share(after.rate, language)}"
            )
    if part.gate and part.gate.first_euro and part.gate.at:
        gate = _bound(part.gate, part, plan, language)
        yield (
            f"{part.title}: bei {gate} springt die Vergütung von 0 auf alles"
            if german
            else f"{part.title}: at {gate} pay jumps from nothing to all of it, a cliff"
        )
