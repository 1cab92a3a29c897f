"""Writing at month end: rate of employer cost and accounts, each kept; the booking file, each taking noted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tandem.commissions.models import EmployerCost, ProvisionSettings
from tandem.core.actor import Actor
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import allows, require
from tandem.people.queries import signed_in

from .files import booking_text
from .month_end import month_end
from .rules import can_read_provisions, can_set_provisions

MOST = 1_000_000  # parts per million
ACCOUNTS = ("commission", "employer", "provision")


def provision_settings() -> ProvisionSettings:
    """The one row, made at first sight."""
    return ProvisionSettings.objects.get_or_create(pk=1)[0]


def visible_provision_settings(actor: Actor) -> QuerySet[ProvisionSettings]:
    """For who reads month end."""
    rows = ProvisionSettings.objects.all()
    return rows if allows(can_read_provisions, actor) else rows.none()


def visible_costs(actor: Actor) -> QuerySet[EmployerCost]:
    """Rates of employer cost: for who reads month end."""
    rows = EmployerCost.objects.select_related("made_by")
    return rows if allows(can_read_provisions, actor) else rows.none()


@transaction.atomic
def set_employer_cost(*, rate_ppm: int, start: date, version: int, actor: Actor, at: datetime) -> EmployerCost:
    """From a day on; entered again for the same day it takes the place of before. Locked months keep theirs.

    `version` is that of the settings, whose page the rate is entered on: two who do so at once learn of each other.
    """
    require(can_set_provisions, actor)
    settings = lock(provision_settings(), version=version)
    if not 0 <= rate_ppm <= MOST:
        text = _("The rate of employer cost cannot be taken like this.")
        raise Invalid("employer_cost_wrong", text, {"rate_ppm": _("From 0 to 100 per cent.")})
    row = EmployerCost.objects.create(start=start, rate_ppm=rate_ppm, made_by=signed_in(actor), made_at=at)
    settings.version += 1
    settings.save(update_fields=["version"])
    data = {"from": start.isoformat(), "rate_ppm": rate_ppm}
    record("employer_cost.set", row, actor=actor, at=at, data=data)
    return row


@transaction.atomic
def edit_provision_settings(*, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event:
    """Accounts, and whether the cost of contracts is written off over their term."""
    require(can_set_provisions, actor)
    row = lock(provision_settings(), version=version)
    changes = save_changes(row, dict(values))
    return record("provisions.set_up", row, actor=actor, at=at, changes=changes)


@transaction.atomic
def take_bookings(name: str, *, currency: str, actor: Actor, at: datetime) -> bytes:
    """The booking file of a locked month: its provision, and what takes it back on the first of the next."""
    require(can_set_provisions, actor)
    settings = lock(provision_settings())
    if not all(getattr(settings, account) for account in ACCOUNTS):
        raise Refused("accounts_missing", _("Enter the numbers of the accounts first."))
    month = month_end(name, actor, currency=currency).chosen
    if month is None or month.name != name or month.closed_at is None:
        raise Refused("month_not_locked", _("Only what is locked can be booked: the figures of an open month change."))
    data = {"period": month.name, "provision_cents": month.movement.closing, "currency": currency}
    record("provisions.taken", settings, actor=actor, at=at, data=data)
    return booking_text(month, settings, currency).encode()
