"""Who is told of what: for each verb the people it concerns, whatever they see or want. Never who did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from tandem.core.actor import CONTACT, EMPLOYEE
from tandem.core.models import Event, Job, JobState
from tandem.core.spans import on_day
from tandem.customers.models import Customer
from tandem.goals.models import Goal, Scope
from tandem.people.models import Absence, Delegation
from tandem.tandems.models import Seat
from tandem.together.models import ActivityGuest, HelpCall, Meeting, SwapDay
from tandem.work.models import Appointment, Handoff, Request, Todo

from .addressees import Addressee, Case, Find, Found
from .audience_pay import PAY
from .models import NoticeKind


def addressees(case: Case) -> list[Addressee]:
    """Everybody once per kind, without who did it; mentioned people first, for that is what they look for."""
    event = case.event
    actor = event.actor_id if event.actor_kind == EMPLOYEE else None
    found = [*_mentioned(case), *AUDIENCE.get(event.verb, _nobody)(case)]
    once = {(one.employee_id, one.kind): one for one in reversed(found)}
    mentioned = {one.employee_id for one in found if one.kind == NoticeKind.MENTION}
    return [
        one
        for one in once.values()
        if one.employee_id != actor and (one.kind == NoticeKind.MENTION or one.employee_id not in mentioned)
    ]


def _nobody(case: Case) -> Found:
    """Only those whom a text mentions."""
    return ()


def _mentioned(case: Case) -> Iterator[Addressee]:
    told = case.event.data.get("mentions") or []
    for entry in told if isinstance(told, list) else []:
        key = entry[0] if isinstance(entry, list | tuple) and entry else entry
        if isinstance(key, int):
            yield Addressee(key, NoticeKind.MENTION, "mention")


def _taker(case: Case) -> Iterator[Addressee]:
    handoff = Handoff.objects.filter(pk=case.key("handoff")).first()
    if handoff is not None:
        yield Addressee(handoff.taker_id, NoticeKind.OFFER)


def _giver(case: Case) -> Iterator[Addressee]:
    handoff = Handoff.objects.filter(pk=case.key("handoff")).first()
    if handoff is not None:
        yield Addressee(handoff.giver_id, NoticeKind.OUTCOME)


def _holders(kind: NoticeKind) -> Find:
    """The new holder and the former one."""

    def find(case: Case) -> Iterator[Addressee]:
        former, new = case.event.changes.get("holder", [None, case.named("holder") or case.named("taker")])
        if isinstance(new, int):
            yield Addressee(new, kind, "to")
        if isinstance(former, int) and former != new:
            yield Addressee(former, kind, "from")

    return find


def _opened(case: Case) -> Iterator[Addressee]:
    """Who holds the new request; both of the tandem, as long as nobody does."""
    request = Request.objects.filter(pk=case.key("request"), closed_at=None).first()
    if request is not None and request.holder_id:
        yield Addressee(request.holder_id, NoticeKind.HOLDING, "to")
    elif request is not None and request.tandem_id:
        for key in _seated([request.tandem_id], case.day):
            yield Addressee(key, NoticeKind.UNHELD)


def _first_holder(case: Case) -> Iterator[Addressee]:
    """Whom a new to-do was made for."""
    todo = Todo.objects.filter(pk=case.key("todo"), done_at=None, removed_at=None).first()
    if todo is not None and todo.holder_id:
        yield Addressee(todo.holder_id, NoticeKind.TODO, "to")


def _attending(case: Case) -> Iterator[Addressee]:
    """Whose appointment it is, and colleagues who take part."""
    appointment = Appointment.objects.filter(pk=case.key("appointment")).first()
    if appointment is None:
        return
    attending = appointment.attendees.filter(employee__isnull=False, removed_at=None).values_list("employee", flat=True)
    told = {appointment.holder_id, *attending}
    if case.event.actor_kind == CONTACT:  # what the customer does both partners hear of, whoever of them it takes
        told |= _seated(case.subjects.get("tandem", []), case.day)
    for key in told:
        if key is not None:
            yield Addressee(key, NoticeKind.APPOINTMENT)


def _partners(case: Case) -> Iterator[Addressee]:
    """Who sits in the tandem."""
    meetings = Meeting.objects.filter(pk__in=case.subjects.get("meeting", [])).values_list("tandem", flat=True)
    for key in _seated([*case.subjects.get("tandem", []), *meetings], case.day):
        yield Addressee(key, NoticeKind.PLAY)


def _swappers(case: Case) -> Iterator[Addressee]:
    """Host and guest of a swap day."""
    for swap in SwapDay.objects.filter(pk=case.key("swap_day")):
        for key in (swap.host_id, swap.guest_id):
            yield Addressee(key, NoticeKind.PLAY)


def _helper(case: Case) -> Iterator[Addressee]:
    """Whom the two have chosen to ask."""
    for call in HelpCall.objects.filter(pk=case.key("help_call")):
        yield Addressee(call.helper_id, NoticeKind.PLAY)


def _asked(case: Case) -> Iterator[Addressee]:
    """Everybody who is asked to an activity."""
    for key in ActivityGuest.objects.filter(activity=case.key("activity")).values_list("employee", flat=True):
        yield Addressee(key, NoticeKind.PLAY)


def _waiting_partners(case: Case) -> Found:
    """Who sits in the tandem, unless the same deed put the rules into force, which is told by itself."""
    settled = Event.objects.filter(trail=case.event.trail, verb="rules.in_force").exists()
    return () if settled else _partners(case)


def _goal_people(case: Case) -> Iterator[Addressee]:
    """Who sits in the goal's tandem, and the manager of its team: for the two it is the receipt."""
    goal = Goal.objects.filter(pk=case.key("goal")).select_related("tandem__team").first()
    if goal is None or goal.tandem is None:
        return
    for key in _seated([goal.tandem.pk], case.day):
        yield Addressee(key, NoticeKind.GOAL)
    if goal.tandem.team.manager_id and goal.scope == Scope.TANDEM:
        yield Addressee(goal.tandem.team.manager_id, NoticeKind.GOAL)


