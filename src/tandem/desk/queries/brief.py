"""The brief: all that anyone needs to help this customer now, on one screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.core.prepared import prepared
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.core.templatetags.tandem import moment, money_short
from tandem.customers.models import Contact, Customer, Note, NoteKind, Site
from tandem.customers.queries import remember_owner, visible_customers, with_owner
from tandem.customers.rules import can_own_customer
from tandem.desk.shell import Half, half_of
from tandem.orders.billing.queries import Owed, owed_of, with_owed
from tandem.orders.models import Order
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of
from tandem.work.calendar import Next, next_of, with_next
from tandem.work.forms.talks import CallForm
from tandem.work.open_work import open_work_of
from tandem.work.steps_told import OpenStep
from tandem.work.templatetags.work_clock import upcoming

from .presence import presence_of
from .timeline import TimelineEntry, customer_timeline

ORDERS = 6


@dataclass(frozen=True)
class Brief:
    """The customer page."""

    customer: Customer
    sentence: list[tuple[str, bool]]  # pieces of the status sentence, True where it is to be seen first
    tandem: Tandem | None
    since: date | None
    halves: Sequence[Half]
    contacts: Sequence[Contact]
    sites: Sequence[Site]
    orders: Sequence[Order]
    owed: Owed
    timeline: Sequence[TimelineEntry]
    more: bool
    may_own: bool
    is_ours: bool
    steps: Sequence[OpenStep]  # what is open, the next step first
    call_form: CallForm
    appointment: Next | None  # the next one with this customer

    @property
    def next_step(self) -> OpenStep | None:
        """What comes next, and who holds it."""
        return self.steps[0] if self.steps else None

    @property
    def known_roles(self) -> int:
        """How many contacts have a part in the buying centre."""
        return sum(bool(contact.buying_role) for contact in self.contacts)

    @property
    def call(self) -> str:
        """Whom to ring: the first contact, else the company."""
        return next((c.mobile or c.phone for c in self.contacts if c.mobile or c.phone), self.customer.phone)

    @property
    def write(self) -> str:
        """Whom to write to: the first contact, else the company."""
        return next((c.email for c in self.contacts if c.email), self.customer.email)

    @property
    def agreements(self) -> list[str]:
        """What was agreed with this customer, one per line."""
        return [line for line in self.customer.agreements.splitlines() if line.strip()]


def brief_of(number: str, actor: Actor, *, kind: str = "", before: int | None = None) -> Brief:
    """The brief of a visible customer, by number, with a part of its timeline.

    At most twelve statements with the shell around it.
    """
    customer = _customer(number, actor)
    seats = _seats(customer, actor)
    scope = scope_of(actor)
    presence = presence_of({seat.employee for seat in (*seats, *scope.seats)}, actor)
    contacts, sites = _contacts(customer.pk), _sites(customer.pk)
    for contact in contacts:
        contact.customer = customer
    for site in sites:
        site.customer = customer
    orders, steps = _orders(customer), open_work_of(customer, actor)
    timeline, more = customer_timeline(customer.pk, kind=kind, before=before)
    tandem = seats[0].tandem if seats else _vacant_tandem(customer)
    return Brief(
        customer=customer,
        sentence=[*_waiting(steps, actor.at), *_sentence(customer)],
        tandem=tandem,
        since=customer.__dict__["owner_since"],
        halves=[half_of(role, seats, presence) for role in ("inside", "field")] if tandem else [],
        contacts=contacts,
        sites=sites,
        orders=orders,
        owed=owed_of(customer),
        steps=steps,
        timeline=timeline,
        more=more,
        may_own=allows(can_own_customer, actor, customer),
        is_ours=customer.__dict__["owner_tandem"] in scope.acting_ids,
        call_form=CallForm(contacts=contacts),
        appointment=next_of(customer),
    )


def _customer(number: str, actor: Actor) -> Customer:
    """The customer with all that its head tells, where the viewer may see it."""
    found = _rows(number, actor)
    if not found:
        raise Http404
    remember_owner(found[0], actor.today)
    return found[0]


@prepared
def _rows(number: str, actor: Actor) -> QuerySet[Customer]:
    rows = with_owner(visible_customers(actor), actor.today).select_related("team", "figures", "group", "pace")
    rows = with_owed(_with_last_talk(rows), actor.today)
    return with_next(rows, actor.at).filter(number=number)


@prepared
def _contacts(customer_id: int) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=customer_id, left_at=None)


@prepared
def _sites(customer_id: int) -> QuerySet[Site]:
    return Site.objects.filter(customer=customer_id)


@prepared
def _latest_orders(customer_id: int) -> QuerySet[Order]:
    return Order.objects.filter(customer=customer_id).order_by("-ordered_on", "-id")[: ORDERS + 20]


@prepared
def _seats_today(tandem_id: int, day: date) -> QuerySet[Seat]:
    rows = Seat.objects.filter(on_day(day), tandem=tandem_id).select_related("employee", "tandem__team")
    return rows.order_by("-role")


def _seats(customer: Customer, actor: Actor) -> list[Seat]:
    """Who sits in the owning tandem today; known already when it is one's own."""
    owner = customer.__dict__["owner_tandem"]
    if owner is None:
        return []
    known = [seat for seat in scope_of(actor).seats if seat.tandem_id == owner]
    return known or _seats_today(owner, actor.today)


