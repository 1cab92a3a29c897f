"""Quotes: reading, comparing, choosing, accepting with a code, declining, asking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from tandem.core.http import attempt
from tandem.core.once import once
from tandem.portal.actions.quotes import note_opening
from tandem.portal.door import anybody, contacts
from tandem.portal.forms import DeclineForm, QuestionForm
from tandem.portal.links import go
from tandem.portal.middleware import SHARED_COOKIE
from tandem.portal.models import Right
from tandem.portal.queries.accesses import shared_by
from tandem.portal.queries.people import people_of
from tandem.portal.queries.quotes import quote_named, quote_page, quote_rows, quotes_of, row_of
from tandem.portal.viewer import PortalRequest, actor_of
from tandem.portal.wording import SAID
from tandem.quotes.actions import ask_about, decline_quote
from tandem.quotes.models import Quote
from tandem.work.models import Request, Source


@contacts("GET", right=Right.QUOTES)
def list_quotes(request: PortalRequest) -> HttpResponse:
    """All that was sent, what waits for an answer on top."""
    return render(request, "portal/quotes.html", {"rows": quote_rows(request.viewer)})


@contacts("GET", right=Right.QUOTES)
def show_quote(request: PortalRequest, number: str) -> HttpResponse:
    """One quote; that it was opened is noted once, and said in the privacy page."""
    viewer, quote = request.viewer, quote_named(request.viewer, number)
    page = quote_page(quote, viewer.today, viewer)
    if not viewer.preview:
        note_opening(page.row.revision, quote, viewer.contact, at=viewer.at)
    said = SAID.get(request.GET.get("said", ""))
    return render(request, "portal/quote.html", {"page": page, "people": people_of(viewer), "said": said})


@anybody("GET")
def show_shared(request: HttpRequest) -> HttpResponse:
    """What a shared link shows: this quote, to read."""
    now = timezone.now()
    link = shared_by(request.COOKIES.get(SHARED_COOKIE, ""), now)
    if link is None or link.about_kind != Quote.ref_kind:
        return redirect("portal:sign_in")
    quote = get_object_or_404(quotes_of(link.contact.customer), pk=link.about_id)
    page = quote_page(quote, timezone.localdate(now), None)
    note_opening(page.row.revision, quote, link.contact, at=now)
    return render(request, "portal/quote.html", {"page": page, "shared": True})


@contacts("GET", "POST", right=Right.ACCEPT)
def decline(request: PortalRequest, number: str) -> HttpResponse:
    """No, and why."""
    viewer, quote = request.viewer, quote_named(request.viewer, number)
    row = row_of(quote, viewer.today)
    form = DeclineForm(request.POST if request.method == "POST" else None, initial={"revision": row.revision.number})

    def refuse() -> Any:
        said = {name: form.cleaned_data[name] for name in ("revision", "reason", "text")}
        return decline_quote(quote, **said, actor=actor_of(viewer), at=viewer.at)

    if attempt(form, refuse):
        return go(request, "portal:quote", number, said="declined")
    return render(request, "portal/decline.html", {"row": row, "form": form}, status=422 if form.is_bound else 200)


@contacts("GET", "POST", right=Right.QUOTES)
def ask(request: PortalRequest, number: str) -> HttpResponse:
    """A question on the quote: a request with a clock."""
    viewer, quote = request.viewer, quote_named(request.viewer, number)
    form = QuestionForm(request.POST if request.method == "POST" else None)
    actor = actor_of(viewer)

    def make() -> Request:
        return ask_about(quote, text=form.cleaned_data["text"], actor=actor, at=viewer.at, source=Source.PORTAL)

    made = attempt(form, lambda: once(Request, form.once_key, make, actor=actor, at=viewer.at))
    if made:
        return go(request, "portal:request", made.pk, said="asked")
    context = {"row": row_of(quote, viewer.today), "form": form, "people": people_of(viewer)}
    return render(request, "portal/question.html", context, status=422 if form.is_bound else 200)
