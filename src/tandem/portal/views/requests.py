"""Requests: asking, following, adding to them, and one question once they are closed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tandem.core.http import attempt
from tandem.core.once import once
from tandem.orders.models import Order
from tandem.portal.actions.asking import ask, rate_request, reply
from tandem.portal.door import contacts
from tandem.portal.forms import RatingForm, ReplyForm, WishForm
from tandem.portal.links import go, place
from tandem.portal.models import Right
from tandem.portal.queries.orders import orders_of
from tandem.portal.queries.people import people_of
from tandem.portal.queries.requests import request_page, request_rows, requests_of
from tandem.portal.viewer import PortalRequest, actor_of
from tandem.portal.wording import SAID
from tandem.work.models import Answer, Request


@contacts("GET")
def list_requests(request: PortalRequest) -> HttpResponse:
    """All that the contact may see, open ones first."""
    return render(request, "portal/requests.html", {"rows": request_rows(request.viewer)})


@contacts("GET", "POST")
def new_request(request: PortalRequest) -> HttpResponse:
    """Ask for something."""
    viewer, actor = request.viewer, actor_of(request.viewer)
    form = WishForm(request.POST if request.method == "POST" else None, request.FILES or None)
    wanted = request.GET.get("order", "")[:20]
    order = orders_of(viewer).filter(number=wanted).first() if wanted and viewer.may(Right.ORDERS) else None

    def make() -> Request:
        values = form.cleaned_data
        about = (Order.ref_kind, order.pk) if order else ("", 0)
        return ask(viewer, kind=values["kind"], wish=values["wish"], files=form.files_sent, about=about, at=viewer.at)

    made = attempt(form, lambda: once(Request, form.once_key, make, actor=actor, at=viewer.at))
    if made:
        return go(request, "portal:request", made.pk, said="asked")
    context = {"form": form, "people": people_of(viewer), "order": order}
    return render(request, "portal/request_new.html", context, status=422 if form.is_bound else 200)


@contacts("GET")
def show_request(request: PortalRequest, pk: int) -> HttpResponse:
    """One request with its thread."""
    return _page(request, _request(request, pk), ReplyForm())


@contacts("POST")
def reply_to_request(request: PortalRequest, pk: int) -> HttpResponse:
    """Add something; a closed one opens again."""
    viewer, one = request.viewer, _request(request, pk)
    form = ReplyForm(request.POST, request.FILES)

    def make() -> Answer:
        return reply(one, viewer=viewer, text=form.cleaned_data["text"], files=form.files_sent, at=viewer.at)

    if attempt(form, lambda: once(Answer, form.once_key, make, actor=actor_of(viewer), at=viewer.at)):
        return go(request, "portal:request", pk, said="replied")
    return _page(request, one, form, status=422)


@contacts("POST")
def rate(request: PortalRequest, pk: int) -> HttpResponse:
    """The one question."""
    form, one = RatingForm(request.POST), _request(request, pk)
    viewer = request.viewer
    if attempt(form, lambda: rate_request(one, viewer=viewer, score=form.cleaned_data["score"], at=viewer.at)):
        return go(request, "portal:request", pk, said="rated")
    return redirect(place(viewer, "portal:request", pk))


def _request(request: PortalRequest, pk: int) -> Request:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(requests_of(request.viewer), pk=pk)


def _page(request: PortalRequest, one: Request, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    page = request_page(one, request.viewer)
    context = {
        "page": page,
        "one": one,
        "form": form,
        "rating_form": RatingForm(initial={"score": page.rating.score if page.rating else ""}),
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "portal/request.html", context, status=status)
