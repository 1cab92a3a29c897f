"""Reading customers: what a viewer may see, and who owns what on which day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.spans import on_day
from tandem.people.models import SALES, Delegation, Employee
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of

from .models import Assignment, Channel, Consent, Contact, Customer, Note, Site


def visible_customers(actor: Actor) -> QuerySet[Customer]:
    """All unrestricted customers for sales staff, restricted ones for those who own them; none for others.

    Merged customers are left out for everybody: they stay as a sign where their history went.
    """
    return Customer.objects.filter(seen(actor))


def listed_customers(actor: Actor) -> QuerySet[Customer]:
    """The same with what the list shows of each."""
    return visible_customers(actor).select_related("figures", "group")


def hidden_customers(actor: Actor) -> QuerySet[Customer]:
    """All that `visible_customers` leaves out for somebody who sells: few, where the others are many.

    A list of a customer's things passes over these by its own index, instead of looking up every customer. Merged
    ones need not be among them: nothing belongs to them any more.
    """
    return Customer.objects.filter(restricted=True).exclude(_restricted_mine(actor))


def seen(actor: Actor, prefix: str = "") -> Q:
    """Condition: the viewer may see the customer that the prefix ("customer__") leads to.

    Things of customers ask by it along their customer: a list of all visible customers would be read through first.
    """
    person = signed_in(actor)
    there: Q = Q(**{f"{prefix}merged_into": None})
    if actor.is_system:
        return there
    if person is None or not person.has_role(*SALES):
        return Q(pk__in=[])
    return there & Q(Q(**{f"{prefix}restricted": False}) | _restricted_mine(actor, prefix))


def _restricted_mine(actor: Actor, prefix: str = "") -> Q:
    """Restricted customers of own, covered or led tandems, waiting in an own team's queue, or shown on a swap day.

    Asked customer by customer, for few are restricted, while a team's tandems own very many.
    """
    scope = scope_of(actor)
    own = Q(tandem__in=scope.acting_ids)
    if scope.led_team_ids:
        own |= Q(tandem__team__in=scope.led_team_ids)
    queued = Q(**{f"{prefix}team__in": scope.team_ids}) & Q(_assigned(actor.today, prefix, at_all=False))
    shown = Q(**{f"{prefix}pk__in": _shown_to_guest(actor).values("scope_id")})
    return Q(**{f"{prefix}restricted": True}) & (Q(_assigned(actor.today, prefix, own)) | queued | shown)


def _shown_to_guest(actor: Actor) -> QuerySet[Delegation]:
    """Customers that somebody is shown today as a guest on a swap day."""
    rows = Delegation.objects.filter(on_day(actor.today), deputy=actor.id, purpose=Delegation.GUEST)
    return rows.filter(scope_kind=Customer.ref_kind)


def is_shown_as_guest(actor: Actor, customer: Customer) -> bool:
    """Whether a swap day shows this customer to the actor today; one statement."""
    return signed_in(actor) is not None and _shown_to_guest(actor).filter(scope_id=customer.pk).exists()


def _assigned(day: date, prefix: str = "", whose: Q | None = None, *, at_all: bool = True) -> IsNull:
    """Condition: somebody (or nobody, `at_all=False`) owns the customer on that day.

    A value, not EXISTS: PostgreSQL would read all assignments into a table first.
    """
    rows = Assignment.objects.filter(on_day(day), whose or Q(), customer=OuterRef(f"{prefix}pk"))
    return IsNull(Subquery(rows.order_by().values("tandem")[:1]), not at_all)


def unowned(customers: QuerySet[Customer], day: date) -> QuerySet[Customer]:
    """Those that no tandem owns on a day: they wait in the queue."""
    return customers.filter(_assigned(day, at_all=False))


def owner_ids(customer: Customer, day: date) -> tuple[int | None, int]:
    """(tandem id or None, team id) that own the customer on a day; looked up once per object and day."""
    known: dict[date, tuple[int | None, int]] = customer.__dict__.setdefault("_owner_ids", {})
    if day not in known:
        row = assignment_on(customer, day)
        known[day] = (row.tandem_id, row.tandem.team_id) if row else (None, customer.team_id)
    return known[day]


def assignment_on(customer: Customer, day: date) -> Assignment | None:
    """The assignment in force on a day, with its tandem and team."""
    return next(iter(_owners([customer.pk], day)), None)


def owners_on(customer_ids: Iterable[int], day: date) -> dict[int, Assignment]:
    """The assignments of many customers on a day, by customer."""
    return {row.customer_id: row for row in _owners(list(customer_ids), day)}


@prepared
def _owners(customer_ids: Iterable[int], day: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(on_day(day), customer__in=customer_ids).select_related("tandem__team")


def visible_contacts(actor: Actor) -> QuerySet[Contact]:
    """Contacts of the customers this viewer may see, without those merged into another one."""
    return Contact.objects.filter(seen(actor, "customer__"), merged_into=None).select_related("customer")


def visible_sites(actor: Actor) -> QuerySet[Site]:
    """Sites of the customers this viewer may see."""
    return Site.objects.filter(seen(actor, "customer__")).select_related("customer")


def visible_notes(actor: Actor) -> QuerySet[Note]:
    """Notes that have not been removed, on customers this viewer may see."""
    return Note.objects.filter(seen(actor, "customer__"), removed_at=None).select_related("customer")


def with_owner(customers: QuerySet[Customer], day: date) -> QuerySet[Customer]:
    """Customers annotated with owner_tandem, owner_team and owner_since as of a day, in one statement."""
    now = FilteredRelation("assignments", condition=on_day(day, "assignments__"))  # one at most: spans never overlap
    return customers.annotate(now=now).annotate(
        owner_tandem=F("now__tandem"), owner_team=F("now__tandem__team"), owner_since=F("now__start")
    )


def remember_owner(customer: Customer, day: date) -> None:
    """Let rules use what `with_owner` has found, without asking again."""
    row = customer.__dict__
    known = row.setdefault("_owner_ids", {})
    known[day] = (row["owner_tandem"], row["owner_team"] or customer.team_id)


def owner_of(customer: Customer, day: date) -> Tandem | None:
    """The tandem that owns the customer on a day; None while it waits in its team's queue."""
    row = assignment_on(customer, day)
    return row.tandem if row else None


def about(customer: Customer, actor: Actor) -> tuple[Customer, Tandem | None]:
    """The subjects of an event on a customer: itself and the tandem that owns it today."""
    return customer, owner_of(customer, actor.today)


def assignment_history(customer: Customer) -> QuerySet[Assignment]:
    """Who owned the customer when, newest first."""
    return customer.assignments.select_related("tandem__team").order_by(F("start").desc())


def people_knowing(customer: Customer, day: date) -> list[Employee]:
    """The people of the customer's tandem, for the choice of whom a contact knows best."""
    return [seat.employee for seat in seats_for(customer.pk, day)]


@prepared
def seats_for(customer_id: int, day: date) -> QuerySet[Seat]:
    """Who sits on a day in the tandem that owns the customer then; one statement."""
    now = Assignment.objects.filter(on_day(day), customer=customer_id).values("tandem")
    return Seat.objects.filter(on_day(day), tandem__in=now).select_related("employee")


def current_consents(contact: Contact) -> list[tuple[str, Consent | None]]:
    """For each channel the newest consent, or None where the contact was never asked."""
    newest: dict[str, Consent] = {}
    for row in contact.consents.order_by("at", "id"):
        newest[row.channel] = row
    return [(str(label), newest.get(key)) for key, label in Channel.choices]
