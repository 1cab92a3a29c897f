"""Writing visit reports in a minute: what the visit gave, what the customer needs, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.attachments.actions import add_files
from tandem.core.attachments.storing import Received
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock, save_changes
from tandem.core.models import Attachment, Event
from tandem.core.rules import require
from tandem.customers.actions import lock_standing
from tandem.customers.models import Contact, Customer
from tandem.customers.queries import about
from tandem.people.mentions import mentions_told
from tandem.people.models import Employee
from tandem.people.queries import signed_in
from tandem.work.models import Appointment, Todo, VisitReport
from tandem.work.over import settle_reported
from tandem.work.rules import can_add_work, can_edit_report, can_see_work

from .calls import NextTodo, check_talk
from .handoff_undo import withdraw_open
from .handoffs import Offer, offer_handoff
from .recording import Ref
from .todo_undo import drop_todo
from .todos import add_todo


@transaction.atomic
def report_visit(
    customer: Customer,
    *,
    values: Mapping[str, Any],
    appointment: Appointment | None = None,
    todo: NextTodo | None = None,
    handoff: tuple[Offer, Employee] | None = None,
    photos: Sequence[tuple[str, Received]] = (),
    actor: Actor,
    at: datetime,
) -> VisitReport:
    """Keep at, contact, outcome, needs and text; photos and the next step are made with it, or nothing at all is.

    A visit has one report: the second writer is told who was faster.
    """
    require(can_add_work, actor, customer)
    customer = lock_standing(customer)
    _check(customer, values, appointment, actor, at)
    report = VisitReport(customer=customer, appointment=appointment, author=signed_in(actor), written_at=at, **values)
    try:
        with transaction.atomic():
            report.save()
    except IntegrityError as error:
        raise _written_already(appointment) from error
    if appointment is not None:
        settle_reported(lock(appointment), at)
    springs: Ref = (VisitReport.ref_kind, report.pk)
    said = {"outcome": report.outcome, "text": (report.needs or report.text)[:1000]}
    kept: dict[str, Any] = {"piece": report.pk, "contact": str(report.contact or ""), **said}
    if todo is not None:
        made = add_todo(customer, values=todo.values(), holder=todo.holder, about=springs, actor=actor, at=at)
        kept["todo"] = made.pk
    if handoff is not None:
        offer, taker = handoff
        kept["handoff"] = offer_handoff(customer, offer, taker=taker, about=springs, actor=actor, at=at).pk
    kept |= mentions_told(_said(report), actor, about=report)
    subjects = (report, *about(customer, actor), appointment, report.contact)
    record("visit.reported", *subjects, actor=actor, at=at, data=kept)
    add_files(report, photos, field="photos", actor=actor, at=at)
    return report


@transaction.atomic
def edit_report(
    report: VisitReport, *, values: Mapping[str, Any], version: int, actor: Actor, at: datetime
) -> Event | None:
    """Correct one's own report."""
    require(can_edit_report, actor, report)
    report = lock(report, version=version)
    _check(report.customer, values, None, actor, at)
    before = _said(report)
    changes = save_changes(report, dict(values))
    if not changes:
        return None
    named = mentions_told(_said(report), actor, about=report, before=before)
    subjects = (report, *about(report.customer, actor))
    return record("visit.report_edited", *subjects, actor=actor, at=at, changes=changes, data=named)


def undo_reported(event: Event, actor: Actor, at: datetime) -> tuple[Customer]:
    """It was not so: the report goes, and with it a next step that nobody has touched."""
    key = event.subjects.get(kind=VisitReport.ref_kind).object_id
    report = VisitReport.objects.select_related("customer").filter(pk=key).first()
    if report is None:
        raise Refused("removed_already", _("This report is not there any more."))
    require(can_edit_report, actor, report)
    report = lock(report, version=1)
    todo = Todo.objects.filter(pk=event.data.get("todo") or 0).first()
    if todo is not None and todo.is_open and todo.version == 1:
        drop_todo(lock(todo), at)
    withdraw_open(event.data.get("handoff") or 0, at)
    Attachment.objects.filter(about_kind=VisitReport.ref_kind, about_id=report.pk, removed_at=None).update(
        removed_at=at
    )
    report.delete()
    if report.appointment is not None:
        settle_reported(lock(report.appointment), at)
    return (report.customer,)


def _said(report: VisitReport) -> str:
    return f"{report.needs}\n{report.text}"


def _check(
    customer: Customer, values: Mapping[str, Any], appointment: Appointment | None, actor: Actor, at: datetime
) -> None:
    contact: Contact | None = values.get("contact")
    check_talk(customer, contact, values.get("outcome", ""))
    if values.get("at", at) > at:
        raise Invalid("not_yet", _("This visit has not been yet."), {"day": _("This visit has not been yet.")})
    if not (values.get("needs", "").strip() or values.get("text", "").strip()):
        raise Invalid("empty", _("Say what was said."), {"text": _("Say what was said, or what the customer needs.")})
    if appointment is None:
        return
    if appointment.customer_id != customer.pk:
        raise Invalid("other_customer", _("This appointment is with another customer."))
    require(can_see_work, actor, appointment)
    if VisitReport.objects.filter(appointment=appointment).exists():
        raise _written_already(appointment)


def _written_already(appointment: Appointment | None) -> Conflict:
    report = VisitReport.objects.filter(appointment=appointment).select_related("author").first()
    who = report.author if report is not None else ""
    return Conflict("written_already", _("%s has written the report of this visit already.") % (who or ""), report)