def _waiting_goal_people(case: Case) -> Found:
    """The same, unless the same deed put the goal into force, which is told by itself."""
    settled = Event.objects.filter(trail=case.event.trail, verb="goal.agreed").exists()
    return () if settled else _goal_people(case)


def _deputies(case: Case) -> Iterator[Addressee]:
    """Who covers during the absence."""
    rows = Delegation.objects.filter(absence=case.one("absence")).values_list("deputy", flat=True)
    for key in set(rows):
        yield Addressee(key, NoticeKind.COVER)


def _returned(case: Case) -> Iterator[Addressee]:
    """Who is back from an absence."""
    absence = Absence.objects.filter(pk=case.key("return")).first()
    if absence is not None:
        yield Addressee(absence.employee_id, NoticeKind.COVER)


def _starter(case: Case) -> Iterator[Addressee]:
    """Who started the work; what was stopped needs no word."""
    job = Job.objects.filter(pk=case.key("job"), actor_kind=EMPLOYEE).first()
    if job is not None and job.actor_id and job.state in (JobState.DONE, JobState.FAILED):
        yield Addressee(job.actor_id, NoticeKind.JOB, job.state)


def _both_partners(case: Case) -> Iterator[Addressee]:
    """Who sits in the tandem of the quote, contract or request: both hear what the customer does."""
    for key in _seated(case.subjects.get("tandem", []), case.day):
        yield Addressee(key, NoticeKind.QUOTE)


def _approvers(case: Case) -> Iterator[Addressee]:
    """Who leads the team of the quote's customer."""
    managers = Customer.objects.filter(pk=case.key("customer"), team__manager__isnull=False)
    for key in managers.values_list("team__manager", flat=True):
        yield Addressee(key, NoticeKind.QUOTE)


def _asker(case: Case) -> Iterator[Addressee]:
    """Who asked for the approval."""
    key = case.named("asked_by")
    if key is not None:
        yield Addressee(key, NoticeKind.QUOTE)


def _seated(tandem_ids: Iterable[int], day: date) -> set[int]:
    rows = Seat.objects.filter(on_day(day), tandem__in=list(tandem_ids))
    return set(rows.values_list("employee", flat=True))


# Verbs with _nobody are those whose texts may mention somebody.
AUDIENCE: dict[str, Find] = {
    "handoff.offered": _taker,
    "handoff.withdrawn": _taker,
    "handoff.accepted": _giver,
    "handoff.returned": _giver,
    "handoff.done": _giver,
    "request.opened": _opened,
    "request.claimed": _holders(NoticeKind.HOLDING),
    "request.given": _holders(NoticeKind.HOLDING),
    "request.heard": _opened,
    "request.answered": _nobody,
    "request.noted": _nobody,
    "todo.added": _first_holder,
    "todo.edited": _nobody,
    "todo.given": _holders(NoticeKind.TODO),
    "todo.taken": _holders(NoticeKind.TODO),
    "appointment.booked": _attending,
    "appointment.moved": _attending,
    "appointment.cancelled": _attending,
    "rules.proposed": _waiting_partners,
    "rules.changed": _waiting_partners,
    "rules.agreed": _waiting_partners,
    "rules.in_force": _partners,
    "goal.proposed": _waiting_goal_people,
    "goal.accepted": _waiting_goal_people,
    "goal.agreed": _goal_people,
    "goal.objected": _goal_people,
    "goal.set": _goal_people,
    "goal.withdrawn": _goal_people,
    **PAY,
    "meeting.moved": _partners,
    "swap_day.planned": _swappers,
    "swap_day.moved": _swappers,
    "swap_day.cancelled": _swappers,
    "swap_day.noted": _swappers,
    "swap_day.closed": _swappers,
    "swap_day.asked": _swappers,
    "help_call.asked": _helper,
    "activity.proposed": _asked,
    "activity.fixed": _asked,
    "activity.cancelled": _asked,
    "tandem.idle": _partners,
    "visit.reported": _nobody,
    "visit.report_edited": _nobody,
    "absence.recorded": _deputies,
    "absence.edited": _deputies,
    "quote.approval_asked": _approvers,
    "quote.approval_dropped": _approvers,
    "quote.approved": _asker,
    "quote.approval_refused": _asker,
    "quote.accepted": _both_partners,
    "quote.declined": _both_partners,
    "quote.asked": _both_partners,
    "quote.opened": _both_partners,
    "contract.signed": _both_partners,
    "request.rated": _both_partners,
    "return.due": _returned,
    "job.ended": _starter,
    "note.added": _nobody,
    "note.edited": _nobody,
}


def kind_of(verb: str) -> str:
    """The kind of object that the first half of a verb names."""
    return verb.partition(".")[0]


def about_of(case: Case, known: Iterable[str]) -> tuple[str, int] | None:
    """What a notice leads to: the verb's own thing where it has a page, else the customer, else the tandem."""
    wanted: tuple[Any, ...] = (
        kind_of(case.event.verb),
        "commission_run",
        "pay_question",
        "pay_adjustment",
        "customer",
        "tandem",
    )
    return next(((kind, key) for kind in wanted if kind in known and (key := case.one(kind)) is not None), None)
