"""What the pages of swap days show, as frozen objects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.customers.queries import visible_customers
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.together.models import SwapDay, SwapItem, SwapNote, SwapStatus, TogetherSettings

from .programme import AIMS
from .queries import days_of_year, visible_notes, visible_swaps, ways_of
from .rules import can_change_swap, can_note_swap

MOST = 40


@dataclass(frozen=True)
class Line:
    """One line of the programme as this viewer may read it; `shown` is False for a customer they may not see now."""

    item: SwapItem
    shown: bool

    @property
    def aim(self) -> Text:
        """What was written, else what is worth looking at in such a piece."""
        return self.item.aim or AIMS.get(self.item.kind, "")


def tandem_page(tandem: Tandem, actor: Actor) -> dict[str, Any]:
    """Both directions and all days of a tandem; four statements."""
    day = actor.today
    seats = list(Seat.objects.filter(on_day(day), tandem=tandem).select_related("employee"))
    wanted = TogetherSettings.load().swaps_a_year
    swaps = list(visible_swaps(actor).filter(tandem=tandem).order_by("-start", "-pk")[:MOST])
    coming = [swap for swap in swaps if swap.is_planned and swap.end > day]
    return {
        "tandem": tandem,
        "ways": ways_of(seats, days_of_year([tandem.pk], day), wanted),
        "coming": coming[::-1],
        "former": [swap for swap in swaps if swap not in coming],
        "year": day.year,
    }


def swap_page(swap: SwapDay, actor: Actor) -> dict[str, Any]:
    """One day; three statements. Notes only for who is part of it."""
    part = allows(can_note_swap, actor, swap)
    notes = list(visible_notes(actor).filter(swap=swap)) if part else []
    own = next((note for note in notes if note.author_id == actor.id), None)
    return {
        "swap": swap,
        "part": part,
        "may_change": allows(can_change_swap, actor, swap),
        "lines": _lines(swap, actor),
        "own": own,
        "other": next((note for note in notes if note is not own), None),
        "partner": swap.guest if _is(actor, swap.host_id) else swap.host,
        "begun": swap.start <= actor.today and swap.status != SwapStatus.CANCELLED,
        "over": swap.end <= actor.today,
    }


def next_swap(tandem: Tandem, actor: Actor) -> SwapDay | None:
    """The next day of a tandem that is planned, or that waits for a note; one statement."""
    rows = visible_swaps(actor).filter(tandem=tandem, status__in=(SwapStatus.PLANNED, SwapStatus.LIVED))
    return rows.order_by("start", "pk").first()


def last_word(tandem: Tandem, actor: Actor) -> SwapNote | None:
    """What surprised one of the two lately, of what both may read; one statement."""
    rows = visible_notes(actor).filter(swap__tandem=tandem, swap__status=SwapStatus.CLOSED).exclude(surprised="")
    return rows.order_by("-swap__start", "-pk").first()


def _lines(swap: SwapDay, actor: Actor) -> Sequence[Line]:
    items = list(swap.items.select_related("customer"))
    keys = {item.customer_id for item in items if item.customer_id}
    seen = set(visible_customers(actor).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    return [Line(item, item.customer_id is None or item.customer_id in seen) for item in items]


def _is(actor: Actor, key: int) -> bool:
    person = signed_in(actor)
    return person is not None and person.pk == key
