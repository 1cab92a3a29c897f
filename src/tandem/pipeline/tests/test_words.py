"""Words of states, beside each other on the board and in the filter."""

from __future__ import annotations

from django.utils.translation import override

from tandem.customers.models import Lifecycle
from tandem.pipeline.models import State


def test_states_of_an_opportunity_are_written_alike() -> None:
    with override("de"):
        assert [str(label) for label in State.labels] == ["Offen", "Gewonnen", "Verloren"]
        assert str(Lifecycle.LOST.label) == "verloren"
