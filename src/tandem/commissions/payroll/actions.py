"""Writing in payroll: settings, a test, and the one export of a run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from engines.commission import read_window
from tandem.commissions.models import PayrollExport, PayrollSettings, Run
from tandem.commissions.posting import lock_head
from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Event
from tandem.core.rules import allows, require
from tandem.people.queries import signed_in

from .files import csv_text, lodas_text
from .lines import Checked, check_run
from .paying import post_pay
from .rules import can_pay

FORMATS = ("csv", "lodas")


def payroll_settings() -> PayrollSettings:
    """The one row, made at first sight."""
    return PayrollSettings.objects.get_or_create(pk=1)[0]


def visible_settings(actor: Actor) -> QuerySet[PayrollSettings]:
    """For payroll."""
    return PayrollSettings.objects.all() if allows(can_pay, actor) else PayrollSettings.objects.none()


@transaction.atomic
def edit_payroll_settings(*, values: Mapping[str, Any], version: int, actor: Actor, at: datetime) -> Event:
    """Wage types, processing keys and the numbers with DATEV."""
    require(can_pay, actor)
    row = lock(payroll_settings(), version=version)
    changes = save_changes(row, dict(values))
    return record("payroll.set_up", row, actor=actor, at=at, changes=changes)


@dataclass(frozen=True)
class TestFile:
    """A file to try the import with; nothing is kept of it but that it was made."""

    text: str
    encoding: str


@transaction.atomic
def make_test_file(run: Run, *, form: str, actor: Actor, at: datetime) -> TestFile:
    """The same lines, marked as a test, even where something still blocks the export."""
    require(can_pay, actor)
    settings = payroll_settings()
    checked = check_run(run, settings)
    month = read_window(run.period.name)
    if form == "lodas":
        made = TestFile(lodas_text(checked.lines, month, settings, test=True), "cp1252")
    else:
        made = TestFile("TEST\r\n" + csv_text(checked.lines, month), "utf-8")
    record("payroll.tested", run, actor=actor, at=at, data={"period": run.period.name, "format": form})
    return made


@transaction.atomic
def export_run(run: Run, *, actor: Actor, at: datetime) -> PayrollExport:
    """Both files, for good, and out of what is payable. Asked again it gives the export of then, and posts nothing."""
    require(can_pay, actor)
    lock_head()  # before the run, as whoever posts does
    run = lock(run)
    done = PayrollExport.objects.filter(run=run).first()
    if done is not None:
        return done
    settings = payroll_settings()
    checked = check_run(run, settings)
    if checked.blocks:
        raise Refused("payroll_blocked", " ".join(checked.blocks))
    row = PayrollExport.objects.create(**export_of(checked, settings), made_by=signed_in(actor), made_at=at)
    post_pay(checked, today=actor.today)
    data = {"period": run.period.name, "people": row.people, "digest": row.digest}
    record("payroll.exported", row, run, actor=actor, at=at, data=data)
    return row


def export_of(checked: Checked, settings: PayrollSettings) -> dict[str, Any]:
    """The values of an export: lines, sums and both files."""
    month = read_window(checked.run.period.name)
    text = csv_text(checked.lines, month)
    lodas = "" if checked.lodas_blocks else lodas_text(checked.lines, month, settings)
    return {
        "run": checked.run,
        "currency": checked.currency,
        "total_cents": checked.total,
        "people": checked.people,
        "lines": [line.as_json for line in checked.lines],
        "wage_types": {"consultant": settings.consultant, "client": settings.client, **settings.wage_types},
        "csv": text,
        "lodas": lodas,
        "digest": hashlib.sha256(f"{text}\0{lodas}".encode()).hexdigest(),
    }


def file_of(row: PayrollExport, form: str, *, actor: Actor, at: datetime) -> bytes:
    """The bytes of then; each taking is noted."""
    require(can_pay, actor)
    text, encoding = (row.lodas, "cp1252") if form == "lodas" else (row.csv, "utf-8")
    if not text:
        raise Refused("no_lodas", _("This export has no DATEV file: numbers or keys for it were missing then."))
    record("payroll.taken", row, row.run, actor=actor, at=at, data={"format": form})
    return text.encode(encoding)
