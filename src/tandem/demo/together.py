"""Swap days, lived and planned; what the pairs answered in the pulse; a survey that is over and one that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from tandem.customers.models import Customer
from tandem.people.models import Delegation, Employee
from tandem.tandems.models import SeatRole, Tandem
from tandem.together.models import (
    QUESTIONS,
    HelpChoice,
    PulseAnswer,
    SwapDay,
    SwapItem,
    SwapNote,
    SwapStatus,
)
from tandem.together.swaps.actions import told
from tandem.together.swaps.days import Proposal, propose_days
from tandem.together.swaps.programme import lines_of

from .files import table
from .rota import Rota
from .stage import Stage

MONTHS = 5  # of the pulse, this one included
LIVED = (70, 34)  # workdays ago: one each way
WITHOUT = 4  # every so many pairs have not had a swap day


def write_together(stage: Stage, rota: Rota, tandems: Sequence[Tandem]) -> None:
    """All of it, for every tandem with both seats taken."""
    for number, tandem in enumerate(tandems):
        people = {str(role): rota.sitter(tandem.pk, role, stage.calendar.today) for role in SeatRole}
        if any(person is None for person in people.values()):
            continue
        pair = {role: person for role, person in people.items() if person is not None}
        dice = stage.dice(f"together {tandem.name}")
        if number % WITHOUT != WITHOUT - 1:
            for role, back in zip(("inside", "field"), LIVED, strict=True):
                _live(stage, dice, tandem, pair, role, stage.calendar.back(back + number))
        _plan(stage, dice, tandem, pair, "field" if number % 2 == 0 else "inside")
        _answer(stage, dice, tandem, pair, started=number != 0)
        if tandem.team.manager is not None and number % 3 == 0:
            HelpChoice.objects.bulk_create(
                HelpChoice(tandem=tandem, employee=person, helper=tandem.team.manager) for person in pair.values()
            )


def _live(stage: Stage, dice: Random, tandem: Tandem, pair: dict[str, Employee], role: str, day: date) -> None:
    """A day that both have written about."""
    words, swap = table("together"), _day(stage, dice, tandem, pair, role, day, SwapStatus.CLOSED)
    if dice.random() < 0.5:
        swap.outcome, swap.outcome_by, swap.asked_at = words["outcome"], swap.guest, stage.calendar.at
    swap.asked_at = swap.asked_at or stage.calendar.at
    swap.save()
    evening = stage.calendar.moment(day, dice, 16 * 60, 17 * 60)
    texts = ((swap.guest, words[f"surprised_{role}"]), (swap.host, words["host_surprised"]))
    SwapNote.objects.bulk_create(
        SwapNote(
            swap=swap,
            author=author,
            surprised=dice.choice(surprised),
            will_do=dice.choice(words["will_do"]),
            should_change=dice.choice(words["should_change"]) if author == swap.guest else "",
            written_at=evening,
        )
        for author, surprised in texts
    )
    stage.diary.tell("swap_day.closed", evening, swap, tandem, by=swap.guest)


def _plan(stage: Stage, dice: Random, tandem: Tandem, pair: dict[str, Employee], role: str) -> None:
    """The next day, on one that suits both, with its programme and what the guest may see for it."""
    host, guest = pair[role], pair[_other(role)]
    at = stage.calendar.at
    found = propose_days(host, guest, after=stage.calendar.today, at=at)
    if not found:
        return
    best = min(found, key=Proposal.worth)
    swap = _day(stage, dice, tandem, pair, role, best.start, SwapStatus.PLANNED)
    swap.save()
    items = list(lines_of(swap, at))
    SwapItem.objects.bulk_create(items)
    Delegation.objects.bulk_create(
        Delegation(
            person=host,
            deputy=guest,
            purpose=Delegation.GUEST,
            scope_kind=Customer.ref_kind,
            scope_id=key,
            start=swap.start,
            end=swap.end,
        )
        for key in sorted({item.customer_id for item in items if item.customer_id})
    )


def _day(
    stage: Stage, dice: Random, tandem: Tandem, pair: dict[str, Employee], role: str, day: date, status: SwapStatus
) -> SwapDay:
    before = stage.calendar.workday_to(min(day - timedelta(12), stage.calendar.back(2)))
    swap = SwapDay(
        tandem=tandem,
        host=pair[role],
        guest=pair[_other(role)],
        role=role,
        start=day,
        end=day + timedelta(1),
        status=status,
        aims=dice.choice(table("together")[f"aims_{role}"]),
        planned_by=pair[_other(role)],
        planned_at=stage.calendar.moment(before, dice),
    )
    swap.save()
    stage.diary.tell(
        "swap_day.planned", swap.planned_at, swap, tandem, swap.host, swap.guest, by=swap.guest, data=told(swap)
    )
    return swap


def _answer(stage: Stage, dice: Random, tandem: Tandem, pair: dict[str, Employee], *, started: bool) -> None:
    """Some months of the pulse; a little better every month. The first pair has this month still before it."""
    rows = []
    for back in range(MONTHS - 1, -1, -1):
        if back == 0 and not started:
            continue
        month = stage.calendar.month(back).replace(day=1)
        for role, person in pair.items():
            scores = {name: min(5, max(1, dice.choice((3, 3, 4, 4, 5)) - (back > 2))) for name in QUESTIONS}
            partner = pair[_other(role)]
            day = stage.calendar.workday_to(stage.calendar.workday_from(max(month, stage.calendar.start)))
            rows.append(
                PulseAnswer(
                    tandem=tandem,
                    month=month,
                    employee=person,
                    partner=partner,
                    share=back > 0 or dice.random() < 0.8,
                    answered_at=stage.calendar.moment(day, dice),
                    **scores,
                )
            )
    PulseAnswer.objects.bulk_create(rows)


def _other(role: str) -> str:
    return "field" if role == "inside" else "inside"
