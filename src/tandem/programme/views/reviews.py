"""Reviews with their figures, and the criteria that would stop the programme."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.core.http import Request
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.programme.actions.reviews import decide_review, set_criterion
from tandem.programme.figures import Seen, figures_of, first_day
from tandem.programme.forms import CriterionForm, ReviewForm
from tandem.programme.rules import can_plan_programme, can_read_programme

from .checks import FORM
from .plan import one_programme


@require_http_methods(FORM)
def list_reviews(request: Request, pk: int) -> HttpResponse:
    """Figures as of today, the three reviews, and what would stop the programme."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_read_programme, actor)
    if request.method == "POST":
        require(can_plan_programme, actor)
    form, began = CriterionForm(sent(request)), first_day(programme)
    may_plan = allows(can_plan_programme, actor)
    reviews = [
        {
            "review": review,
            "due_on": began + timedelta(review.days) if began else None,
            "is_due": bool(began and began + timedelta(review.days) <= actor.today),
            "seen": [Seen(**row) for row in review.seen],
        }
        for review in programme.reviews.select_related("decided_by")
    ]
    context = {
        "programme": programme,
        "began": began,
        "figures": figures_of(programme, began or actor.today, actor),
        "reviews": reviews,
        "may_plan": may_plan,
        "may_write": may_plan and (began is None or began > actor.today),
    }
    return form_page(
        request,
        "programme/reviews.html",
        form,
        lambda: set_criterion(programme, **form.cleaned_data, actor=actor, at=actor.at),
        to=request.path,
        text=_("The criterion is written down."),
        context=context,
    )


@require_http_methods(FORM)
def decide(request: Request, pk: int, days: int) -> HttpResponse:
    """Note and decision."""
    programme, actor = one_programme(request, pk), request.actor
    require(can_plan_programme, actor)
    review = get_object_or_404(programme.reviews, days=days)
    form = ReviewForm(sent(request), instance=review)
    back = request.path.rsplit("/", 2)[0] + "/"
    return form_page(
        request,
        "core/form.html",
        form,
        lambda: decide_review(review, **form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=back,
        text=_("The decision is written down."),
        context={"title": str(review), "cancel_url": back},
    )
