"""What else a block of a plan says, in words: what it counts, what multiplies it, how and when it is paid."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from .numbers import Number
from .plan import Component, Draw, Measure, Multiplier, Plan, Where
from .words import amount, day, decimal, money, share

ROLES = {"inside": ("inside sales", "Innendienst"), "field": ("field sales", "Außendienst")}
KINDS = {
    "order": ("orders", "Aufträge"),
    "line": ("order lines", "Auftragspositionen"),
    "invoice": ("invoices", "Rechnungen"),
    "payment": ("payments", "Zahlungen"),
    "visit": ("visits", "Besuche"),
    "answer": ("answers in time", "rechtzeitige Antworten"),
}
LABELS = {
    "class": ("class", "Klasse"),
    "customer": ("customer", "Kunde"),
    "group": ("group", "Gruppe"),
    "new": ("first order", "Erstauftrag"),
    "person": ("sold by", "verkauft von"),
    "product": ("product", "Produkt"),
}
VALUES = {"yes": ("yes", "ja"), "no": ("no", "nein")}
FLOORS = {
    "line": ("a margin below zero counts as 0 per deal", "negative Marge zählt je Auftrag als 0"),
    "pool": ("a margin below zero counts as 0 in the sum", "negative Marge zählt in der Summe als 0"),
}


def counted(measure: Measure, language: str) -> Iterator[str]:
    """Which facts count."""
    german = language == "de"
    if measure.trigger != ("order",):
        kinds = ", ".join(KINDS.get(kind, (kind, kind))[german] for kind in measure.trigger)
        yield f"{'zählt' if german else 'counts'} {kinds}"
    if measure.where:
        yield f"{'nur' if german else 'only'} {only(measure.where, language)}"


def only(where: Where, language: str) -> str:
    """Klasse A, B und Gruppe Pumpen."""
    german = language == "de"
    parts = []
    for name, words in where.items():
        told = ", ".join(VALUES.get(word, (word, word))[german] for word in words)
        parts.append(f"{LABELS.get(name, (name, name))[german]} {told}")
    return (" und " if german else " and ").join(parts)


def agreed(part: Component, language: str) -> str:
    """Where the quota comes from, if not from the plan alone."""
    rest = part.measure.quota is not None or bool(part.quotas)
    if language == "de":
        return "Soll ist das vereinbarte Ziel" + (", wo keines vereinbart ist:" if rest else "")
    return "the quota is the goal that was agreed" + (", and where none was:" if rest else "")


def quotas(part: Component, plan: Plan, language: str, mine: Collection[str] = ()) -> Iterator[str]:
    """Quotas of roles; those of single tandems and people are theirs: of others only how many there are."""
    german = language == "de"
    word, own = ("Soll", "eigenes Soll") if german else ("quota", "own quota")
    for quota in part.quotas:
        single = quota.tandem or quota.person
        if single in mine if single else quota.role:
            whose = own if single else f"{word} {role_name(quota.role, language)}"
            told = amount(quota.amount, part.measure.name, plan.currency, language)
            yield f"{whose} {told}{span(quota.start, quota.end, language)}"
    single_ones = {(quota.tandem, quota.person) for quota in part.quotas if quota.tandem or quota.person}
    if single_ones and not mine:
        yield f"{len(single_ones)} × {own}"


def target_pay_told(cents: Number, plan: Plan, language: str) -> str:
    """What the parts of target pay are parts of."""
    german = language == "de"
    per = {"month": ("month", "Monat"), "quarter": ("quarter", "Quartal"), "year": ("year", "Jahr")}
    told = money(cents, plan.currency, language)
    period = per[plan.target_per][german]
    return f"Zielvergütung {told} je {period}" if german else f"target pay {told} per {period}"


def factors(rules: tuple[Multiplier, ...], language: str) -> Iterator[str]:
    """Accelerators by attainment, and factors on some of it."""
    german = language == "de"
    for rule in rules:
        place = f"{only(rule.where, language)}: " if rule.where else ""
        for point in rule.steps:
            at, pays = share(point.at, language), share(point.pays, language)
            reached = f"ab {at} Zielerreichung" if german else f"from {at} attainment"
            yield f"{place}{reached} × {pays}"
        if not rule.steps:
            yield f"{place}× {decimal(rule.factor, language)}"


def paid(part: Component, language: str) -> Iterator[str]:
    """Between the two, and when."""
    german = language == "de"
    if part.credit == "full":
        yield "jeder Person wird alles angerechnet" if german else "everybody is credited with all of it"
    if part.allocate == "period":
        yield "Topf je Zeitraum, nach Tagen geteilt" if german else "one pool per period, split by days"
    if part.kind == "commission" and part.measure.name == "margin" and part.margin_floor in FLOORS:
        yield FLOORS[part.margin_floor][german]
    yield from _when(part, language)
    if told := span(part.start, part.end, language):
        yield told.strip()


def _when(part: Component, language: str) -> Iterator[str]:
    german = language == "de"
    if part.on_payment:
        yield "verdient, wie der Kunde zahlt" if german else "earned as the customer pays"
    if part.instalments > 1:
        yield f"in {part.instalments} Monatsraten" if german else f"in {part.instalments} monthly instalments"
    if part.release == "payment":
        yield "ausgezahlt, wie der Kunde zahlt" if german else "paid out as the customer pays"
    if part.hold:
        held, months = share(part.hold, language), part.hold_months
        yield f"{held} einbehalten für {months} Monate" if german else f"{held} held back for {months} months"


def draw_terms(draw: Draw, language: str) -> str:
    """For whom, how much of what lies above is taken back, and when."""
    german = language == "de"
    parts = [", ".join(role_name(role, language) for role in draw.roles)] if draw.roles else []
    if draw.recoverable and draw.recovery_limit != 1:
        limit = share(draw.recovery_limit, language)
        parts.append(f"höchstens {limit} vom Mehr verrechnet" if german else f"at most {limit} of the excess recovered")
    parts.append(span(draw.start, draw.end, language).strip())
    return "".join(f", {one}" for one in parts if one)


def pool_way(part: Component, plan: Plan, language: str) -> str:
    """The pool of a bonus, and what happens where it does not suffice."""
    if part.pool is None:
        return ""
    german, most = language == "de", money(part.pool, plan.currency, language)
    way = ("pro rata", "anteilig") if part.pool_mode == "pro_rata" else ("first come, first served", "der Reihe nach")
    return f", {'Topf' if german else 'pool'} {most} ({way[german]})"


def role_name(role: str, language: str) -> str:
    """As people call it."""
    return ROLES.get(role, (role, role))[language == "de"]


def span(start: date, end: date, language: str) -> str:
    """` from … up to, not including, …`; empty where neither is said."""
    german, text = language == "de", ""
    if start.year > 1:
        text += f" {'ab' if german else 'from'} {day(start, language)}"
    if end.year < 9999:
        text += f" {'bis vor' if german else 'up to, not including,'} {day(end, language)}"
    return text
