"""From today's tandems to those of a plan: what stays, who joins where, what begins and what ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from engines.pairing import Pair

Seats = Mapping[int, Mapping[str, int]]


class Deed(StrEnum):
    """What happens to a tandem on the day."""

    STAYS = "stays"
    CHANGES = "changes"
    BEGINS = "begins"
    ENDS = "ends"


@dataclass(frozen=True)
class Step:
    """One tandem: `before` and `after` say who sits where ({role: employee id}); `tandem` is None where it begins."""

    deed: Deed
    tandem: int | None
    before: Mapping[str, int] = field(default_factory=dict)
    after: Mapping[str, int] = field(default_factory=dict)
    customers: int = 0

    def stored(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


def steps_to(
    pairs: Iterable[Pair], seats: Seats, taking_part: frozenset[int], customers: Mapping[int, int]
) -> list[Step]:
    """A tandem keeps its customers, so it goes to whoever of its two is in the plan: the field half first.

    Tandems in which somebody sits who takes no part keep that seat.
    """
    left, wanted, steps = dict(seats), sorted(pairs), []

    def use(tandem: int, pair: Pair) -> None:
        before = dict(left.pop(tandem))
        after = {"inside": pair[0], "field": pair[1]}
        deed = Deed.STAYS if before == after else Deed.CHANGES
        steps.append(Step(deed, tandem, before, after, customers.get(tandem, 0)))
        wanted.remove(pair)

    def fits(tandem: int, pair: Pair, roles: tuple[str, ...]) -> bool:
        sitting = left[tandem]
        same = all(sitting.get(role) == pair[role == "field"] for role in roles)
        return same and taking_part.issuperset(sitting.values())

    for roles in (("inside", "field"), ("field",), ("inside",)):
        for pair in list(wanted):
            found = max(
                (key for key in left if fits(key, pair, roles)),
                key=lambda key: (customers.get(key, 0), -key),
                default=None,
            )
            if found is not None:
                use(found, pair)
    steps += [Step(Deed.BEGINS, None, {}, {"inside": one, "field": other}) for one, other in wanted]
    for tandem, sitting in sorted(left.items()):
        staying = {role: person for role, person in sitting.items() if person not in taking_part}
        if staying != dict(sitting):
            deed = Deed.CHANGES if staying else Deed.ENDS
            steps.append(Step(deed, tandem, dict(sitting), staying, customers.get(tandem, 0)))
    return steps
