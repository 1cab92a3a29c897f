"""Visit reports: written in a minute, read, corrected."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.attachments.storing import all_received
from tandem.core.http import Request, key_in
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent, sent_files
from tandem.core.rules import allows, require
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Contact, Customer
from tandem.people.rules import sells
from tandem.work.actions.reports import edit_report, report_visit
from tandem.work.belonging import home_for
from tandem.work.days import tomorrow_of
from tandem.work.forms.talks import ReportForm
from tandem.work.holders import partner_first
from tandem.work.models import Appointment, VisitReport
from tandem.work.queries import visible_appointments, visible_reports
from tandem.work.rules import can_add_work, can_edit_report
from tandem.work.springing import sprung_from

FORM = ["GET", "POST"]


@require_http_methods(FORM)
def new_report(request: Request) -> HttpResponse:
    """What a visit gave, with what comes next."""
    actor = request.actor
    require(sells, actor)
    customer, appointment = _whom(request)
    require(can_add_work, actor, customer)
    people = partner_first(home_for(customer, actor), actor)
    people = [*people[:1], actor.employee, *people[1:]]
    initial = _initial(request, appointment)
    form = ReportForm(sent(request), sent_files(request), contacts=_contacts(customer), people=people, initial=initial)

    def write() -> VisitReport:
        with all_received(form.cleaned_data["photos"]) as photos:
            return report_visit(
                customer,
                values=form.report_values(actor),
                appointment=appointment,
                todo=form.todo(),
                handoff=form.handoff(),
                photos=photos,
                actor=actor,
                at=actor.at,
            )

    def note() -> Event | None:
        return event_of("visit.reported", once(VisitReport, form.once_key, write, actor=actor, at=actor.at))

    return form_page(
        request,
        "work/visit_form.html",
        form,
        note,
        to=customer.get_absolute_url(),
        text=_("The report is written."),
        context={
            "customer": customer,
            "appointment": appointment,
            "title": _("Visit report"),
            "due": None if appointment else _due(customer, request),
        },
    )


@require_GET
def show_report(request: Request, pk: int) -> HttpResponse:
    """One report, and what sprang from it."""
    report = _one(request, pk)
    context = {
        "report": report,
        "may_edit": allows(can_edit_report, request.actor, report),
        "steps": sprung_from((VisitReport.ref_kind, report.pk), request.actor),
    }
    return render(request, "work/visit.html", context)


@require_http_methods(FORM)
def change_report(request: Request, pk: int) -> HttpResponse:
    """Correct one's own report."""
    actor, report = request.actor, _one(request, pk)
    require(can_edit_report, actor, report)
    form = ReportForm(sent(request), instance=report, contacts=_contacts(report.customer))
    return form_page(
        request,
        "work/visit_form.html",
        form,
        lambda: edit_report(
            report, values=form.report_values(actor), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=report.get_absolute_url(),
        text=_("Saved."),
        context={"customer": report.customer, "title": _("Visit report")},
    )


def _one(request: Request, pk: int) -> VisitReport:
    return get_object_or_404(visible_reports(request.actor).select_related("appointment"), pk=pk)


def _whom(request: Request) -> tuple[Customer, Appointment | None]:
    """The customer, by its number or by the appointment; 404 where the address names neither."""
    key = key_in(request.GET, "appointment")
    if key is not None:
        appointment = get_object_or_404(visible_appointments(request.actor), pk=key, customer__isnull=False)
        assert appointment.customer is not None  # noqa: S101
        return appointment.customer, appointment
    number = request.GET.get("customer", "")
    if not number:
        raise Http404
    return customer_or_404(number, request.actor), None


def _due(customer: Customer, request: Request) -> Appointment | None:
    """The latest visit there that still waits for its report: one written about nothing would leave it waiting."""
    rows = visible_appointments(request.actor).filter(customer=customer, report_due_at__isnull=False)
    return rows.order_by("-start").first()


def _contacts(customer: Customer) -> list[Contact]:
    return list(customer.contacts.filter(left_at=None, merged_into=None))


def _initial(request: Request, appointment: Appointment | None) -> dict[str, object]:
    actor = request.actor
    by = tomorrow_of(actor)
    if appointment is None:
        return {"day": actor.today, "by": by}
    start = timezone.localtime(appointment.start)
    coming = appointment.attendees.filter(contact__isnull=False, removed_at=None).values_list("contact", flat=True)[:2]
    met = coming[0] if len(coming) == 1 else None  # of several the writer says whom they spoke to
    return {"day": start.date(), "clock": start.time(), "by": by, "contact": met}
