"""Whatever a viewer may see of each kind of thing is found by a prepared query (ADR 0016), whoever the viewer is."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.kinds import kinds, visible_objects
from tandem.goals.tests.factories import allow_results
from tandem.orders.tests.factories import a_pair
from tandem.people.tests.factories import an_employee

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("agreed", [False, True])
def test_every_kind_is_asked_for_by_everybody(agreed: bool) -> None:
    pair = a_pair()
    if agreed:
        allow_results()
    people = [pair.inside, pair.field, pair.manager]
    people += [an_employee([role]) for role in ("manager", "payroll", "council", "admin")]
    actors = [Actor.of(person, timezone.now()) for person in people]
    actors.append(Actor.system(timezone.now(), "test"))
    for actor in actors:
        for kind in kinds():
            visible_objects([(kind, 1)], actor)
