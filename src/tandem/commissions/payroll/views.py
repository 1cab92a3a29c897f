"""The pages of payroll."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.commissions.models import PayrollExport, Run, RunStatus
from tandem.commissions.months import month_label
from tandem.commissions.queries.adjustments import waiting_amounts
from tandem.commissions.queries.due import waiting_answers
from tandem.commissions.queries.owing import owing_of
from tandem.core.actor import Actor
from tandem.core.http import Request, done
from tandem.core.models import Event
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require

from . import actions
from .forms import SettingsForm
from .lines import check_run
from .paying import open_sums
from .rules import can_pay


def visible_exports(actor: Actor) -> QuerySet[PayrollExport]:
    """For payroll alone: they name everybody's pay."""
    rows = PayrollExport.objects.select_related("run__period", "made_by")
    return rows if allows(can_pay, actor) else rows.none()


def export_url(row: PayrollExport) -> str:
    """Where an export is read: at its run."""
    return reverse("commissions:payroll_run", args=[row.run_id])


def payable_runs() -> QuerySet[Run]:
    """Released runs; what is not released is nobody's to pay."""
    return Run.objects.filter(status=RunStatus.RELEASED).select_related("period", "released_by")


@require_safe
def list_exports(request: Request) -> HttpResponse:
    """Months that are released, and whether they were exported."""
    require(can_pay, request.actor)
    rows = payable_runs().select_related("payroll_export__made_by").order_by("-period__start")[:60]
    lines = [(run, month_label(run.period.name), getattr(run, "payroll_export", None)) for run in rows]
    context = {
        "rows": lines,
        "waiting": waiting_answers(request.actor),
        "amounts": waiting_amounts(request.actor),
        "open": open_sums(),
        "owing": owing_of(lines[0][0] if lines else None, lambda employee: True),
    }
    return render(request, "commissions/payroll/list.html", context)


@require_http_methods(["GET", "POST"])
def edit_settings(request: Request) -> HttpResponse:
    """Wage types and numbers."""
    require(can_pay, request.actor)
    row = actions.payroll_settings()
    form = SettingsForm(sent(request), instance=row)

    def act() -> Event:
        actor = request.actor
        return actions.edit_payroll_settings(
            values=form.settings(), version=form.shown_version, actor=actor, at=actor.at
        )

    to = reverse("commissions:payroll")
    context = {"cancel_url": to}
    return form_page(request, "commissions/payroll/settings.html", form, act, to=to, text=_("Saved."), context=context)


@require_safe
def show_run(request: Request, pk: int) -> HttpResponse:
    """What would be exported, what stands against it, or what was."""
    require(can_pay, request.actor)
    run = get_object_or_404(payable_runs(), pk=pk)
    done_ = visible_exports(request.actor).filter(run=run).first()
    checked = check_run(run, actions.payroll_settings())
    lines = done_.lines if done_ else checked.lines
    context = {"run": run, "label": month_label(run.period.name), "checked": checked, "export": done_, "lines": lines}
    context["owing"] = owing_of(run, lambda employee: True)
    return render(request, "commissions/payroll/run.html", context)


@require_POST
def test_export(request: Request, pk: int) -> HttpResponse:
    """A file to try the import with."""
    require(can_pay, request.actor)
    run = get_object_or_404(payable_runs(), pk=pk)
    form = "lodas" if request.POST.get("format") == "lodas" else "csv"
    made = actions.make_test_file(run, form=form, actor=request.actor, at=request.actor.at)
    return _file(made.text.encode(made.encoding, "replace"), f"TEST-{_name(run.period.name, form)}", form)


@require_POST
def export(request: Request, pk: int) -> HttpResponse:
    """For good."""
    require(can_pay, request.actor)
    run = get_object_or_404(payable_runs(), pk=pk)
    actions.export_run(run, actor=request.actor, at=request.actor.at)
    to = reverse("commissions:payroll_run", args=[pk])
    return done(request, to, _("Exported. The files can be taken as often as needed; they never change."))


@require_POST
def csv_file(request: Request, pk: int) -> HttpResponse:
    """The CSV of then."""
    return _kept(request, pk, "csv")


@require_POST
def lodas_file(request: Request, pk: int) -> HttpResponse:
    """The DATEV file of then."""
    return _kept(request, pk, "lodas")


def _kept(request: Request, pk: int, form: str) -> HttpResponse:
    require(can_pay, request.actor)
    row = get_object_or_404(visible_exports(request.actor), pk=pk)
    content = actions.file_of(row, form, actor=request.actor, at=request.actor.at)
    return _file(content, _name(row.run.period.name, form), form)


def _name(month: str, form: str) -> str:
    return f"lodas-{month}.txt" if form == "lodas" else f"payroll-{month}.csv"


def _file(content: bytes, name: str, form: str) -> HttpResponse:
    kind = "text/plain; charset=windows-1252" if form == "lodas" else "text/csv; charset=utf-8"
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
