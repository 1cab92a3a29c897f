"""Sections from open work: requests, hand-offs, to-dos, visits, and calls that are due."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import Count, Q, Window
from django.urls import NoReverseMatch
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tandem.core.spans import on_day
from tandem.work.models import Appointment, Handoff, HandoffState, NextStep, Pace, Request, Todo
from tandem.work.steps import PIECES
from tandem.work.templatetags.work_ui import without_year

from . import FEW, AgendaSection, Frame, Row

MOST = 300  # steps that are looked at


def calls_due(frame: Frame) -> AgendaSection | None:
    """Customers of the tandem whose call is due by class and rules of play; one statement."""
    day, last = frame.actor.today, timezone.localdate(frame.until)
    rows = Pace.objects.filter(call_due_on__lte=last).filter(Q(put_off_until=None) | Q(put_off_until__lte=day))
    rows = rows.filter(on_day(day, "customer__assignments__"), customer__assignments__tandem=frame.tandem)
    rows = rows.filter(frame.seen("customer__"))
    found = list(
        rows.select_related("customer").annotate(total=Window(Count("pk"))).order_by("call_due_on", "pk")[:FEW]
    )
    shown = [Row(pace.customer.label, _call_reason(pace), pace.customer.get_absolute_url()) for pace in found]
    return AgendaSection("calls", _("Calls due"), shown, found[0].total if found else 0)


def requests_open(frame: Frame) -> AgendaSection | None:
    """Requests that wait for an answer or for their end."""
    steps = [step for step in _steps(frame) if step.kind == Request.ref_kind]
    return _section("requests", _("Open requests"), steps, lambda step: _request_reason(step, frame))


def handoffs_late(frame: Frame) -> AgendaSection | None:
    """Hand-offs that were not accepted or not done in time."""
    steps = [step for step in _steps(frame) if step.kind == Handoff.ref_kind]
    return _section("handoffs", _("Late hand-offs"), steps, _handoff_reason)


def handoffs_returned(frame: Frame) -> AgendaSection | None:
    """What came back since the last talk, with the reason; one statement."""
    rows = Handoff.objects.filter(tandem=frame.tandem, state=HandoffState.RETURNED, ended_at__gte=frame.since)
    rows = rows.filter(Q(customer=None) | frame.seen("customer__"))
    found = list(rows.select_related("customer").annotate(total=Window(Count("pk"))).order_by("-ended_at")[:FEW])
    shown = [Row(_named(str(row), row.customer), row.reason, url_of(row.ref_kind, row.pk)) for row in found]
    return AgendaSection("returned", _("Returned hand-offs"), shown, found[0].total if found else 0)


def todos_overdue(frame: Frame) -> AgendaSection | None:
    """To-dos whose day has passed."""
    steps = [step for step in _steps(frame) if step.kind == Todo.ref_kind]
    return _section("todos", _("Overdue to-dos"), steps, lambda step: _since(_("due on %s"), step))


def visits_ahead(frame: Frame) -> AgendaSection | None:
    """Appointments with customers until a week after the meeting; private ones stay private."""
    steps = [step for step in _steps(frame) if step.kind == Appointment.ref_kind and step.customer]
    return _section(
        "visits", _("Visits ahead"), [step for step in steps if not step.data.get("private")], _visit_reason
    )


def url_of(kind: str, key: int) -> str:
    """The address of a piece of work by its reference; nothing where its pages do not exist."""
    model = next(model for model in PIECES if model.ref_kind == kind)
    try:
        return model(pk=key).get_absolute_url()
    except NoReverseMatch:
        return ""


def _steps(frame: Frame) -> list[NextStep]:
    """Steps of the tandem that somebody may have to talk about; one statement for all these sections."""
    if "steps" not in frame.found:
        now = frame.actor.at
        late = Q(kind__in=(Handoff.ref_kind, Todo.ref_kind), due_at__lt=now)
        ahead = Q(kind=Appointment.ref_kind, due_at__gte=now, due_at__lt=frame.until)
        rows = NextStep.objects.filter(late | ahead | Q(kind=Request.ref_kind), tandem=frame.tandem)
        rows = rows.filter(Q(customer=None) | frame.seen("customer__"))
        found = rows.select_related("customer", "holder").order_by("due_at", "pk")[:MOST]
        frame.found["steps"] = list(found)
    steps: list[NextStep] = frame.found["steps"]
    return steps


def _section(key: str, title: str, steps: Iterable[NextStep], why: Callable[[NextStep], str]) -> AgendaSection:
    steps = list(steps)
    shown = [
        Row(_named(step.title, step.customer), _held(why(step), step), url_of(step.kind, step.object_id))
        for step in steps[:FEW]
    ]
    return AgendaSection(key, title, shown, len(steps))


def _named(title: str, customer: object) -> str:
    label = getattr(customer, "label", "")
    return f"{label}: {title}" if label else title


def _held(why: str, step: NextStep) -> str:
    holder = step.holder.first_name if step.holder else _("held by nobody")
    return f"{why} · {holder}"


def _call_reason(pace: Pace) -> str:
    assert pace.call_due_on is not None  # noqa: S101  asked for above
    due = _("due on %s") % date_format(pace.call_due_on, "SHORT_DATE_FORMAT")
    talked = _("never talked to")
    if pace.talked_at:
        day = date_format(timezone.localtime(pace.talked_at), "SHORT_DATE_FORMAT")
        talked = _("last talked to on %s") % day
    return f"{due} · {talked}"


def _request_reason(step: NextStep, frame: Frame) -> str:
    name = step.data.get("de" if (get_language() or "de").startswith("de") else "en", "")
    if step.data.get("answered"):
        answered = _("answered, not closed")
        return f"{name}, {answered}"
    told = _("answer late since %s") if step.due_at < frame.actor.at else _("answer due by %s")
    return f"{name}, {_since(told, step)}"


def _handoff_reason(step: NextStep) -> str:
    told = _("not accepted, due %s") if step.data.get("state") == HandoffState.OFFERED else _("result due %s")
    return _since(told, step)


def _visit_reason(step: NextStep) -> str:
    place = step.data.get("place", "")
    start = timezone.localtime(step.due_at)
    at = f"{date_format(start, 'D')} {without_year(start)} {date_format(start, 'TIME_FORMAT')}"
    return f"{at}, {place}" if place else at


def _since(told: str, step: NextStep) -> str:
    kind = "SHORT_DATETIME_FORMAT" if step.timed else "SHORT_DATE_FORMAT"
    return told % date_format(timezone.localtime(step.due_at), kind)
