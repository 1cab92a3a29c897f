"""More of everything in the company of the rights, so that pages show 3 or 60 rows where they showed one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import models
from django.utils import timezone

from tandem.catalogue.models import Price, Product
from tandem.commissions.models import Accrual, PlanMember, RunPerson
from tandem.core.models import Delivery, Event, EventSubject
from tandem.customers.models import Assignment, Consent, Contact, Customer, CustomerFigures, PriceListUse
from tandem.goals.models import GoalValue
from tandem.orders.models import Credit, CreditNote, CreditNoteLine, OrderConfirmation
from tandem.people.models import Absence, Delegation, Employee, WorkingTime
from tandem.pipeline.models import Stage
from tandem.quotes.models import Approval
from tandem.tandems.models import PlaybookStep, RequestKind, Seat, SeatWeight
from tandem.together.models import Meeting
from tandem.work.models import Appointment, Attendee, Call, Pace, Todo
from tandem.work.steps import keep_steps

from .company import Company

M = TypeVar("M", bound=models.Model)
LONG_AGO = date(2001, 1, 1)
Numbers = range


def copies(row: M, numbers: Numbers, **changes: Callable[[int], Any]) -> list[M]:
    """The row once more for each number, with what has to differ."""
    model = type(row)
    kept = {
        field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields if not field.primary_key
    }
    rows = [model(**kept) for _ in numbers]
    for copy, number in zip(rows, numbers, strict=True):
        for name, make in changes.items():
            setattr(copy, name, make(number))
    return model._default_manager.bulk_create(rows)


def grow(company: Company, numbers: Numbers) -> None:
    """Everything that a page could list, once more for each number. A second call takes other numbers."""
    products = copies(company.product, numbers, number=lambda n: f"X-{n}", name=lambda n: f"Getriebe {n}")
    assert len(products) == len(numbers)
    _prices(company, numbers, products)
    event = Event.objects.filter(verb="order.captured").earliest("pk")
    events = _events(event, numbers)
    Delivery.objects.bulk_create(
        Delivery(event=one, handler="orders.refresh_figures", next_at=one.at, parked_at=one.at) for one in events
    )
    people = _people(company, numbers)
    _requests(company, numbers)
    _customers(company, numbers)
    _orders(company, numbers)
    _quotes(company, numbers)
    _goals(company, numbers)
    _pay(company, numbers, people)
    _book(company, numbers)
    _tandems(company, numbers, people)
    for model in (PlaybookStep, RequestKind):
        for row in (model.objects.filter(retired_at=None)[0], model.objects.exclude(retired_at=None)[0]):
            copies(row, numbers, key=lambda n, row=row: f"{row.key}-{n}", name_de=lambda n: f"Neu {n}")  # type: ignore[misc]
    _work(company, numbers)
    _chances(company, numbers)
    copies(company.agreement, numbers)
    copies(company.proposal, numbers)
    _together(company, numbers)
    copies(company.spread, numbers)
    copies(company.jobs["done"], numbers)
    told = Event.objects.filter(verb="order.captured").order_by("-pk").values_list("pk", flat=True)[: len(numbers)]
    copies(company.notice, range(len(told)), event_id=lambda n: told[n], kind=lambda n: f"k{numbers[n]}")
    copies(company.imports["done"], numbers)
    copies(company.open.mail, numbers, key=lambda n: f"mail-{n}")
    copies(company.imports["done"].refusals.earliest("pk"), numbers)


def _together(company: Company, numbers: Numbers) -> None:
    """More swap days, and a longer programme."""
    planned = company.swaps["planned"]
    copies(planned, numbers, start=lambda n: planned.start + timedelta(n), end=lambda n: planned.end + timedelta(n))
    copies(planned.items.earliest("pk"), numbers, object_id=lambda n: 10**6 + n)
    for key in ("poll", "fixed"):
        one = company.activities[key]
        more = copies(one, numbers, uid=lambda n, key=key: f"{key}-{n}")  # type: ignore[misc]
        guests = list(one.guests.all())
        for activity in more:
            copies(guests[0], range(1), activity_id=lambda n, activity=activity: activity.pk)  # type: ignore[misc]
    copies(
        company.programme.steps.earliest("pk"),
        numbers,
        key=lambda n: "",
        title=lambda n: f"Neu {n}",
        todo_id=lambda n: None,
    )
    copies(company.programme.draws.earliest("pk"), numbers, number=lambda n: n + 10)
    copies(company.freeze, numbers)
    copies(company.programme, numbers)
    copies(company.readiness, numbers, opens_on=lambda n: company.readiness.opens_on - timedelta(days=1000 + n))
    copies(company.survey, numbers, opens_on=lambda n: company.survey.opens_on - timedelta(days=1000 + n))


def _pay(company: Company, numbers: Numbers, people: list[Employee]) -> None:
    """More lines of today's figures, more people on the plan and in the run, more runs and questions."""
    for accrual in Accrual.objects.filter(employee__in=[company.world.inside, company.world.field]):
        line = {"day": accrual.at.date().isoformat(), "cents": 5, "kind": "earn", "component": "pool", "rule": "pool"}
        line |= {"fact": company.open.order.number, "deal": company.open.order.number, "joint": True}
        line |= {"tandem": company.world.tandem.pk, "inputs": {}, "why": {}}
        accrual.lines += [line] * len(numbers)
        accrual.save()
    run, plan = company.pay.runs["preview"], company.pay.adjustment.plan
    for person in people:
        PlanMember.objects.create(plan=plan, employee=person, start=run.period.start)
        RunPerson.objects.create(run=run, employee=person, currency="EUR", earned_cents=5, payable_cents=5)
    copies(run, numbers, number=lambda n: n + 10, status=lambda n: "discarded")
    copies(company.pay.question, numbers)
    copies(company.pay.adjustment, numbers)


