"""Why two people fit, as values; who reads them puts them into words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .problem import Person, Problem


class ReasonKind(StrEnum):
    """What speaks for a pair, or is so about it."""

    LOCKED = "locked"
    STAYS = "stays"
    SHARED = "shared"  # amount: customers both have served
    KNOWLEDGE = "knowledge"  # amount of `of` product groups they know together; `adds`: known by one of them only
    HOURS = "hours"  # amount: minutes a week
    LANGUAGES = "languages"  # words: which they have in common
    REGIONS = "regions"  # words: the same
    RATINGS = "ratings"  # amount: the lower of the two, 0 to 3; private to the two


PRIVATE = frozenset({ReasonKind.RATINGS})


@dataclass(frozen=True)
class Reason:
    """One reason with its figures."""

    kind: ReasonKind
    amount: int = 0
    of: int = 0
    adds: int = 0
    words: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        """Whether it tells what somebody said of somebody."""
        return self.kind in PRIVATE


def reasons_of(problem: Problem, inside: Person, outside: Person, groups: int) -> tuple[Reason, ...]:
    """Of one pair, in the order in which they are told; `groups` is how many product groups there are to know."""
    pair = (inside.key, outside.key)
    found = []
    if pair in problem.locked:
        found.append(Reason(ReasonKind.LOCKED))
    if pair in problem.existing:
        found.append(Reason(ReasonKind.STAYS))
    if problem.shared.get(pair):
        found.append(Reason(ReasonKind.SHARED, problem.shared[pair]))
    together, both = inside.knows | outside.knows, inside.knows & outside.knows
    if together:
        found.append(Reason(ReasonKind.KNOWLEDGE, len(together), groups, len(together) - len(both)))
    found.append(Reason(ReasonKind.HOURS, shared_minutes(inside, outside)))
    found.append(Reason(ReasonKind.LANGUAGES, words=tuple(sorted(inside.languages & outside.languages))))
    if inside.regions & outside.regions:
        found.append(Reason(ReasonKind.REGIONS, words=tuple(sorted(inside.regions & outside.regions))))
    mutual = [problem.ratings.get(way) for way in (pair, pair[::-1])]
    if mutual[0] is not None and mutual[1] is not None:
        found.append(Reason(ReasonKind.RATINGS, min(mutual[0], mutual[1])))
    return tuple(found)


def shared_minutes(one: Person, other: Person) -> int:
    """Minutes of a week at which both work."""
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in one.hours
        for other_start, other_end in other.hours
    )
