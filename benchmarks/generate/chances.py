"""Open opportunities over the stages: 50,000, or five for each customer where those are few."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from tandem.customers.models import Assignment, Customer
from tandem.pipeline.figures import weighted
from tandem.pipeline.models import Opportunity, Pipeline, Stage
from tandem.tandems.models import Seat

MOST, STAGES, CHUNK = 50_000, 6, 5000
TITLES = ("Antriebe für Linie 3", "Umbau des Becherwerks", "Rahmenvertrag Getriebemotoren", "Servo statt Hydraulik")


def add_chances(size: int, seed: str) -> int:
    """What is missing in a house that was made before; how many there are."""
    with transaction.atomic():
        if not Opportunity.objects.exists():
            for chunk in _chunks(_rows(size, seed)):
                Opportunity.objects.bulk_create(chunk)
    return Opportunity.objects.count()


def _stages() -> list[Stage]:
    """Six in one pipeline, as the board is measured."""
    pipeline = Pipeline.objects.order_by("position")[0]
    there = list(Stage.objects.filter(pipeline=pipeline, retired_at=None))
    more = [
        Stage(
            pipeline=pipeline, key=f"bench-{n}", name_de=f"Phase {n}", chance_ppm=100_000 * n, position=n, stale_days=9
        )
        for n in range(len(there) + 1, STAGES + 1)
    ]
    return [*there, *Stage.objects.bulk_create(more)]


def _rows(size: int, seed: str) -> Iterator[Opportunity]:
    dice, now, stages = Random(f"{seed}/chances"), timezone.now(), _stages()
    owned = dict(Assignment.objects.filter(end=None).values_list("customer", "tandem"))
    seats = {row.tandem_id: row.employee_id for row in Seat.objects.filter(end=None)}
    customers = list(Customer.objects.values_list("pk", "team", "currency").order_by("pk"))
    for number in range(min(MOST, size)):
        customer, team, currency = customers[int(dice.random() * len(customers))]
        stage, tandem = stages[int(dice.random() ** 1.5 * len(stages))], owned.get(customer)
        value = 100 * dice.randrange(1000, 200_000)
        moved = now - timedelta(days=dice.random() * 60)
        yield Opportunity(
            number=f"P26-{number + 1:05d}",
            title=TITLES[number % len(TITLES)],
            customer_id=customer,
            tandem_id=tandem,
            team_id=team,
            holder_id=seats.get(tandem) if tandem and number % 5 else None,
            stage=stage,
            value_cents=value,
            currency=currency,
            weighted_cents=weighted(value, stage.chance_ppm),
            close_on=timezone.localdate(now) + timedelta(days=dice.randrange(-20, 360)),
            stage_since=moved,
            moved_at=moved,
            created_at=moved,
        )


def _chunks(rows: Iterator[Opportunity]) -> Iterator[list[Opportunity]]:
    found: list[Opportunity] = []
    for row in rows:
        found.append(row)
        if len(found) == CHUNK:
            yield found
            found = []
    yield found
