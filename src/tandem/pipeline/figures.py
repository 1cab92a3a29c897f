"""Weighing: value times probability, half up, always by this one function."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Coalesce

from engines.money import round_half_up

from .models import Opportunity
from .models.pipelines import WHOLE


def weighted(value_cents: int, chance_ppm: int) -> int:
    """Cents of a value that counts with so many parts per million, half up."""
    return round_half_up(Fraction(value_cents * chance_ppm, WHOLE))


def weigh(opportunity: Opportunity) -> int:
    """What it counts for now: won in full, lost not at all."""
    return weighted(int(opportunity.value_cents), opportunity.chance_ppm)


def weighed_anew(chance_ppm: int) -> Any:
    """The same as an expression over rows, with the probability of their stage where they have none of their own.

    Values are never negative, so whole division after adding a half rounds half up on every database.
    """
    chance = Coalesce(F("own_chance_ppm"), Value(chance_ppm))
    return (F("value_cents") * chance + Value(WHOLE // 2)) / Value(WHOLE)
