"""What everybody gets at the kick-off: who with whom, rules, goals, swap days; as a page and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.documents import paper
from tandem.core.documents.formats import day
from tandem.core.documents.letterhead import letterhead
from tandem.core.documents.printing import print_pdf
from tandem.people.models import Employee
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import occupants
from tandem.together.models import SwapDay, SwapStatus

from .kickoff_parts import Part, parts_of
from .models import Programme
from .queries import waves_of


@dataclass(frozen=True)
class Pair:
    """A tandem that begins."""

    tandem: Tandem
    begins: date
    inside: Employee | None
    field: Employee | None
    swap: date | None


@dataclass(frozen=True)
class Kickoff:
    """All that the paper says, in the language of the reader."""

    pairs: Sequence[Pair]
    parts: Sequence[Part]
    days: Sequence[tuple[str, date]]


def kickoff_of(programme: Programme, actor: Actor) -> Kickoff:
    """Eight statements, however many tandems."""
    begins = {member.tandem: wave.starts_on for wave in waves_of(programme) for member in wave.members.all()}
    seats = occupants([one.pk for one in begins], actor.today)
    planned = SwapDay.objects.filter(tandem__in=begins, status=SwapStatus.PLANNED, start__gte=actor.today)
    swaps = {row.tandem_id: row.start for row in planned.order_by("-start")}
    pairs = [
        Pair(one, begin, _sits(there, "inside"), _sits(there, "field"), swaps.get(one.pk))
        for one, begin in begins.items()
        for there in [seats.get(one.pk, {})]
    ]
    days = [(str(step), step.due_on) for step in programme.steps.order_by("due_on", "pk")]
    return Kickoff(pairs, parts_of(list(swaps.values()), actor), days)


def _sits(seats: Mapping[str, Seat], role: str) -> Employee | None:
    seat = seats.get(role)
    return seat.employee if seat else None


def kickoff_pdf(programme: Programme, language: str, *, actor: Actor, at: datetime) -> bytes:
    """On the company's letterhead."""
    with translation.override(language):
        letter = _paper(programme, kickoff_of(programme, actor), language)
    return print_pdf(letter.data(letterhead()), at=at)


def _paper(programme: Programme, content: Kickoff, language: str) -> paper.Paper:
    columns = [(_("Tandem"), "left", "auto"), (_("Inside sales"), "left", "1"), (_("Field sales"), "left", "1")]
    columns += [(_("Begins"), "left", "auto"), (_("Swap day"), "left", "auto")]
    rows: list[Sequence[paper.Cell] | str] = [
        [
            one.tandem.name,
            str(one.inside or "–"),
            str(one.field or "–"),
            day(one.begins, language),
            day(one.swap, language) if one.swap else "–",
        ]
        for one in content.pairs
    ]
    blocks = [paper.heading(_("Who with whom")), paper.table(columns, rows)] if rows else []
    for part in content.parts:
        blocks += [paper.heading(part.title), paper.text(part.text)]
        for title, facts in part.groups:
            blocks += [*([paper.text(f"{title}:")] if title else []), paper.facts(facts)]
    blocks += [paper.heading(_("Steps")), paper.facts([(day(when, language), title) for title, when in content.days])]
    return paper.Paper(
        language=language,
        title=_("Kick-off"),
        number=programme.title,
        address=[_("Inside and field sales")],
        facts=[],
        people=[],
        blocks=blocks,
    )
