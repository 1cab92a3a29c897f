"""The pilot group by chance, and the waves that follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from engines.draw import METHOD, draw
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.rules import require
from tandem.customers.actions import freeze_assignments
from tandem.people.queries import signed_in
from tandem.programme.models import Draw, Programme, Wave, WaveTandem
from tandem.programme.rules import can_plan_programme
from tandem.programme.strata import units_for
from tandem.tandems.models import Tandem


@transaction.atomic
def draw_pilot(programme: Programme, *, size: int, seed: str, actor: Actor, at: datetime) -> Draw:
    """Propose a pilot group. Every draw stays in the list, so that drawing until it pleases is seen."""
    require(can_plan_programme, actor)
    programme = lock(programme)
    _refuse_second(programme)
    units = units_for(programme, actor.today)
    if not 0 < size < len(units):
        text = _("Choose at least one tandem and leave at least one to compare with; there are %d.") % len(units)
        raise Invalid("size", text, {"size": text})
    drawn = draw(units, size=size, seed=seed)
    made = Draw.objects.create(
        programme=programme,
        number=programme.draws.count() + 1,
        seed=seed,
        method=METHOD,
        size=size,
        units=[[unit.key, list(unit.strata)] for unit in units],
        chosen=list(drawn.chosen),
        drawn_by=signed_in(actor),
        drawn_at=at,
    )
    data = {"number": made.number, "seed": seed, "size": size}
    record("programme.drawn", programme, actor=actor, at=at, data=data)
    return made


@transaction.atomic
def set_pilot(drawn: Draw, *, starts_on: date, ends_on: date, freeze: bool, actor: Actor, at: datetime) -> Wave:
    """The drawn tandems begin on a day; on wish customers stay with their tandems until the last day."""
    require(can_plan_programme, actor)
    programme = lock(drawn.programme)
    _refuse_second(programme)
    if starts_on < actor.today or ends_on <= starts_on:
        text = _("Choose a span to come.")
        raise Invalid("span", text, {"ends_on": text})
    wave = Wave.objects.create(
        programme=programme, title=_("Pilot"), starts_on=starts_on, ends_on=ends_on, draw=drawn, freeze=freeze
    )
    _join(wave, Tandem.objects.filter(pk__in=drawn.chosen))
    if freeze:
        reason = _("Pilot of %s") % programme.title
        freeze_assignments(start=starts_on, end=ends_on + timedelta(1), reason=reason, actor=actor, at=at)
    data = {"from": starts_on.isoformat(), "to": ends_on.isoformat(), "tandems": drawn.size, "freeze": freeze}
    record("programme.pilot_set", programme, actor=actor, at=at, data=data)
    return wave


@transaction.atomic
def add_wave(
    programme: Programme, *, title: str, starts_on: date, tandems: Sequence[Tandem], actor: Actor, at: datetime
) -> Wave:
    """Tandems that begin next. Each begins once."""
    require(can_plan_programme, actor)
    programme = lock(programme)
    taken = WaveTandem.objects.filter(programme=programme, tandem__in=tandems).select_related("tandem")
    if not tandems or taken:
        text = _("Choose tandems that are in no wave yet.")
        raise Invalid("tandems", text, {"tandems": text})
    wave = Wave.objects.create(programme=programme, title=title, starts_on=starts_on)
    _join(wave, tandems)
    data = {"title": title, "from": starts_on.isoformat(), "tandems": len(tandems)}
    record("programme.wave_added", programme, actor=actor, at=at, data=data)
    return wave


def _join(wave: Wave, tandems: Iterable[Tandem]) -> None:
    rows = [WaveTandem(programme=wave.programme, wave=wave, tandem=one) for one in tandems]
    WaveTandem.objects.bulk_create(rows)


def _refuse_second(programme: Programme) -> None:
    if Wave.objects.filter(programme=programme, draw__isnull=False).exists():
        raise Refused("has_pilot", _("The pilot group of this programme is set. Later tandems begin in waves."))