def _goals(company: Company, numbers: Numbers) -> None:
    """More goals of the tandem for the same period, each that holds; and of the one more versions and answers."""
    held = company.goals["held"]
    version = held.versions.get(number=1)
    for goal in copies(held, numbers, name=lambda n: f"Ziel {n}"):
        copies(version, range(1), goal_id=lambda n, goal=goal: goal.pk)  # type: ignore[misc]
    copies(version, numbers, number=lambda n: n + 10, ended_at=lambda n: version.in_force_at)
    copies(version.answers.earliest("pk"), numbers)
    rows = [GoalValue(goal=held, month=held.start, value=n, at=version.proposed_at) for n in numbers]
    GoalValue.objects.bulk_create(rows)


def _quotes(company: Company, numbers: Numbers) -> None:
    """More quotes, each of those there are with more lines, revisions and decided approvals."""
    for quote in company.open.quotes.values():
        revision = quote.revisions.earliest("number")
        copies(revision.lines.earliest("pk"), numbers, position=lambda n: n + 10)
        copies(revision, numbers, number=lambda n: n + 10)
    copies(company.open.quotes["sent"], numbers, number=lambda n: f"Q-{n}")
    approval = Approval.objects.filter(revision__quote=company.open.quotes["asked"]).earliest("pk")
    copies(approval, numbers, decided_at=lambda n: approval.asked_at, granted=lambda n: False)


def _events(event: Event, numbers: Numbers, *more: Callable[[int], models.Model]) -> list[Event]:
    """The event again and again, with the same subjects and one of its own."""
    events = copies(event, numbers, trail=lambda n: uuid.uuid4())
    subjects = list(event.subjects.exclude(kind__in=[make(0).ref_kind for make in more]))  # type: ignore[attr-defined]
    rows = [EventSubject(event=one, kind=row.kind, object_id=row.object_id) for one in events for row in subjects]
    for index, one in enumerate(events):
        rows += [EventSubject(event=one, kind=make(index).ref_kind, object_id=make(index).pk) for make in more]  # type: ignore[attr-defined]
    EventSubject.objects.bulk_create(rows)
    return events


def _prices(company: Company, numbers: Numbers, products: list[Product]) -> None:
    """Other lists with the product in them, the others in the list, and changes of it."""
    mine = company.price_list
    names = {"number": lambda n: f"L-X{n}", "name": lambda n: f"Liste {n}", "name_key": lambda n: f"liste {n}"}
    lists = copies(mine, numbers, **names)
    pairs = [(row, company.product) for row in lists] + [(mine, product) for product in products]
    Price.objects.bulk_create(
        Price(price_list=row, product=product, from_quantity=quantity, unit_price=1)
        for row, product in pairs
        for quantity in (0, 5000)
    )
    _events(Event.objects.filter(verb="prices.set").earliest("pk"), numbers)
    groups = copies(company.group, numbers, number=lambda n: f"G{n}", name=lambda n: f"Gruppe {n}")
    day = timezone.localdate()
    PriceListUse.objects.bulk_create(
        PriceListUse(price_list=row, group=group, start=day) for row in lists for group in groups
    )
    _events(Event.objects.filter(verb="customer_group.created").earliest("pk"), numbers)


