"""The customer page, its peek and its timeline."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tandem.core.http import Request
from tandem.customers.forms import NoteForm
from tandem.customers.queries import visible_customers
from tandem.desk.queries.brief import brief_of
from tandem.desk.queries.timeline import KINDS, customer_timeline


@require_GET
def show_brief(request: Request, number: str) -> HttpResponse:
    """The brief: one sentence first."""
    brief = brief_of(number, request.actor)
    form = NoteForm(contacts=brief.contacts, prefix="note")
    context = {"brief": brief, "customer": brief.customer, "note_form": form, **_kinds("")}
    return render(request, "desk/brief.html", {**context, "timeline": brief.timeline, "more": brief.more})


@require_GET
def show_peek(request: Request, number: str) -> HttpResponse:
    """The same beside a list."""
    brief = brief_of(number, request.actor)
    return render(request, "desk/_peek.html", {"brief": brief, "customer": brief.customer})


@require_GET
def show_timeline(request: Request, number: str) -> HttpResponse:
    """A page of the timeline, all or of one kind."""
    customer = get_object_or_404(visible_customers(request.actor), number=number)
    kind, before = request.GET.get("kind", ""), request.GET.get("before", "")
    entries, more = customer_timeline(customer.pk, kind=kind, before=int(before) if before.isdigit() else None)
    context = {"customer": customer, "timeline": entries, "more": more, "continued": bool(before), **_kinds(kind)}
    template = "desk/_timeline_entries.html" if before else "desk/_timeline.html"
    return render(request, template, context)


def _kinds(current: str) -> dict[str, object]:
    return {"kinds": KINDS, "kind": current if current in dict(KINDS) else ""}
