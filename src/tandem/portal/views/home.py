"""The start page: the two people, and what is open."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tandem.people.photos import photo_path
from tandem.portal.door import anybody, contacts
from tandem.portal.models import Right
from tandem.portal.queries.appointments import appointments_of
from tandem.portal.queries.orders import order_rows
from tandem.portal.queries.people import people_of
from tandem.portal.queries.quotes import quote_rows
from tandem.portal.queries.requests import request_rows
from tandem.portal.viewer import PortalRequest
from tandem.portal.wording import SAID

FEW = 5


@contacts("GET")
def show_home(request: PortalRequest) -> HttpResponse:
    """All that waits, and the two people at eye level."""
    viewer = request.viewer
    orders = [row for row in order_rows(viewer) if row.order.status != "cancelled"] if viewer.may(Right.ORDERS) else []
    context = {
        "people": people_of(viewer),
        "quotes": [row for row in quote_rows(viewer) if row.is_open][:FEW] if viewer.may(Right.QUOTES) else [],
        "requests": [row for row in request_rows(viewer) if row.is_open][:FEW],
        "orders": orders[:FEW],
        "appointments": appointments_of(viewer)[:FEW],
        "said": SAID.get(request.GET.get("said", "")),
    }
    return render(request, "portal/home.html", context)


@contacts("GET")
def show_photo(request: PortalRequest, pk: int) -> FileResponse:
    """The picture of one of their people, and of nobody else."""
    people = people_of(request.viewer)
    known = {each.pk: each for one in people for each in (one.employee, one.cover) if each is not None}
    person = known.get(pk)
    path = photo_path(person.photo) if person is not None and person.photo else None
    if path is None or not path.is_file():
        raise Http404
    answer = FileResponse(path.open("rb"), content_type="image/webp")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer


@anybody("GET", "POST")
def nowhere(request: HttpRequest, rest: str) -> HttpResponse:
    """No such page."""
    raise Http404