def _people(company: Company, numbers: Numbers) -> list[Employee]:
    """Colleagues of the team, each at work, and away next week with a cover; as many teams."""
    world = company.world
    names = {
        "last_name": lambda n: f"Neu{n}",
        "name_key": lambda n: f"neu{n}",
        "email": lambda n: f"neu{n}@example.com",
    }
    people = copies(world.inside, numbers, **names, photo=lambda n: "")
    days = [(person, weekday) for person in people for weekday in range(5)]
    WorkingTime.objects.bulk_create(
        WorkingTime(employee=person, weekday=day, start="08:00", end="17:00") for person, day in days
    )
    away = Absence.objects.bulk_create(
        Absence(employee=person, start=company.absence.start, end=company.absence.end) for person in people
    )
    Delegation.objects.bulk_create(
        Delegation(
            person=row.employee,
            deputy=world.mate,
            scope_kind="tandem",
            scope_id=world.tandem.pk,
            start=row.start,
            end=row.end,
            absence=row,
        )
        for row in away
    )
    copies(company.absence, numbers, start=lambda n: LONG_AGO + timedelta(n), end=lambda n: LONG_AGO + timedelta(n + 1))
    copies(world.team, numbers, name=lambda n: f"Neues Team {n}")
    return people


def _customers(company: Company, numbers: Numbers) -> None:
    """Customers of the tandem, and others in the queue."""
    world = company.world
    for prefix, like in (("3", world.customer), ("4", world.queued)):
        found: list[Customer] = copies(
            like,
            numbers,
            number=lambda n, prefix=prefix: f"{prefix}{n:05d}",  # type: ignore[misc]
            name=lambda n: f"Kunde {n} GmbH",
            name_key=lambda n: f"kunde {n} gmbh",
        )
        CustomerFigures.objects.bulk_create(CustomerFigures(customer=row) for row in found)
        if like == world.customer:
            Assignment.objects.bulk_create(
                Assignment(customer=row, tandem=world.tandem, start=LONG_AGO) for row in found
            )


def _book(company: Company, numbers: Numbers) -> None:
    """Contacts, sites, notes, consents, changes and former owners of the one customer."""
    book = company.open
    copies(book.site, numbers)
    contacts = copies(book.contact, numbers, knows_best_id=lambda n: company.world.inside.pk)
    _appointments(book.appointment, numbers, contacts)
    consents = [Consent(contact=book.contact, channel="mail", given=bool(n % 2), at=book.note.at) for n in numbers]
    Consent.objects.bulk_create(consents)
    _events(book.event, numbers)
    files = copies(book.file, numbers)
    _events(Event.objects.filter(verb="file.added", data__file=book.file.pk).earliest("pk"), numbers, files.__getitem__)
    notes = copies(book.note, numbers, contact_id=lambda n: book.contact.pk)
    _events(
        Event.objects.get(verb="note.added", subjects__object_id=book.note.pk, subjects__kind="note"),
        numbers,
        notes.__getitem__,
    )
    twins = Customer.objects.exclude(pk=book.customer.pk).order_by("-pk")[: len(numbers)]
    copies(
        book.pair,
        range(len(twins)),
        left_customer_id=lambda n: min(book.customer.pk, twins[n].pk),
        right_customer_id=lambda n: max(book.customer.pk, twins[n].pk),
    )
    past = [(LONG_AGO + timedelta(n), LONG_AGO + timedelta(n + 1)) for n in numbers]
    Assignment.objects.bulk_create(
        Assignment(customer=book.customer, tandem=company.world.mates, start=start, end=end) for start, end in past
    )


def _appointments(appointment: Appointment, numbers: Numbers, contacts: list[Contact]) -> None:
    """As many more at the same time, and all these contacts asked to come to the one."""
    copies(appointment, numbers, uid=lambda n: f"{n}@crowd", title=lambda n: f"Besuch {n}")
    asked = {contact.pk: str(number) for contact, number in zip(contacts, numbers, strict=True)}
    Attendee.objects.bulk_create(
        Attendee(appointment=appointment, contact_id=key, token=f"crowd-{word}") for key, word in asked.items()
    )


def _orders(company: Company, numbers: Numbers) -> None:
    """Orders of the customer, lines and credit notes of the two that are looked at."""
    book, world = company.open, company.world
    copies(book.order, numbers, number=lambda n: f"77-{n:05d}")
    confirmed = copies(book.confirmed, numbers, number=lambda n: f"88-{n:05d}")
    at = book.note.at
    OrderConfirmation.objects.bulk_create(OrderConfirmation(order=row, at=at, by=world.inside) for row in confirmed)
    for order in (book.order, book.confirmed):
        copies(order.lines.earliest("pk"), numbers, position=lambda n: n + 2, product_id=lambda n: company.product.pk)
    credit = book.confirmed.credits.filter(seat="inside").first() or Credit.objects.earliest("pk")
    for row in confirmed[:50]:
        copies(credit, range(1), order_id=lambda n, row=row: row.pk)  # type: ignore[misc]
    line = book.confirmed.lines.earliest("pk")
    notes = CreditNote.objects.bulk_create(
        CreditNote(number=f"C99-{n}", order=book.confirmed, issued_on=LONG_AGO, reason="x", at=at, net_cents=1)
        for n in numbers
    )
    CreditNoteLine.objects.bulk_create(CreditNoteLine(note=note, line=line, quantity=1, net_cents=1) for note in notes)
    for order in (book.order, book.confirmed):
        event = Event.objects.filter(subjects__kind="order", subjects__object_id=order.pk).earliest("pk")
        _events(event, numbers)


