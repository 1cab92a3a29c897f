"""What the two of a tandem earn together."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from engines.commission.windows import add_months
from tandem.commissions.months import month_label, month_of
from tandem.commissions.queries.joint import joint_page
from tandem.commissions.queries.statement import month_named
from tandem.commissions.rules import can_read_joint
from tandem.core.http import Request
from tandem.core.rules import require
from tandem.tandems.queries import visible_tandems


@require_safe
def show_joint(request: Request, pk: int) -> HttpResponse:
    """For the two alone, and of each for the days on which they sit there."""
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(can_read_joint, request.actor, tandem)
    now = month_of(request.actor.today)
    month = month_named(request.GET.get("month", ""), now)
    last = now if add_months(month.start, 2) >= now.start else month_of(add_months(month.start, 1))
    names = [month_of(add_months(last.start, -back)).name for back in (2, 1, 0)]
    months = [(name, month_label(name), name == month.name) for name in names]
    page = joint_page(tandem, month, request.actor)
    return render(request, "commissions/joint.html", {"page": page, "months": months})
