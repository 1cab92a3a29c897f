"""Tandems as the draw sees them: by team, by how many of their customers are class A, by how many they have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from statistics import median

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from engines.draw import Share, Unit, shares_of
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, CustomerClass
from tandem.programme.models import Draw, Programme, WaveTandem
from tandem.tandems.queries import open_tandems


def units_for(programme: Programme, day: date) -> list[Unit]:
    """Tandems that are in no wave yet; three statements."""
    taken = WaveTandem.objects.filter(programme=programme).values("tandem")
    tandems = list(open_tandems(day).exclude(pk__in=taken).select_related("team").order_by("pk"))
    rows = Assignment.objects.filter(on_day(day), tandem__in=tandems).values("tandem").order_by("tandem")
    best = Count("pk", filter=Q(customer__customer_class=CustomerClass.A))
    counts = {row["tandem"]: (row["every"], row["best"]) for row in rows.annotate(every=Count("pk"), best=best)}
    sizes = {one.pk: counts.get(one.pk, (0, 0))[0] for one in tandems}
    mixes = {key: counts.get(key, (0, 0))[1] / size if size else 0.0 for key, size in sizes.items()}
    big, rich = _above(sizes), _above(mixes)
    return [
        Unit(one.pk, (one.team.name, "a+" if rich[one.pk] else "a-", "n+" if big[one.pk] else "n-")) for one in tandems
    ]


def shares_told(drawn: Draw) -> list[tuple[str, Share]]:
    """What each stratum gave, in words: teams, and within them mix and size."""
    units = [Unit(key, tuple(strata)) for key, strata in drawn.units]
    return [(_told(share.strata), share) for share in shares_of(units, set(drawn.chosen)) if len(share.strata) != 2]


def _told(strata: Sequence[str]) -> str:
    words = {
        "a+": _("many A customers"),
        "a-": _("few A customers"),
        "n+": _("many customers"),
        "n-": _("few customers"),
    }
    return strata[0] if len(strata) == 1 else "– " + ", ".join(words.get(one, one) for one in strata[1:])


def _above(values: Mapping[int, float]) -> dict[int, bool]:
    middle = median(values.values()) if values else 0
    return {key: value > middle for key, value in values.items()}
