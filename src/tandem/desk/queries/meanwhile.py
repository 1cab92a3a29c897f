"""Back from an absence: what happened meanwhile with the customers of one's tandems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext_lazy

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.sections import Section
from tandem.customers.models import Customer
from tandem.customers.queries import visible_customers
from tandem.desk.models import Notice
from tandem.people.models import Absence, Delegation
from tandem.people.queries import signed_in
from tandem.tandems.queries import scope_of
from tandem.work.days import local
from tandem.work.models import Appointment, Request
from tandem.work.queries import visible_appointments, visible_requests

from .notices import visible_notices
from .timeline import TimelineEntry, tandems_between

KEPT = timedelta(days=14)  # after the day of return
MOST = 300  # events; who was away for half a year reads the timelines
SHOWN = 3  # of one customer; the rest is on its timeline
NOTES = frozenset({"note.added", "call.logged", "visit.reported"})
HANDS = frozenset({"customer.assigned", "customer.queued", "customer.moved"})
OPEN, MET = "open", "met"  # what no event tells
COUNTED: Mapping[Collection[str] | str, Any] = {
    frozenset({"request.opened"}): ngettext_lazy("request came in", "requests came in", "count"),
    frozenset({"request.answered"}): ngettext_lazy("answer was given", "answers were given", "count"),
    OPEN: ngettext_lazy("request is still open", "requests are still open", "count"),
    frozenset({"handoff.accepted"}): ngettext_lazy("hand-off was accepted", "hand-offs were accepted", "count"),
    frozenset({"handoff.returned"}): ngettext_lazy("hand-off was returned", "hand-offs were returned", "count"),
    frozenset({"order.captured", "order.imported"}): ngettext_lazy("order came in", "orders came in", "count"),
    MET: ngettext_lazy("appointment took place", "appointments took place", "count"),
    NOTES: ngettext_lazy("note, call or visit report", "notes, calls and visit reports", "count"),
    HANDS: ngettext_lazy("change of hands", "changes of hands", "count"),
}


@dataclass
class Told:
    """One customer, what happened there newest first, and what is still open of it."""

    customer: Customer
    entries: list[TimelineEntry] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    open: list[Request] = field(default_factory=list)

    @property
    def shown(self) -> list[TimelineEntry]:
        """As many as the page tells."""
        return self.entries[:SHOWN]

    @property
    def more(self) -> int:
        """How many it leaves to the timeline."""
        return max(len(self.entries) - SHOWN, 0)

    @property
    def weight(self) -> tuple[int, str, int, str]:
        """What waits first, then A before B before C, then where most happened."""
        return -len(self.open), self.customer.customer_class or "Z", -len(self.entries), self.customer.label


@dataclass(frozen=True)
class Count:
    """How often something happened."""

    number: int
    label: str


@dataclass(frozen=True)
class Meanwhile:
    """All of it; `cut` where there was more than a page tells."""

    absence: Absence
    covers: Sequence[Delegation]
    customers: Sequence[Told]
    counts: Sequence[Count]
    cut: bool


def own_returns(actor: Actor) -> QuerySet[Absence]:
    """One's own absences that have ended. Nobody reads what happened during those of somebody else."""
    rows = Absence.objects.filter(end__lte=actor.today)
    person = signed_in(actor)
    return rows if actor.is_system else rows.filter(employee=person.pk if person else 0)


def is_told(absence: Absence, today: date) -> bool:
    """Whether the summary is there: from the day of return on, for two weeks."""
    return absence.end is not None and absence.end <= today < absence.end + KEPT


def return_url(absence: Absence) -> str:
    """Where the summary is."""
    return reverse("meanwhile", args=[absence.pk])


def waiting_return(actor: Actor) -> Notice | None:
    """The unread word about a summary, for Today; one statement."""
    return next(iter(_words_of_return(actor, actor.at - KEPT)), None)


@prepared
def _words_of_return(actor: Actor, since: datetime) -> QuerySet[Notice]:
    return visible_notices(actor).filter(read_at=None, event__verb="return.due", at__gt=since).order_by("-pk")[:1]


def summary_of_absence(absence: Absence, actor: Actor) -> Section | None:
    """On the page of one's own absence, for two weeks after it."""
    person = signed_in(actor)
    if person is None or absence.employee_id != person.pk or not is_told(absence, actor.today):
        return None
    return Section("desk/_of_return.html", return_url(absence))


def meanwhile_of(absence: Absence, actor: Actor) -> Meanwhile:
    """With the viewer's rights of today, of the tandems they sit in today; five statements."""
    assert absence.end is not None  # noqa: S101  it has ended
    start, end = local(absence.start, time(0)), local(absence.end, time(0))
    ids = sorted(scope_of(actor).tandem_ids)
    entries = tandems_between(ids, start, end, size=MOST)
    entries = [entry for entry in entries if entry.customer_id]
    met = visible_appointments(actor).filter(cancelled_at=None, start__gte=start, start__lt=end, tandem__in=ids)
    met = met.filter(customer__isnull=False, private=False).order_by("start")
    asked = visible_requests(actor).filter(received_at__gte=start, received_at__lt=end, tandem__in=ids, closed_at=None)
    appointments, waiting = list(met[:MOST]), list(asked.order_by("due_at")[:MOST])
    customers = _by_customer(entries, appointments, waiting, actor)
    covers = list(absence.delegations.filter(purpose=Delegation.COVER).select_related("deputy"))
    return Meanwhile(absence, covers, customers, _counts(customers), len(entries) >= MOST)


def _by_customer(
    entries: Sequence[TimelineEntry], appointments: Sequence[Any], waiting: Sequence[Any], actor: Actor
) -> list[Told]:
    keys = {one.customer_id for one in (*entries, *appointments, *waiting)}
    found = {key: Told(customer) for key, customer in visible_customers(actor).in_bulk(keys).items()}
    for name, rows in (("entries", entries), ("appointments", appointments), ("open", waiting)):
        for row in rows:
            if row.customer_id in found:
                getattr(found[row.customer_id], name).append(row)
    return sorted(found.values(), key=lambda told: told.weight)


def _counts(customers: Sequence[Told]) -> list[Count]:
    """Of what the viewer may see; what did not happen is left out."""
    numbers = Counter(entry.verb for told in customers for entry in told.entries)
    numbers[OPEN] = sum(len(told.open) for told in customers)
    numbers[MET] = sum(len(told.appointments) for told in customers)
    found = [
        (sum(numbers[name] for name in ([names] if isinstance(names, str) else names)), label)
        for names, label in COUNTED.items()
    ]
    return [Count(number, str(label % {"count": number})) for number, label in found if number]
