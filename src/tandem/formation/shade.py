"""So that nothing shown lets anybody infer what one person said of another.

A manager who knows everything else about two people could reason: nothing speaks against them, and yet they are not
available, so one of them said no. Therefore some pairs are held back for a while although nobody said anything, and
every pair's points are moved by up to one step of a rating. Both come from a secret of the house, are the same
however often one solves, and change pair by pair on days of their own: neither a pair that is not available, nor one
that has just become so, nor a choice between two pairs proves anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b

from django.conf import settings

from engines.pairing import Pair

CYCLE, HELD = 9_125, 730  # days: each pair is held back for two years of every twenty-five
STEP = 100  # points of one step of a rating


@dataclass(frozen=True)
class Shade:
    """Pairs held back, and points added to each."""

    held: frozenset[Pair]
    points: dict[Pair, int]


def shade_of(pairs: Iterable[Pair], existing: frozenset[Pair], day: date) -> Shade:
    """Working pairs are never held back: that would break what works."""
    held, points = set(), {}
    for pair in pairs:
        phase, moved = _secret(pair)
        points[pair] = moved % (STEP + 1) - STEP // 2
        if (day.toordinal() + phase) % CYCLE < HELD and pair not in existing:
            held.add(pair)
    return Shade(frozenset(held), points)


def _secret(pair: Pair) -> tuple[int, int]:
    key = settings.SECRET_KEY.encode()[:64]
    digest = blake2b(f"{pair[0]}:{pair[1]}".encode(), key=key, digest_size=16, person=b"pairing").digest()
    return int.from_bytes(digest[:8]), int.from_bytes(digest[8:])