def _vacant_tandem(customer: Customer) -> Tandem | None:
    owner = customer.__dict__["owner_tandem"]
    return Tandem.objects.get(pk=owner) if owner else None


def _orders(customer: Customer) -> list[Order]:
    """Open orders first, then the latest."""
    latest = _latest_orders(customer.pk)
    for order in latest:
        order.customer = customer
    return sorted(latest, key=lambda order: order.status != "captured")[:ORDERS]


def _waiting(steps: Sequence[OpenStep], at: datetime) -> list[tuple[str, bool]]:
    """Since when, or until when, the customer waits for an answer: the most urgent one."""
    owed = [step.due_at for step in steps if step.kind == "request" and not step.answered]
    if not owed:
        return []
    when, rest = owed[0], len(owed) - 1
    text = _("waits for an answer until %s") if when >= at else _("still waits for an answer promised by %s")
    told = text % (upcoming(when) if when >= at else moment(when))
    if rest:
        told += " " + ngettext("(and for %d more)", "(and for %d more)", rest) % rest
    return [(told, True)]


def _with_last_talk(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotated with talked_at and talked_by: the last call, visit or mail. A plain note is no talk."""
    talks = Note.objects.filter(customer=OuterRef("pk"), removed_at=None).exclude(kind=NoteKind.NOTE).order_by("-at")
    name = Concat("author__first_name", Value(" "), "author__last_name")
    return customers.annotate(
        talked_at=Subquery(talks.values("at")[:1]),
        talked_by=Subquery(talks.annotate(name=name).values("name")[:1]),
    )


def _last_talk(customer: Customer) -> tuple[datetime | None, str]:
    """When and by whom; without the name where it was a visit report, a call of a session or an answer."""
    at, by = customer.__dict__["talked_at"], (customer.__dict__["talked_by"] or "").strip()
    pace = getattr(customer, "pace", None)
    last = max((one for one in (at, pace and pace.talked_at, pace and pace.visited_at) if one), default=None)
    return last, by if last == at else ""


def _sentence(customer: Customer) -> list[tuple[str, bool]]:
    """What stands out, then orders, then the last contact: „Hansen wartet auf …; zuletzt …“."""
    figures = customer.figures
    parts: list[tuple[str, bool]] = []
    if figures.open_orders:
        waiting = ngettext(
            "%(count)d order waits for confirmation", "%(count)d orders wait for confirmation", figures.open_orders
        )
        parts.append((waiting % {"count": figures.open_orders}, True))
    if figures.last_order_on:
        text = _("last order on %(day)s, %(revenue)s in twelve months")
        revenue = money_short(figures.revenue_cents, customer.currency)
        day = date_format(figures.last_order_on, "SHORT_DATE_FORMAT")
        parts.append((text % {"day": day, "revenue": revenue}, False))
    else:
        parts.append((_("no order yet"), False))
    talked_at, talked_by = _last_talk(customer)
    if talked_at:
        text = _("last contact on %(day)s by %(who)s") if talked_by else _("last contact on %(day)s")
        day = date_format(localdate(talked_at), "SHORT_DATE_FORMAT")
        parts.append((text % {"day": day, "who": talked_by}, False))
    elif not figures.last_order_on:
        parts.append((_("nobody has talked to them yet"), True))
    return parts
