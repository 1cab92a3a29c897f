"""Taking an earning back: once, with a reason, after a look at what it is."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.commissions import actions
from tandem.commissions.forms import ReversalForm
from tandem.commissions.models import Posting, Run, RunStatus
from tandem.commissions.months import month_label, month_of, next_month
from tandem.commissions.rules import can_adjust, can_read_open_months
from tandem.core.http import Request
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows


@require_http_methods(["GET", "POST"])
def reverse_line(request: Request, number: int) -> HttpResponse:
    """Confirm that a line of the books is taken back."""
    posting, actor = _one(request, number), request.actor
    form = ReversalForm(sent(request))

    def act() -> Posting:
        reason = form.cleaned_data["reason"]
        make = lambda: actions.reverse_posting(posting, reason=reason, actor=actor, at=actor.at)  # noqa: E731
        return once(Posting, form.once_key, make, actor=actor, at=actor.at)

    month = next_month() or month_of(actor.today)
    to = reverse("commissions:statement", args=[posting.employee_id]) + "?" + urlencode({"month": posting.period})
    context = {
        "posting": posting,
        "label": month_label(posting.period),
        "into": month_label(month.name),
        "done": posting.reverses is not None or Posting.objects.filter(reverses=posting.number).exists(),
        "cancel_url": to,
    }
    text = _("Taken back. The run of the open month deducts it.")
    return form_page(request, "commissions/reversal.html", form, act, to=to, text=text, context=context)


def _one(request: Request, number: int) -> Posting:
    """An earning of a month that this reader reads, of somebody whom they may correct."""
    rows = Posting.objects.filter(kind="earn").select_related("employee__team")
    posting = get_object_or_404(rows, number=number)
    if not allows(can_adjust, request.actor, posting.employee):
        raise Http404
    if not allows(can_read_open_months, request.actor, posting.employee):
        get_object_or_404(Run, period__name=posting.period, status=RunStatus.RELEASED)
    return posting
