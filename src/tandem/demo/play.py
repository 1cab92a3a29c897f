"""What the pairs have promised each other, and what they wrote down in their weekly meetings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from tandem.people.models import Employee
from tandem.tandems.models import RulesConsent, RulesOfPlay, Tandem
from tandem.tandems.terms import Lists, Terms, company_terms
from tandem.together.models import ItemKind, Meeting, MinuteItem

from .files import table
from .rota import Rota
from .stage import Stage

WEEKS = 4  # of meetings behind
SLOTS = ((0, time(8, 30)), (1, time(8)), (3, time(8, 30)), (4, time(13)))
PROPOSED = 0  # the first pair has a proposal that waits for the other one


def write_play(stage: Stage, rota: Rota, tandems: Sequence[Tandem]) -> None:
    """Rules in force for every pair, a proposal for one, and the meetings of the last weeks with the next one."""
    base = company_terms(Lists.load())
    for number, tandem in enumerate(tandems):
        people = [rota.sitter(tandem.pk, role, stage.calendar.today) for role in ("inside", "field")]
        pair = [person for person in people if person is not None]
        if len(pair) < 2:
            continue
        terms = _terms(stage, base)
        _agree(stage, tandem, pair, terms)
        if number == PROPOSED:
            _propose(stage, tandem, pair[1], replace(terms, accept_minutes=60, meeting_weekday=3))
        _meet(stage, tandem, pair, terms)


def _terms(stage: Stage, base: Terms) -> Terms:
    """As the company has it, with a slot of their own and one or two changes."""
    dice = stage.dice("play")
    weekday, start = dice.choice(SLOTS)
    answers: dict[str, Mapping[str, int]] = {**base.answers, "complaint": {"A": 30, "B": 60, "C": 60}}
    return replace(
        base,
        answers=answers if dice.random() < 0.5 else base.answers,
        leads={**base.leads, "follow-up": dice.choice(("inside", "field"))},
        accept_minutes=dice.choice((60, 120, 120, 240)),
        meeting_weekday=weekday,
        meeting_at=start,
    )


def _agree(stage: Stage, tandem: Tandem, pair: Sequence[Employee], terms: Terms) -> None:
    at, agreed = (stage.calendar.moment(stage.calendar.back(n), stage.dice(f"play {tandem.name}")) for n in (60, 59))
    note = stage.dice(f"play {tandem.name}").choice(table("play")["notes"])
    rules = _rules(tandem, 1, terms, pair[0], at, note=note, in_force_at=agreed)
    told = {"tandem": tandem.name, "number": 1}
    stage.diary.tell("rules.proposed", at, rules, tandem, by=pair[0], data=told)
    for person, when in zip(pair, (at, agreed), strict=True):
        RulesConsent.objects.create(rules=rules, employee=person, at=when)
    stage.diary.tell("rules.in_force", agreed, rules, tandem, by=pair[1], data=told)


def _propose(stage: Stage, tandem: Tandem, person: Employee, terms: Terms) -> None:
    at = stage.calendar.moment(stage.calendar.back(1), stage.dice("proposal"))
    rules = _rules(tandem, 2, terms, person, at, note=table("play")["proposal"])
    RulesConsent.objects.create(rules=rules, employee=person, at=at)
    stage.diary.tell("rules.proposed", at, rules, tandem, by=person, data={"tandem": tandem.name, "number": 2})


def _rules(tandem: Tandem, number: int, terms: Terms, by: Employee, at: datetime, **more: Any) -> RulesOfPlay:
    return RulesOfPlay.objects.create(
        tandem=tandem, number=number, terms=terms.as_json(), proposed_by=by, proposed_at=at, **more
    )


def _meet(stage: Stage, tandem: Tandem, pair: Sequence[Employee], terms: Terms) -> None:
    """The last ones with their minutes, each naming the next; the coming one with what to talk about."""
    coming = _next(stage, terms)
    days = [coming - timedelta(weeks=week) for week in range(WEEKS, -1, -1)]
    former: Meeting | None = None
    for day in days:
        start = timezone.make_aware(datetime.combine(day, terms.meeting_at))
        over = start + timedelta(minutes=terms.meeting_minutes) if day < coming else None
        meeting = Meeting.objects.create(
            tandem=tandem,
            starts_at=start,
            minutes=terms.meeting_minutes,
            planned_by=pair[0],
            held_at=start if over else None,
            closed_at=over,
            closed_by=pair[0] if over else None,
        )
        if former is not None:
            former.next = meeting
            former.save(update_fields=["next"])
        MinuteItem.objects.bulk_create(_items(stage, meeting, pair, over=over is not None))
        former = meeting


def _next(stage: Stage, terms: Terms) -> date:
    """The next day of the slot, after today."""
    today = stage.calendar.today
    return today + timedelta((terms.meeting_weekday - today.weekday() - 1) % 7 + 1)


def _items(stage: Stage, meeting: Meeting, pair: Sequence[Employee], *, over: bool) -> list[MinuteItem]:
    dice, words = stage.dice(f"meeting {meeting.tandem.name} {meeting.starts_at:%F}"), table("play")
    at = meeting.starts_at
    if not over:
        before = min(at, stage.calendar.at) - timedelta(hours=2)
        return [MinuteItem(meeting=meeting, kind=ItemKind.TOPIC, text=dice.choice(words["topics"]), author=pair[1],
                           written_at=before)]  # fmt: skip
    lines = [
        (ItemKind.NOTE, dice.choice(words["note"]), dice.choice(pair)),
        (ItemKind.DECISION, dice.choice(words["decision"]), dice.choice(pair)),
        (ItemKind.PROMISE, dice.choice(words["promise_inside"]), pair[0]),
        (ItemKind.PROMISE, dice.choice(words["promise_field"]), pair[1]),
    ]
    return [
        MinuteItem(
            meeting=meeting,
            kind=kind,
            text=text,
            author=author,
            written_at=at + timedelta(minutes=3 + 5 * number),
            kept=dice.random() < 0.8 if kind == ItemKind.PROMISE else None,
        )
        for number, (kind, text, author) in enumerate(lines)
    ]
