"""Reading backups for administration: what lies in the folder, how long it stays, what went wrong last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.models import Event, Job, JobState
from tandem.core.rules import allows
from tandem.core.schedule import HOUR
from tandem.core.sections import Alert
from tandem.core.templatetags.tandem import moment

from .afterwards import JOB
from .folder import Found, are_daily, backups_in, folder, keep, zone
from .retention import Keep, kept_until
from .rules import can_manage_backups

LATE = timedelta(days=2)
REMEMBERED = 200  # events of backups that are looked through for what lies in the folder


@dataclass(frozen=True)
class Row:
    """One archive of the folder. `checked` is when this house read it back; `until` the day on which it goes."""

    found: Found
    checked: datetime | None
    until: date | None

    @property
    def rows(self) -> int:
        """How many rows its database holds."""
        return sum(self.found.manifest.database.rows.values()) if self.found.manifest else 0


@dataclass(frozen=True)
class BackupsPage:
    """All of the page; `place` is None when backups are switched off."""

    place: Path | None
    keep: Keep
    rows: Sequence[Row]
    failure: Event | None
    job: Job | None
    next_at: datetime | None
    late: bool
    same_disk: bool
    demo: bool


def backups_page(actor: Actor) -> BackupsPage:
    """Three statements, and the first member of every archive in the folder."""
    place = folder()
    found = backups_in(place) if place else []
    made = list(Event.objects.filter(verb="backup.made").order_by("-id")[:REMEMBERED])
    failed = Event.objects.filter(verb="backup.failed").order_by("-id").first()
    good = [one.manifest.made_at for one in found if one.manifest and one.is_ours]
    return BackupsPage(
        place=place,
        keep=keep(),
        rows=_rows(found, made),
        failure=failed if failed and (not made or failed.pk > made[0].pk) else None,
        job=Job.objects.filter(name=JOB, state__in=[JobState.WAITING, JobState.RUNNING]).first(),
        next_at=_next(actor.at) if are_daily() else None,
        late=are_daily() and (not good or max(good) < actor.at - LATE),
        same_disk=bool(place and place.exists() and place.stat().st_dev == settings.HOME.stat().st_dev),
        demo=settings.DEMO,
    )


def late_backup(actor: Actor) -> Alert | None:
    """For administration, above every page: no backup for two days. One statement; the folder may be far away."""
    if actor.is_system or not allows(can_manage_backups, actor) or not are_daily():
        return None
    newest = Event.objects.filter(verb="backup.made").order_by("-id").values_list("at", flat=True).first()
    if newest and newest >= actor.at - LATE:
        return None
    text = _("The newest backup: %(when)s.") % {"when": moment(newest)} if newest else _("There is no backup yet.")
    return Alert(text, reverse("backups"), _("To the backups"))


def _rows(found: Sequence[Found], made: Sequence[Event]) -> list[Row]:
    ours = [one.manifest.made_at for one in found if one.manifest and one.is_ours]
    until: Mapping[datetime, date] = kept_until(ours, keep(), zone())
    checked = {(event.data.get("name"), event.data.get("size")): event.recorded_at for event in made}
    return [
        Row(
            found=one,
            checked=checked.get((one.path.name, one.size)),
            until=until.get(one.manifest.made_at) if one.manifest and one.is_ours else None,
        )
        for one in found
    ]


def _next(at: datetime) -> datetime:
    """When the schedule records the next day."""
    local = timezone.localtime(at)
    today = datetime.combine(local.date(), HOUR, local.tzinfo)
    return today if today > local else datetime.combine(local.date() + timedelta(days=1), HOUR, local.tzinfo)
