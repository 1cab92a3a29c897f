"""One's own pay, and that of others where somebody's work is to pay or to lead."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tandem.commissions.extract import csv_answer, extract_paper
from tandem.commissions.models import RunPerson
from tandem.commissions.printing import print_statement
from tandem.commissions.queries.counted import counted_page
from tandem.commissions.queries.people import people_page, visible_statements
from tandem.commissions.queries.statement import Statement, month_named, newest_month, statement
from tandem.commissions.queries.today import today_figure
from tandem.commissions.queries.what_if import what_if
from tandem.commissions.rules import can_adjust, can_read_pay, can_read_statement
from tandem.core.documents.keeping import document_answer
from tandem.core.http import Request, key_in
from tandem.core.rules import allows, require
from tandem.people.models import Employee
from tandem.people.queries import signed_in, visible_employees


def one_person(request: Request, pk: int) -> Employee:
    """The employee, if this reader may read their pay: else nobody learns that there is any."""
    me = signed_in(request.actor)
    person = me if me is not None and me.pk == pk else get_object_or_404(visible_employees(request.actor), pk=pk)
    if not allows(can_read_statement, request.actor, person):
        raise Http404
    return person


@require_safe
def show_own(request: Request) -> HttpResponse:
    """My statement; who pays others and has none goes to these."""
    require(can_read_pay, request.actor)
    person = signed_in(request.actor)
    if person is None:
        raise Http404
    return _show(request, person, reverse("commissions:commission"))


@require_safe
def show_person(request: Request, pk: int) -> HttpResponse:
    """The statement of somebody else."""
    return _show(request, one_person(request, pk), reverse("commissions:statement", args=[pk]))


def _show(request: Request, person: Employee, url: str) -> HttpResponse:
    actor, wanted = request.actor, request.GET
    month = month_named(wanted.get("month", ""), newest_month(actor, person))
    part = wanted.get("part", "")[:60].replace("\0", "")
    after, line = key_in(wanted, "after") or 0, key_in(wanted, "line") or 0
    page = statement(person, month, actor, part=part, after=after, line=line)
    context = {
        "page": page,
        "url": url,
        "person": person,
        "links": _links(page, url) if page else None,
        "counted": _counted_url(person, month.name, own=page.own) if page else "",
        "may_adjust": allows(can_adjust, actor, person),
    }
    return render(request, "commissions/statement.html", context)


def _links(page: Statement, url: str) -> dict[str, str]:
    """Addresses of the page's own links, so that the template glues none together."""
    kept = {"month": page.month.name}
    if page.part:
        kept["part"] = page.part
    return {
        "all": f"{url}?{urlencode({'month': page.month.name})}",
        "here": f"{url}?{urlencode(kept)}",
        "next": f"{url}?{urlencode(kept | {'after': page.after})}" if page.after else "",
    }


@require_safe
def show_today(request: Request) -> HttpResponse:
    """What I have earned so far this month: a fragment for Today and the room."""
    require(can_read_pay, request.actor)
    return render(request, "commissions/_today.html", {"figure": today_figure(request.actor)})


@require_safe
def show_what_if(request: Request) -> HttpResponse:
    """What open quotes of my tandem would bring me: a fragment beside the statement."""
    require(can_read_pay, request.actor)
    person = signed_in(request.actor)
    if person is None:
        raise Http404
    chosen = {int(text) for text in request.GET.getlist("quote")[:20] if re.fullmatch("[0-9]{1,18}", text)}
    return render(request, "commissions/_what_if.html", {"found": what_if(person, chosen, request.actor)})


@require_safe
def list_people(request: Request) -> HttpResponse:
    """Whose statements I may read."""
    require(can_read_pay, request.actor)
    return render(request, "commissions/people.html", {"page": people_page(request.actor), "me": request.actor.id})


@require_safe
def own_extract(request: Request) -> HttpResponse:
    """The extract of the books about myself."""
    require(can_read_pay, request.actor)
    person = signed_in(request.actor)
    if person is None:
        raise Http404
    return _extract(request, person)


@require_safe
def extract(request: Request, pk: int) -> HttpResponse:
    """The extract of the books about somebody (§ 87c HGB)."""
    return _extract(request, one_person(request, pk))


def _extract(request: Request, person: Employee) -> HttpResponse:
    actor = request.actor
    last = month_named(request.GET.get("to", ""), newest_month(actor, person))
    first = month_named(request.GET.get("from", ""), month_named(f"{last.start.year}-01", last))
    if request.GET.get("format") == "pdf":
        return extract_paper(person, first, last, actor)
    return csv_answer(person, first, last, actor)


def _counted_url(person: Employee, month: str, *, own: bool) -> str:
    """Where the facts behind a line stand; the line is still to be said."""
    url = reverse("commissions:counted") if own else reverse("commissions:counted_of", args=[person.pk])
    return f"{url}?{urlencode({'month': month})}"


@require_safe
def own_counted(request: Request) -> HttpResponse:
    """The orders behind one line of my pay."""
    require(can_read_pay, request.actor)
    person = signed_in(request.actor)
    if person is None:
        raise Http404
    return _counted(request, person, reverse("commissions:commission"))


@require_safe
def counted(request: Request, pk: int) -> HttpResponse:
    """The orders behind one line of somebody else's."""
    return _counted(request, one_person(request, pk), reverse("commissions:statement", args=[pk]))


def _counted(request: Request, person: Employee, back: str) -> HttpResponse:
    month = month_named(request.GET.get("month", ""), newest_month(request.actor, person))
    line, start = key_in(request.GET, "line") or 0, key_in(request.GET, "start") or 0
    page = counted_page(person, month, request.actor, line=line, start=start)
    if page is None:  # today's lines are numbered anew with each order
        return redirect(f"{back}?{urlencode({'month': month.name})}")
    own = person.pk == request.actor.id
    here = f"{_counted_url(person, month.name, own=own)}&line={line}"
    context = {
        "page": page,
        "here": here,
        "back": f"{back}?{urlencode({'month': month.name, 'line': line})}#line-{line}",
    }
    return render(request, "commissions/counted.html", context)


@require_POST
def pdf(request: Request, pk: int) -> HttpResponseBase:
    """The statement of a locked month on paper: made once, then the same for everybody."""
    row = get_object_or_404(visible_statements(request.actor), pk=pk)
    return document_answer(print_statement(row, actor=request.actor, at=request.actor.at))


def statement_url(row: RunPerson) -> str:
    """Where a statement is read."""
    return reverse("commissions:statement", args=[row.employee_id]) + "?" + urlencode({"month": row.run.period.name})
