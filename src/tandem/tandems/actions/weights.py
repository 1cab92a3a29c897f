"""How the two halves share what the tandem earns."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.core.rules import require
from tandem.tandems.models import SeatWeight, Tandem
from tandem.tandems.queries import weights_on
from tandem.tandems.rules import can_change_tandem

from .rows import changed_since, cut, mend, touch
from .sitters import check_days

MOST = 10_000


@transaction.atomic
def set_weights(
    tandem: Tandem,
    *,
    inside: int,
    field: int,
    start: date,
    version: int | None = None,
    actor: Actor,
    at: datetime,
) -> Event:
    """From that day on the halves share by these weights; planned ones are replaced, what has been stays.

    The event concerns the tandem alone: what two people share is not for everybody who may look them up.
    """
    require(can_change_tandem, actor, tandem)
    tandem = lock(tandem, version=version)
    check_weights(inside, field)
    check_days(tandem, start)
    begun = tandem.weights.filter(start__gte=start, start__lt=actor.today).order_by("start").last()
    if begun:
        text = _("Other weights hold since %s. Choose a later day.") % date_format(begun.start, "SHORT_DATE_FORMAT")
        raise Invalid("weights_begun", text, {"start": text})
    old = weights_on(tandem.pk, start)
    if old == (inside, field) and not tandem.weights.filter(start__gt=start).exists():
        raise Invalid("same_weights", _("That is how they share already."), {"inside": _("Nothing would change.")})
    kept = cut(tandem.weights.all(), start)
    row = SeatWeight.objects.create(tandem=tandem, inside=inside, field=field, start=start, end=tandem.closed_on)
    touch(tandem, actor.today)
    return record(
        "weights.set",
        tandem,
        actor=actor,
        at=at,
        changes={"weights": [f"{old[0]} : {old[1]}", f"{inside} : {field}"]},
        data={"tandem": tandem.name, "from": start.isoformat(), "row": row.pk, "before": kept},
    )


def undo_weights(event: Event, actor: Actor, at: datetime) -> tuple[Tandem, ...]:
    """Share as before."""
    tandem = Tandem.objects.get(pk=event.subjects.get(kind=Tandem.ref_kind).object_id)
    require(can_change_tandem, actor, tandem)
    tandem, start = lock(tandem), date.fromisoformat(event.data["from"])
    row = SeatWeight.objects.filter(pk=event.data["row"], start=start, end=tandem.closed_on).first()
    if row is None:
        raise changed_since()
    row.delete()
    mend(event.data["before"], start)
    touch(tandem, actor.today)
    return (tandem,)


def check_weights(inside: int, field: int) -> None:
    """Both count, or at least one; whole numbers, since only their proportion matters."""
    if min(inside, field) < 0 or max(inside, field) > MOST or inside + field == 0:
        text = _("Weights are whole numbers from 0 to %(most)s, and not both 0.") % {"most": MOST}
        raise Invalid("weights_range", text, {"inside": text})
