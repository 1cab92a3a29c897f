"""After a test that committed, the database is again as every company starts."""

from __future__ import annotations

import pytest
from django.test import TransactionTestCase

from tandem.core.tests.snapshots import unchanged
from tandem.people.models import Team
from tandem.tandems.models import PlaybookStep

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both]


def test_what_was_there_is_there_and_nothing_else() -> None:
    assert PlaybookStep.objects.count() == 8
    with unchanged():
        PlaybookStep.objects.order_by("pk")[0].delete()
        PlaybookStep.objects.update(about="Changed")
        Team.objects.create(name="Nord")
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined]
