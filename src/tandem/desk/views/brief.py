"""The customer page, its peek and its timeline."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tandem.core.http import Request, key_in
from tandem.customers.finding import customer_or_404
from tandem.customers.forms import NoteForm
from tandem.customers.rules import can_edit_notes_of
from tandem.desk.queries.brief import brief_of
from tandem.desk.queries.timeline import KINDS, customer_timeline


@require_GET
def show_brief(request: Request, number: str) -> HttpResponse:
    """The brief: one sentence first. Without script the address says which part of the timeline."""
    kind, before = _wanted(request)
    brief = brief_of(number, request.actor, kind=kind, before=before)
    form = NoteForm(contacts=brief.contacts, prefix="note")
    edits = can_edit_notes_of(request.actor, brief.customer)
    context = {"brief": brief, "customer": brief.customer, "note_form": form, "kinds": KINDS, "kind": kind}
    return render(
        request,
        "desk/brief.html",
        {**context, "timeline": brief.timeline, "more": brief.more, "edits_all_notes": edits},
    )


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same beside a list."""
    brief = brief_of(number, request.actor)
    return render(request, "desk/_peek.html", {"brief": brief, "customer": brief.customer})


@require_GET
def show_timeline(request: Request, number: str) -> HttpResponse:
    """A page of the timeline, all or of one kind."""
    customer = customer_or_404(number, request.actor)
    kind, before = _wanted(request)
    entries, more = customer_timeline(customer.pk, kind=kind, before=before)
    context = {"customer": customer, "timeline": entries, "more": more, "kinds": KINDS, "kind": kind}
    context |= {"edits_all_notes": can_edit_notes_of(request.actor, customer)}
    return render(request, "desk/_timeline_entries.html" if before else "desk/_timeline.html", context)


def _wanted(request: Request) -> tuple[str, int | None]:
    """Kind and beginning of the timeline as the address asks; what it cannot mean is passed over."""
    kind = request.GET.get("kind", "")
    return kind if kind in dict(KINDS) else "", key_in(request.GET, "before")
