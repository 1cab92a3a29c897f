"""What only facts, members and plan together can get wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from engines.commission.case import Case
from engines.commission.facts import ADJUSTMENT, BACK, DISPUTE, WITHDRAWAL, Fact, Member
from engines.commission.numbers import Number, plain, read_share, size
from engines.commission.plan import Component, Measure, Plan
from engines.commission.takings import gives_back, takes_back

from .places import line_of
from .tables import FileProblem


def check_facts(
    file: str, facts: Sequence[Fact], members: Sequence[Member], *, whole: bool = True
) -> list[FileProblem]:
    """Unknown people, tandems and references; what is dated before what it refers to; more taken back than there is.

    Where some facts could not be read (not `whole`), nothing is said of references, which may mean one of them.
    """
    problems: list[FileProblem] = []
    tandems = {member.tandem for member in members}
    people = {member.person for member in members if member.person}
    by_id = {fact.id: fact for fact in facts}
    for fact in facts:
        _names(file, fact, tandems, people, problems)
        _by_hand(file, fact, people, problems)
        if fact.of and whole:
            _reference(file, fact, by_id, problems)
    if whole:
        _too_much(file, facts, by_id, problems)
    return problems


def without_seat(file: str, case: Case) -> list[FileProblem]:
    """Facts of the case's days on which nobody has a seat, not even a vacant one: they pay nobody. That may be right,
    before somebody came; it is no mistake, but it must not go unsaid. What refers to another fact goes by its day."""
    spans: dict[str, list[tuple[date, date]]] = {}
    for member in case.members:
        for name in {member.tandem, member.person} - {""}:
            spans.setdefault(name, []).append((member.start, member.end))
    always = {name for name, rows in spans.items() if (date.min, date.max) in rows}
    found = []
    for fact in case.facts:
        whose = fact.tandem or fact.person
        if (
            whose in always
            or fact.of
            or fact.split
            or fact.kind in (ADJUSTMENT, DISPUTE)
            or fact.day not in case.period
        ):
            continue
        if not any(start <= fact.day < end for start, end in spans.get(whose, ())):
            text = f"{whose} has no seat on {fact.day.isoformat()}: nobody is credited"
            found.append(FileProblem(file, fact.line, "date", text))
    return found


def check_quotas(file: str, data: bytes, plan: Plan, members: Sequence[Member]) -> list[FileProblem]:
    """Whatever is measured against a quota has one: in the plan, or for people in the members file."""
    problems = []
    own = any(member.quota is not None for member in members)
    for place, part in enumerate(plan.components):
        for measure, path in _against_quota(part, f"components[{place}]"):
            if measure.quota is None and not part.quotas and not (own and part.level == "person"):
                line = line_of(data.decode("utf-8-sig", "replace"), path)
                problems.append(FileProblem(file, line, f"{path}.quota", "is missing: it is measured against one"))
    return problems


def _against_quota(part: Component, path: str) -> list[tuple[Measure, str]]:
    if part.kind == "target":
        paths = (
            [f"{path}.measures[{place}]" for place in range(len(part.measures))] if len(part.measures) > 1 else [path]
        )
        return list(zip(part.measures, paths, strict=True))
    steps = any(rule.steps for rule in part.multipliers)
    gate = part.gate is not None and part.gate.of_quota
    return [(part.measure, path)] if part.tiers_of_quota or steps or gate else []


def _names(file: str, fact: Fact, tandems: set[str], people: set[str], problems: list[FileProblem]) -> None:
    if fact.tandem and fact.tandem not in tandems and fact.tandem not in people:
        problems.append(FileProblem(file, fact.line, "tandem", f'"{fact.tandem}" is not among the members'))
    if fact.person and fact.person not in people:
        problems.append(FileProblem(file, fact.line, "person", f'"{fact.person}" is not among the members'))
    for field, rows in (("split", fact.split), ("overlay", fact.overlay)):
        for person, _share in rows:
            if person not in people:
                problems.append(FileProblem(file, fact.line, field, f'"{person}" is not among the members'))


def _by_hand(file: str, fact: Fact, people: set[str], problems: list[FileProblem]) -> None:
    if fact.kind in (ADJUSTMENT, DISPUTE) and not fact.person:
        problems.append(FileProblem(file, fact.line, "person", f"is empty: an {fact.kind} names a person"))
    if fact.kind == DISPUTE:
        _dispute(file, fact, people, problems)
    if fact.fault == "employer" and not fact.reason and fact.kind in BACK:
        problems.append(FileProblem(file, fact.line, "reason", "is empty: a fault of the employer needs a reason code"))


def _dispute(file: str, fact: Fact, people: set[str], problems: list[FileProblem]) -> None:
    loser = fact.labels.get("from_person", "")
    if loser not in people or loser == fact.person:
        text = "names nobody else of the members: from whom it goes" if loser else "is empty: from whom it goes"
        problems.append(FileProblem(file, fact.line, "from_person", text))
    try:
        right = 0 < read_share(fact.labels.get("part") or "100 %") <= 1
    except ValueError:
        right = False
    if not right:
        problems.append(FileProblem(file, fact.line, "part", "is not a share such as 30 %"))


def _reference(file: str, fact: Fact, by_id: dict[str, Fact], problems: list[FileProblem]) -> None:
    original = by_id.get(fact.of)
    if original is None or original is fact:
        problems.append(FileProblem(file, fact.line, "of", f'"{fact.of}" is not the id of another fact'))
    elif original.moment > fact.moment:
        text = f"lies before that of {original.id} in line {original.line}, to which it refers"
        problems.append(FileProblem(file, fact.line, "date", text))
    elif fact.kind == WITHDRAWAL and not takes_back(original):
        text = f"{original.id} takes nothing back, so there is nothing to withdraw"
        problems.append(FileProblem(file, fact.line, "of", text))
    elif original.currency != fact.currency and takes_back(fact):
        text = f"differs from that of {original.id}, of which it takes back"
        problems.append(FileProblem(file, fact.line, "currency", text))


def _too_much(file: str, facts: Sequence[Fact], by_id: dict[str, Fact], problems: list[FileProblem]) -> None:
    left: dict[str, Number] = {}
    concerned = (fact for fact in facts if takes_back(fact) or gives_back(fact))
    for fact in sorted(concerned, key=lambda fact: (fact.moment, fact.id)):
        original = by_id.get(fact.of)
        if gives_back(fact):
            _given(original, left)
            continue
        if original is None or fact.whole or not original.amount:
            continue
        rest = left.get(original.id, size(original.amount))
        if size(fact.amount) > rest:
            text = f"takes back {plain(size(fact.amount))} cents, but only {plain(rest)} are left of {original.id}"
            problems.append(FileProblem(file, fact.line, "amount", text))
        left[original.id] = max(rest - size(fact.amount), 0)


def _given(correction: Fact | None, left: dict[str, Number]) -> None:
    """What was withdrawn may be taken back again."""
    if correction is not None and correction.of in left:
        left[correction.of] += size(correction.amount)
