"""A request as its page shows it: its thread, what could be merged with it, and why its clock stands as it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Text
from tandem.core.rules import allows
from tandem.customers.models import Customer
from tandem.people.models import Employee

from .belonging import Home, home_of_customer, home_of_tandem
from .clocks import openings_for, ran
from .models import Answer, Request
from .queries import visible_requests
from .rules import can_serve_request
from .suggest import Suggestion, suggest_holders

MOST_DAYS = 14
MOST_OTHERS = 50
FEW = 4  # suggestions
MORNING, AFTERNOON = time(8), time(13)


@dataclass(frozen=True)
class RequestPage:
    """All but the suggestions, which have their own statements and come after it."""

    request: Request
    thread: Sequence[Answer]
    merged: Sequence[Request]  # what has gone into this one
    others: Sequence[Request]  # open ones of the same customer
    later: Sequence[tuple[Text, datetime]]  # until when it can be put off
    may_serve: bool
    is_mine: bool

    @property
    def seen(self) -> int:
        """The newest answer of this page; 0 where there is none."""
        return max((answer.pk for answer in self.thread), default=0)


def with_heads(requests: QuerySet[Request]) -> QuerySet[Request]:
    """Requests with all that their pages name."""
    heads = ("customer__team", "team", "tandem__team", "kind", "contact", "holder", "created_by", "closed_by")
    return requests.select_related(*heads)


def request_page(request: Request, actor: Actor) -> RequestPage:
    """The page; two statements."""
    answers = Answer.objects.filter(Q(request=request) | Q(request__merged_into=request))
    kin = Request.objects.filter(customer=request.customer_id).exclude(pk=request.pk)
    found = list(kin.filter(Q(merged_into=request) | Q(closed_at=None)).order_by("received_at")[:MOST_OTHERS])
    return RequestPage(
        request=request,
        thread=list(answers.select_related("author", "contact").order_by("at", "id")),
        merged=[other for other in found if other.merged_into_id],
        others=[other for other in found if not other.merged_into_id],
        later=later_of(request, actor.at),
        may_serve=allows(can_serve_request, actor, request),
        is_mine=actor.id is not None and request.holder_id == actor.id,
    )


def later_of(request: Request, at: datetime) -> list[tuple[Text, datetime]]:
    """In an hour, tomorrow, next week; while a first answer is owed, nothing beyond the promise."""
    today = timezone.localdate(at)
    tomorrow = today + timedelta(1 if today.weekday() < 4 else 7 - today.weekday())
    monday = today + timedelta(7 - today.weekday())
    choices: list[tuple[Text, datetime]] = [
        (_("In one hour"), at + timedelta(hours=1)),
        (_("This afternoon"), _on(today, AFTERNOON)),
        (_("Next working day"), _on(tomorrow, MORNING)),
        (_("Next week"), _on(monday, MORNING)),
    ]
    last = request.due_at if request.answered_at is None else choices[-1][1]
    return [(label, when) for label, when in choices if at < when <= last]


def other_open(request: Request, actor: Actor) -> QuerySet[Request]:
    """Those that it can be merged with."""
    rows = visible_requests(actor).filter(customer=request.customer_id, closed_at=None)
    return rows.exclude(pk=request.pk).order_by("received_at")


def home_of_request(request: Request, at: datetime) -> Home:
    """Whose it is, with who sits there at that instant; one statement."""
    day = timezone.localdate(at)
    return home_of_tandem(request.tandem, day) if request.tandem else Home(None, request.team)


def suggestions_for(request: Request, at: datetime) -> list[Suggestion]:
    """Who could take it on now, best first: the first few, and the two of the tandem in any case."""
    only = request.customer is not None and request.customer.restricted
    home = home_of_request(request, at)
    found, own = suggest_holders(home, at, own_only=only), {person.pk for person in home.people}
    return [*found[:FEW], *(each for each in found[FEW:] if each.person.pk in own)]


def suggestions_of_customer(customer: Customer, at: datetime) -> list[Suggestion]:
    """The same for a request that is not there yet."""
    home = home_of_customer(customer, timezone.localdate(at))
    return suggest_holders(home, at, own_only=customer.restricted)


@dataclass(frozen=True)
class Clock:
    """Why a request is due when it is: the working time that counts, day by day."""

    people: Sequence[Employee]
    days: Sequence[tuple[date, int]]  # working minutes of each day between receipt and promise
    ran: int  # so far, or until the first answer
    more: bool  # there are more days than are shown


def clock_of(request: Request, at: datetime) -> Clock:
    """As the promise was reckoned; five statements."""
    start, end = request.received_at, request.due_at
    home = home_of_request(request, start)
    openings = openings_for(home, start, request.customer)
    first, last = timezone.localdate(start), timezone.localdate(end)
    days = [first + timedelta(n) for n in range(min((last - first).days + 1, MOST_DAYS))]
    spans = [(day, ran(max(start, _midnight(day)), min(end, _midnight(day + timedelta(1))), openings)) for day in days]
    return Clock(
        people=home.people,
        days=[(day, int(span.total_seconds()) // 60) for day, span in spans],
        ran=int(ran(start, request.answered_at or at, openings).total_seconds()) // 60,
        more=(last - first).days + 1 > MOST_DAYS,
    )


def _midnight(day: date) -> datetime:
    return _on(day, time(0))


def _on(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
