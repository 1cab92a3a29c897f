"""When customers are due to be called and visited, and who calls them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.events import record
from tandem.core.models import Event
from tandem.core.outbox import deliver_due
from tandem.core.undo import undo_event
from tandem.customers.actions import add_note, edit_customer, merge_customers, remove_note
from tandem.customers.models import Customer, Lifecycle, Note
from tandem.customers.tests.factories import a_contact, a_customer
from tandem.customers.tests.world import World, a_world, of
from tandem.tandems.models import RulesOfPlay
from tandem.work.actions.calls import NextTodo, log_call, put_off_call, take_up_call
from tandem.work.actions.handoffs import Offer
from tandem.work.actions.leases import end_lease, lease_call, lease_next
from tandem.work.actions.reports import report_visit
from tandem.work.actions.todos import finish_todo, give_todo
from tandem.work.due_calls import due_calls
from tandem.work.models import Answer, Call, CallLease, Handoff, NextStep, Pace, Todo, VisitReport
from tandem.work.pace import refresh_paces
from tandem.work.reactions import pace_newcomers, refresh_all_paces, refresh_pace_of_tandem

from .factories import AT, a_request, an_appointment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def world() -> World:
    world = a_world()
    Customer.objects.update(lifecycle=Lifecycle.ACTIVE, created_at=datetime(2026, 1, 1, tzinfo=UTC))
    Customer.objects.filter(pk=world.customer.pk).update(customer_class="A")
    world.customer.refresh_from_db()
    return world


def days_ago(days: int) -> datetime:
    return AT - timedelta(days=days)


def a_note(customer: Customer, kind: str, at: datetime) -> Note:
    return Note.objects.create(customer=customer, kind=kind, text="x", at=at)


def pace(customer: Customer) -> Pace:
    refresh_paces([customer.pk], AT)
    return Pace.objects.get(pk=customer.pk)


def test_the_last_talk_counts_whatever_it_was(world: World) -> None:
    customer = world.customer
    assert pace(customer).talked_at is None
    a_note(customer, "note", days_ago(1))
    assert pace(customer).talked_at is None
    a_note(customer, "mail", days_ago(30))
    assert pace(customer).talked_at == days_ago(30)
    a_note(customer, "visit", days_ago(20))
    assert (pace(customer).talked_at, pace(customer).visited_at) == (days_ago(20), days_ago(20))
    Call.objects.create(customer=customer, at=days_ago(3), outcome="missed")
    assert pace(customer).talked_at == days_ago(20)
    Call.objects.create(customer=customer, at=days_ago(15), outcome="later")
    assert (pace(customer).talked_at, pace(customer).visited_at) == (days_ago(15), days_ago(20))
    request = a_request(customer, world.tandem)
    Answer.objects.create(request=request, kind="note", text="x", at=days_ago(5))
    assert pace(customer).talked_at == days_ago(15)
    Answer.objects.create(request=request, kind="call", text="x", at=days_ago(4))
    assert pace(customer).talked_at == days_ago(4)


def test_class_and_rules_of_play_say_when_it_is_due(world: World) -> None:
    a_note(world.customer, "call", days_ago(15))
    assert pace(world.customer).call_due_on == TODAY - timedelta(days=1)
    terms = {"calls": {"A": 30}, "visits": {"A": None}}
    RulesOfPlay.objects.create(
        tandem=world.tandem, number=1, terms=terms, proposed_at=days_ago(1), in_force_at=days_ago(1)
    )
    row = pace(world.customer)
    assert (row.call_due_on, row.visit_due_on) == (TODAY + timedelta(days=15), None)


def test_without_a_talk_it_counts_from_the_beginning_and_lost_ones_are_left_alone(world: World) -> None:
    assert pace(world.customer).call_due_on == date(2026, 1, 15)
    Customer.objects.filter(pk=world.customer.pk).update(lifecycle=Lifecycle.LOST)
    assert pace(world.customer).call_due_on is None


def test_many_cost_as_few_statements_as_one(world: World) -> None:
    keys = [a_customer(world.tandem).pk for _ in range(12)]
    counts = []
    for some in (keys[:1], keys):
        with CaptureQueriesContext(connection) as asked:
            refresh_paces(some, AT)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 16
    refresh_paces(None, AT)
    assert Pace.objects.count() == Customer.objects.filter(merged_into=None).count()


def test_what_happens_keeps_it(world: World) -> None:
    actor = of(world.inside)
    _note, event = add_note(world.customer, values={"kind": "call", "text": "x"}, actor=actor, at=AT)
    deliver_due(at=AT)
    assert Pace.objects.get(pk=world.customer.pk).talked_at == AT
    undo_event(event, actor=actor, at=AT)
    deliver_due(at=AT)
    assert Pace.objects.get(pk=world.customer.pk).talked_at is None
    note, _event = add_note(world.customer, values={"kind": "call", "text": "x"}, actor=actor, at=AT)
    remove_note(note, actor=actor, at=AT)
    log_call(world.customer, outcome="agreed", actor=actor, at=AT)
    deliver_due(at=AT)
    assert Pace.objects.get(pk=world.customer.pk).call_due_on == TODAY + timedelta(days=14)
    customer = Customer.objects.get(pk=world.customer.pk)
    edit_customer(customer, values={"customer_class": "C"}, version=customer.version, actor=actor, at=AT)
    deliver_due(at=AT)
    due = Pace.objects.get(pk=world.customer.pk).call_due_on
    assert due is None or due > TODAY + timedelta(days=14)


def test_suggestions_say_why(world: World) -> None:
    a_note(world.customer, "call", days_ago(15))
    fresh = a_customer(world.tandem, lifecycle="prospect")
    a_note(a_customer(world.tandem, customer_class="A"), "call", days_ago(2))
    refresh_paces(None, AT)
    Pace.objects.filter(pk__in=[world.restricted.pk]).update(call_due_on=None)
    found = due_calls(of(world.inside), [world.tandem.pk])
    assert [(call.customer, call.reason) for call in found] == [
        (world.customer, "Class A: every 14 days; today is day 15."),
        (fresh, "New customer; nobody has talked to them yet."),
    ]
    assert due_calls(of(world.payroll), [world.tandem.pk]) == []


def test_taken_up_once_it_is_a_todo_and_no_suggestion_any_more(world: World) -> None:
    a_note(world.customer, "call", days_ago(15))
    refresh_paces(None, AT)
    Pace.objects.exclude(pk=world.customer.pk).update(call_due_on=None)
    todo = take_up_call(world.customer, holder=world.inside, actor=of(world.inside), at=AT)
    assert (todo.holder, todo.customer) == (world.inside, world.customer)
    assert due_calls(of(world.inside), [world.tandem.pk]) == []
    with pytest.raises(Refused) as caught:
        take_up_call(Customer.objects.get(pk=world.customer.pk), holder=world.field, actor=of(world.field), at=AT)
    assert str(world.inside) in str(caught.value.text)
    assert Todo.objects.count() == 1
    finish_todo(todo, actor=of(world.inside), at=AT)  # without a talk it is suggested again, and can be taken up again
    customer = Customer.objects.get(pk=world.customer.pk)
    assert [call.customer for call in due_calls(of(world.inside), [world.tandem.pk])] == [customer]
    take_up_call(customer, holder=world.field, actor=of(world.field), at=AT)


def test_put_off_it_comes_back_on_that_day_or_with_the_next_talk(world: World) -> None:
    a_note(world.customer, "call", days_ago(15))
    refresh_paces(None, AT)
    Pace.objects.exclude(pk=world.customer.pk).update(call_due_on=None)
    until = TODAY + timedelta(days=3)
    with pytest.raises(Invalid):
        put_off_call(world.customer, until=TODAY, actor=of(world.inside), at=AT)
    event = put_off_call(world.customer, until=until, actor=of(world.inside), at=AT)
    assert due_calls(of(world.inside), [world.tandem.pk]) == []
    assert len(due_calls(of(world.inside, AT + timedelta(days=3)), [world.tandem.pk])) == 1
    assert pace(world.customer).put_off_until == until
    undo_event(event, actor=of(world.inside), at=AT)
    assert len(due_calls(of(world.inside), [world.tandem.pk])) == 1
    put_off_call(world.customer, until=until, actor=of(world.inside), at=AT)
    log_call(world.customer, outcome="later", actor=of(world.inside), at=AT)
    assert pace(world.customer).put_off_until is None


def test_a_call_with_its_next_step_and_back(world: World) -> None:
    contact = a_contact(world.customer)
    following = NextTodo("Muster schicken", date(2026, 11, 30), world.field)
    call = log_call(
        world.customer,
        contact=contact,
        outcome="agreed",
        text=" Will drei ",
        following=following,
        actor=of(world.inside),
        at=AT,
    )
    todo = call.next_todo
    assert todo is not None
    assert (call.text, todo.title, todo.holder, todo.about) == (
        "Will drei",
        "Muster schicken",
        world.field,
        ("call", call.pk),
    )
    assert NextStep.objects.get(kind="todo").holder == world.field
    event = Event.objects.get(verb="call.logged")
    assert ("contact", contact.pk) in {(row.kind, row.object_id) for row in event.subjects.all()}
    with pytest.raises(Refused):
        undo_event(event, actor=of(world.field), at=AT)
    undo_event(event, actor=of(world.inside), at=AT)
    call.refresh_from_db()
    todo.refresh_from_db()
    assert (call.removed_at, todo.removed_at, NextStep.objects.count()) == (AT, AT, 0)


def test_undo_leaves_a_next_step_that_somebody_has_touched(world: World) -> None:
    following = NextTodo("Muster schicken", date(2026, 11, 30), world.inside)
    call = log_call(world.customer, outcome="agreed", following=following, actor=of(world.inside), at=AT)
    todo = Todo.objects.get(pk=call.next_todo_id or 0)
    give_todo(todo, world.field, actor=of(world.inside), at=AT)
    undo_event(Event.objects.get(verb="call.logged"), actor=of(world.inside), at=AT)
    todo.refresh_from_db()
    assert todo.is_open


def test_what_is_wrong_with_a_call_is_said_and_nothing_kept(world: World) -> None:
    other = a_contact(world.queued)
    for more in ({"outcome": "great"}, {"outcome": "agreed", "contact": other}):
        with pytest.raises(Invalid):
            log_call(world.customer, **more, actor=of(world.inside), at=AT)
    with pytest.raises(Refused):
        log_call(world.restricted, outcome="agreed", actor=of(world.stranger), at=AT)
    assert (Call.objects.count(), Event.objects.filter(verb="call.logged").count()) == (0, 0)


def test_two_sessions_never_ring_the_same_customer(world: World) -> None:
    others = [a_customer(world.tandem, lifecycle="prospect") for _ in range(2)]
    a_note(world.customer, "call", days_ago(30))
    refresh_paces([world.customer.pk], AT)
    assert lease_next(actor=of(world.inside), at=AT) == world.customer
    assert lease_next(actor=of(world.field), at=AT) == others[0]
    with pytest.raises(Refused) as caught:
        lease_call(world.customer, actor=of(world.field), at=AT)
    assert str(world.inside) in str(caught.value.text)
    assert lease_next(without=[world.customer.pk], actor=of(world.inside), at=AT) == others[1]
    assert set(CallLease.objects.values_list("customer", "employee")) == {
        (others[0].pk, world.field.pk),
        (others[1].pk, world.inside.pk),
    }
    assert lease_next(without=[others[0].pk], actor=of(world.field), at=AT) == world.customer


def test_a_lease_runs_out_and_a_session_ends(world: World) -> None:
    lease_call(world.customer, actor=of(world.inside), at=AT)
    later = AT + timedelta(minutes=16)
    lease_call(world.customer, actor=of(world.field, later), at=later)
    assert CallLease.objects.get().employee == world.field
    log_call(world.customer, outcome="agreed", actor=of(world.inside, later), at=later)  # they did talk, after all
    end_lease(actor=of(world.field))
    assert not CallLease.objects.exists()


def test_an_empty_queue_gives_nobody(world: World) -> None:
    Customer.objects.update(lifecycle=Lifecycle.ACTIVE)
    assert lease_next(actor=of(world.inside), at=AT) is None


def test_a_report_with_a_handoff_in_one_go(world: World) -> None:
    offer = Offer("Angebot schreiben", "Drei Motoren", AT + timedelta(days=2))
    values = {"outcome": "interested", "needs": "Drei Motoren", "at": AT}
    bad = Offer("Angebot schreiben", "", AT + timedelta(days=2))
    with pytest.raises(Invalid):
        report_visit(world.customer, values=values, handoff=(bad, world.inside), actor=of(world.field), at=AT)
    assert VisitReport.objects.count() == 0
    report = report_visit(world.customer, values=values, handoff=(offer, world.inside), actor=of(world.field), at=AT)
    handoff = Handoff.objects.get()
    assert (handoff.about, handoff.taker) == (("visit_report", report.pk), world.inside)
    deliver_due(at=AT)
    assert Pace.objects.get(pk=world.customer.pk).visited_at == AT
    undo_event(Event.objects.get(verb="visit.reported"), actor=of(world.field), at=AT)
    handoff.refresh_from_db()
    assert (VisitReport.objects.count(), handoff.state) == (0, "withdrawn")


def test_a_visit_has_one_report(world: World) -> None:
    visit = an_appointment(world.tandem, world.field, days_ago(1), customer=world.customer)
    values = {"outcome": "agreed", "text": "x", "at": days_ago(1)}
    report_visit(world.customer, values=values, appointment=visit, actor=of(world.field), at=AT)
    with pytest.raises(Conflict) as caught:
        report_visit(world.customer, values=values, appointment=visit, actor=of(world.inside), at=AT)
    assert str(world.field) in str(caught.value.text)
    for wrong in ({"at": AT + timedelta(hours=1)}, {"text": " "}, {"outcome": ""}):
        with pytest.raises(Invalid):
            report_visit(world.customer, values=values | wrong, actor=of(world.field), at=AT)


def test_the_morning_finds_who_came_without_an_event_and_rules_in_force_reach_all_customers(world: World) -> None:
    Pace.objects.all().delete()
    event = Event.objects.create(verb="schedule.daily", at=AT, actor_kind="system")
    pace_newcomers(event, AT)
    assert Pace.objects.count() == Customer.objects.filter(merged_into=None).count()
    a_note(world.customer, "call", days_ago(15))
    terms = {"calls": {"A": 30}}
    RulesOfPlay.objects.create(
        tandem=world.tandem, number=1, terms=terms, proposed_at=days_ago(1), in_force_at=days_ago(1)
    )
    agreed = record("schedule.daily", world.tandem, actor=of(world.inside), at=AT)
    refresh_pace_of_tandem(agreed, AT)
    assert Pace.objects.get(pk=world.customer.pk).call_due_on == TODAY + timedelta(days=15)
    refresh_all_paces(agreed, AT)
    assert Pace.objects.get(pk=world.customer.pk).call_due_on == TODAY + timedelta(days=15)


def test_merged_customers_are_paced_by_all_their_talks(world: World) -> None:
    twin = a_customer(world.tandem, name="Hansen Antriebe", customer_class="A")
    a_note(twin, "call", days_ago(2))
    first, second = (Customer.objects.get(pk=key) for key in (world.customer.pk, twin.pk))
    merge_customers(
        first, second, choices={}, same={}, versions=(first.version, second.version), actor=of(world.inside), at=AT
    )
    assert Pace.objects.get(pk=first.pk).talked_at == days_ago(2)
    assert not Pace.objects.filter(pk=second.pk).exists()