def _requests(company: Company, numbers: Numbers) -> None:
    """Open and closed requests of the customer, each with its row in the one list; what was said about one."""
    book = company.open
    made = copies(book.request, numbers, wish=lambda n: f"Wunsch {n}")
    copies(book.closed, numbers)
    copies(book.closed, numbers, merged_into_id=lambda n: book.request.pk)
    keep_steps(made)
    copies(book.request.answers.earliest("pk"), numbers)
    _events(Event.objects.filter(verb="request.opened", subjects__object_id=book.request.pk).earliest("pk"), numbers)


def _chances(company: Company, numbers: Numbers) -> None:
    """Opportunities of the customer, open and won, each with its next step; stages, leads, people and notes as many."""
    book, lead = company.open, company.leads["lead"]
    made = copies(book.opportunity, numbers, number=lambda n: f"X26-{n:05d}", title=lambda n: f"Linie {n}")
    copies(book.won, numbers, number=lambda n: f"Y26-{n:05d}")
    copies(book.opportunity.stage_changes.earliest("pk"), numbers)
    todos = copies(_todo_about(book), numbers)
    for todo, one in zip(todos, made, strict=True):
        todo.about_id = one.pk
    Todo.objects.bulk_update(todos, ["about_id"])
    keep_steps(todos)
    copies(_todo_about(book), numbers[:5])
    copies(lead, numbers, company=lambda n: f"Werft {n}")
    copies(lead.people.earliest("pk"), numbers)
    copies(lead.notes.earliest("pk"), numbers)
    event = Event.objects.filter(verb="opportunity.moved", subjects__object_id=book.opportunity.pk).earliest("pk")
    _events(event, numbers)
    if len(numbers) < 5:  # more stages than a pipeline may have would say nothing
        stage = Stage.objects.get(key="sales-needs")
        copies(stage, numbers, key=lambda n: f"needs-{n}", name_de=lambda n: f"Phase {n}")


def _todo_about(book: Any) -> Todo:
    return Todo.objects.filter(about_kind="opportunity", about_id=book.opportunity.pk).earliest("pk")


def _tandems(company: Company, numbers: Numbers, people: list[Employee]) -> None:
    """Other tandems of the team, in which `inside` sits too, and former people and weights of the one."""
    world = company.world
    tandems = copies(world.tandem, numbers, name=lambda n: f"Neues Tandem {n}")
    Seat.objects.bulk_create(
        Seat(tandem=tandem, role=role, employee=who, start=LONG_AGO)
        for tandem, person in zip(tandems, people, strict=True)
        for role, who in (("inside", world.inside), ("field", person))
    )
    copies(company.minutes["note"], numbers)
    held = Meeting.objects.filter(tandem=world.tandem).exclude(closed_at=None).earliest("pk")
    copies(held, numbers, next_id=lambda n: None)
    first = world.tandem.rules_of_play.get(number=1)
    copies(first, numbers, number=lambda n: n + 10, ended_at=lambda n: first.proposed_at)
    past = [(LONG_AGO + timedelta(n), LONG_AGO + timedelta(n + 1)) for n in numbers]
    Seat.objects.bulk_create(
        Seat(tandem=world.tandem, role="field", employee=person, start=start, end=end)
        for person, (start, end) in zip(people, past, strict=True)
    )
    SeatWeight.objects.bulk_create(
        SeatWeight(tandem=world.tandem, start=start, end=end, inside=60, field=40) for start, end in past
    )


def _work(company: Company, numbers: Numbers) -> None:
    """Open work of the one customer, a checklist as long, and calls that are due at the others."""
    book, world = company.open, company.world
    todos = copies(book.todo, numbers, title=lambda n: f"Aufgabe {n}", customer_id=lambda n: book.customer.pk)
    handoffs = copies(book.handoff, numbers, title=lambda n: f"Übergabe {n}")
    copies(book.todo.items.get(position=1), numbers, position=lambda n: n + 2, done_by_id=lambda n: world.inside.pk)
    copies(book.report, numbers)
    copies(Call.objects.filter(customer=book.customer).earliest("pk"), numbers)
    keep_steps([*todos, *handoffs])
    done = Event.objects.filter(verb="todo.done", subjects__kind="todo", subjects__object_id=book.done_todo.pk)
    _events(done.earliest("pk"), numbers[-2:])  # few, so that notes stay among the newest too
    yesterday = timezone.localdate() - timedelta(1)
    others = Customer.objects.filter(name__startswith="Kunde ", pace=None)
    Pace.objects.bulk_create(Pace(customer=row, call_due_on=yesterday) for row in others)
