"""What customers want and wanted: two open requests for each, with their rows in the one list, and closed ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

from tandem.core import search
from tandem.core.models import SearchRow
from tandem.customers.models import Customer
from tandem.tandems.models import RequestKind
from tandem.work.models import NextStep, Request

from .crew import Crew
from .customers import PER_CUSTOMER, Book
from .sink import Table

OPEN, ANSWERED, CLOSED = 2.0, 0.2, 1.0  # per customer: waiting for an answer, answered and still open, closed
BACK, AHEAD = timedelta(days=12), timedelta(days=3)  # between which they came in and are due
WISHES = (
    "Wann kommt der Getriebemotor für Linie 3?",
    "Angebot über acht Stück mit Bremse, Lieferung nächsten Monat.",
    "Der Antrieb läuft laut, bitte um Rückruf.",
    "Welches Öl für das Flachgetriebe?",
    "Termin für die Vorführung der neuen Reihe.",
)


def write_requests(crew: Crew, book: Book, size: int, seed: str, search_ids: Iterator[int]) -> dict[str, int]:
    """All of them; how many there are."""
    dice, keys, kinds = Random(f"{seed}/requests"), count(1), list(RequestKind.objects.order_by("pk"))
    teams = dict(Customer.objects.values_list("pk", "team_id"))
    requests = Table(
        Request, "id", "customer_id", "tandem_id", "team_id", "holder_id", "kind_id", "contact_id", "source", "wish",
        "received_at", "created_at", "due_at", "answer_minutes", "answered_at", "closed_at",
    )  # fmt: skip
    steps = Table(
        NextStep, "customer_id", "tandem_id", "team_id", "holder_id", "kind", "object_id", "due_at", "weight", "title",
        "data", "id",
    )  # fmt: skip
    found = Table(SearchRow, "id", *search.FIELDS)
    waiting, still_open = int(size * OPEN), int(size * (OPEN + ANSWERED))
    for number in range(still_open + int(size * CLOSED)):
        key, customer = next(keys), 1 + int(dice.random() * size)
        place = book.pairs[customer - 1]
        pair = crew.pairs[place - 1] if place else None
        holder = (pair.inside if number % 3 else pair.field).id if pair and number % 4 else None
        kind, wish = kinds[int(len(kinds) * dice.random() ** 2)], WISHES[number % len(WISHES)]
        due = crew.now - BACK + (BACK + AHEAD) * dice.random()
        came, heard = due - timedelta(hours=4), due - timedelta(hours=1) if number >= waiting else None
        home = (customer, pair.id if pair else None, pair.team_id if pair else teams[customer], holder)
        contact = (customer - 1) * PER_CUSTOMER + 1
        requests.add(
            key, *home, kind.pk, contact, "phone", wish, _stamp(came), _stamp(came), _stamp(due), 240,
            _stamp(heard) if heard else None, _stamp(heard) if heard and number >= still_open else None,
        )  # fmt: skip
        if number >= still_open:
            continue
        told = {"de": kind.name_de, "en": kind.name_en, "minutes": 240, "answered": heard is not None}
        steps.add(*home, "request", key, _stamp(heard or due), 2 if heard else 0, wish, json.dumps(told), key)
        entry = search.Entry("request", key, wish, [wish], "", book.labels[customer - 1])
        found.add(next(search_ids), *search.row_of(entry))
    for table in (requests, steps, found):
        table.flush()
    return {"requests": requests.count}


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S}"
