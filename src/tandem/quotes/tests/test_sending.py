"""Sending, approval, revising, withdrawing, and what the customer says to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.customers.tests.world import World, a_world, of
from tandem.desk.models import Notice
from tandem.desk.reactions import give_notices
from tandem.people.models import Employee
from tandem.people.tests.factories import an_employee, signed_in_client
from tandem.quotes.actions import (
    accept_quote,
    add_line,
    ask_about,
    ask_approval,
    decide_approval,
    decline_quote,
    discard_revision,
    edit_head,
    expire_quotes,
    remove_line,
    revise_quote,
    send_quote,
    take_back_approval,
    withdraw_quote,
)
from tandem.quotes.models import Acceptance, Approval, Decline, Line, Quote
from tandem.quotes.pricing import LineInput
from tandem.quotes.queries import visible_quotes
from tandem.work.models import NextStep, Request, Todo

from .factories import AT, a_contact, a_draft, a_product, a_sent, by_contact, fresh, three_options

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return a_world()


def option_of(quote: Quote, name: str = "") -> int:
    rows = quote.revisions.get(number=quote.revision).options
    return (rows.get(name=name) if name else rows.all()[0]).pk


def dear(world: World, discount: int) -> Quote:
    """A draft of the inside half with a discount on one product."""
    line = LineInput(product_id=a_product().pk, discount_ppm=discount)
    return a_draft(world.customer, of(world.inside), [line])


def test_sending_freezes_what_the_customer_reads(world: World) -> None:
    actor, product = of(world.inside), a_product(list_price=100_0000, cost=60_0000)
    quote = a_draft(world.customer, actor, [LineInput(product_id=product.pk, quantity=2000)], subject="Antriebe")
    send_quote(quote, version=quote.version, actor=actor, at=AT)
    quote = fresh(quote)
    revision = quote.revisions.get()
    assert (quote.status, quote.sent_at, revision.sent_by) == ("sent", AT, world.inside)
    snapshot = revision.snapshot
    assert snapshot is not None
    [option] = snapshot["options"]
    assert option["totals"] == {
        "lines": 200_00,
        "discount": 0,
        "net": 200_00,
        "tax": 38_00,
        "gross": 238_00,
        "rates": [{"tax_ppm": 190_000, "net": 200_00, "tax": 38_00, "gross": 238_00}],
    }
    assert {seat: person["name"] for seat, person in snapshot["people"].items()} == {
        "inside": str(world.inside),
        "field": str(world.field),
    }
    told = str(snapshot)
    for word in ("cost", "margin", "600000", "base_price"):
        assert word not in told


def test_what_was_sent_stands_whatever_comes_after(world: World) -> None:
    actor = of(world.inside)
    quote = a_sent(world.customer, actor)
    before = quote.revisions.get().snapshot
    for act in (
        lambda: add_line(quote, LineInput("x", unit_price=1), actor=actor, at=AT),
        lambda: edit_head(quote, values={"intro": "x"}, actor=actor, at=AT),
        lambda: send_quote(quote, actor=actor, at=AT),
    ):
        with pytest.raises(Conflict):
            act()
    assert quote.revisions.get().snapshot == before


def test_who_sends_knows_what(world: World) -> None:
    quote = a_draft(world.customer, of(world.inside))
    add_line(quote, LineInput("x", unit_price=1), actor=of(world.field), at=AT)
    with pytest.raises(Conflict):
        send_quote(quote, version=quote.version, actor=of(world.inside), at=AT)
    assert fresh(quote).status == "draft"


def test_an_empty_or_old_quote_is_not_sent(world: World) -> None:
    actor = of(world.inside)
    with pytest.raises(Invalid):
        send_quote(a_draft(world.customer, actor, []), actor=actor, at=AT)
    quote = a_draft(world.customer, actor)
    with pytest.raises(Invalid):
        send_quote(quote, actor=of(world.inside, AT + timedelta(days=40)), at=AT + timedelta(days=40))
    edit_head(quote, values={"discount_cents": 100_01}, actor=actor, at=AT)
    with pytest.raises((Invalid, Refused)):
        send_quote(quote, actor=of(world.manager), at=AT)
    assert not Quote.objects.exclude(status="draft").exists()


def test_a_follow_up_is_planned_by_the_rules_of_play_and_ends_with_an_answer(world: World) -> None:
    Employee.objects.filter(pk=world.inside.pk).update(language="de")
    actor = of(world.field)
    with override("en"):
        quote = a_sent(world.customer, actor)
    todo = Todo.objects.get()
    assert (todo.title, todo.holder, todo.about) == (
        f"Angebot {quote.number} nachfassen",  # in the words of who holds it, whoever sent the quote
        world.inside,
        ("quote", quote.pk),
    )
    assert todo.due_at.date() >= (AT + timedelta(days=5)).date()
    decline_quote(quote, revision=1, reason="price", competitor="Rotex", actor=actor, at=AT)
    todo.refresh_from_db()
    assert todo.done_at == AT
    assert Decline.objects.values_list("reason", "competitor").get() == ("price", "Rotex")


@pytest.mark.parametrize(
    ("who", "discount", "goes"),
    [
        ("inside", 50_000, True),
        ("inside", 52_000, False),
        ("field", 100_000, True),
        ("field", 102_000, False),
        ("manager", 250_000, True),
        ("manager", 260_000, False),
    ],
)
def test_each_role_has_its_limit(world: World, who: str, discount: int, goes: bool) -> None:
    quote, actor = dear(world, discount), of(getattr(world, who))
    if goes:
        send_quote(quote, actor=actor, at=AT)
    else:
        with pytest.raises(Refused) as found:
            send_quote(quote, actor=actor, at=AT)
        assert found.value.code == "approval_needed"
    assert fresh(quote).status == ("sent" if goes else "draft")


def test_a_low_price_counts_as_a_discount_and_stacked_ones_together(world: World) -> None:
    actor, product = of(world.inside), a_product(list_price=100_0000)
    cheap = a_draft(world.customer, actor, [LineInput(product_id=product.pk, unit_price=94_0000)])
    stacked = a_draft(world.customer, actor, [LineInput(product_id=product.pk, discount_ppm=40_000)])
    edit_head(stacked, values={"discount_ppm": 40_000}, actor=actor, at=AT)
    for quote in (cheap, stacked):
        with pytest.raises(Refused):
            send_quote(quote, actor=actor, at=AT)


def test_discounts_in_all_never_exceed_the_whole(world: World) -> None:
    actor = of(world.inside)
    quote = a_draft(world.customer, actor, [LineInput(product_id=a_product().pk, discount_ppm=1_000_000)])
    edit_head(quote, values={"discount_ppm": 1_000_000, "discount_cents": 5_00}, actor=actor, at=AT)
    assert fresh(quote).net_cents == 0
    with pytest.raises((Invalid, Refused)):
        send_quote(quote, actor=actor, at=AT)


def test_somebody_else_approves_and_only_what_was_asked(world: World) -> None:
    quote, inside = dear(world, 200_000), of(world.inside)
    approval = ask_approval(quote, why="Großer Auftrag", actor=inside, at=AT)
    assert approval.ppm == 200_000
    with pytest.raises(Refused) as open_one:
        send_quote(quote, actor=of(world.manager), at=AT)
    assert open_one.value.code == "approval_open"
    for who in (world.inside, world.field, world.mate):
        with pytest.raises(Refused):
            decide_approval(approval, granted=True, actor=of(who), at=AT)
    decide_approval(approval, granted=True, actor=of(world.manager), at=AT)
    with pytest.raises(Conflict):
        decide_approval(approval, granted=False, answer="Nein", actor=of(world.manager), at=AT)
    deeper = add_line(quote, LineInput(product_id=a_product().pk, discount_ppm=210_000), actor=inside, at=AT)
    with pytest.raises(Refused):
        send_quote(quote, actor=inside, at=AT)
    Line.objects.filter(pk=deeper.pk).delete()
    send_quote(fresh(quote), actor=inside, at=AT)
    assert list(Event.objects.filter(verb__startswith="quote.appr").order_by("pk").values_list("verb", flat=True)) == [
        "quote.approval_asked",
        "quote.approved",
    ]


def test_nobody_approves_their_own(world: World) -> None:
    line = LineInput(product_id=a_product().pk, discount_ppm=300_000)
    quote = a_draft(world.customer, of(world.manager), [line])
    approval = ask_approval(quote, why="x", actor=of(world.manager), at=AT)
    with pytest.raises(Refused):
        decide_approval(approval, granted=True, actor=of(world.manager), at=AT)
    other = an_employee(["manager"], world.team)
    decide_approval(approval, granted=True, actor=of(other), at=AT)
    assert Approval.objects.get().decided_by == other


def test_an_approval_is_asked_once_refused_with_a_reason_or_taken_back(world: World) -> None:
    quote, inside, manager = dear(world, 200_000), of(world.inside), of(world.manager)
    with pytest.raises(Invalid):
        ask_approval(quote, why=" ", actor=inside, at=AT)
    approval = ask_approval(quote, why="x", actor=inside, at=AT)
    with pytest.raises(Refused):
        ask_approval(quote, why="y", actor=inside, at=AT)
    with pytest.raises(Invalid):
        decide_approval(approval, granted=False, actor=manager, at=AT)
    decide_approval(approval, granted=False, answer="Zu tief", actor=manager, at=AT)
    with pytest.raises(Refused):
        send_quote(quote, actor=inside, at=AT)
    ask_approval(quote, why="noch einmal", actor=inside, at=AT)
    take_back_approval(quote, actor=inside, at=AT)
    assert Approval.objects.filter(decided_at=None).count() == 0
    with pytest.raises(Refused):
        ask_approval(a_draft(world.customer, inside), why="x", actor=inside, at=AT)


def test_who_asked_and_lowered_the_discount_takes_the_question_back_on_the_page(world: World) -> None:
    quote, inside = dear(world, 200_000), of(world.inside)
    first = ask_approval(quote, why="x", actor=inside, at=AT)
    client = signed_in_client(world.inside)
    url = reverse("quotes:approval_dropped", args=[quote.number, first.pk])
    assert url in client.get(quote.get_absolute_url()).content.decode()
    add_line(quote, LineInput(product_id=a_product().pk), actor=inside, at=AT)
    remove_line(quote, Line.objects.get(discount_ppm=200_000).pk, actor=inside, at=AT)
    with pytest.raises(Refused) as refused:
        send_quote(fresh(quote), actor=inside, at=AT)
    assert refused.value.code == "approval_open"
    assert client.post(url).status_code == 302
    assert Approval.objects.count() == 0
    give_notices(Event.objects.get(verb="quote.approval_dropped"), AT)
    assert list(Notice.objects.values_list("employee", "event__verb")) == [(world.manager.pk, "quote.approval_dropped")]
    send_quote(fresh(quote), actor=inside, at=AT)
    assert fresh(quote).status == "sent"


def test_a_question_that_was_seen_before_is_not_the_one_that_waits(world: World) -> None:
    quote, inside = dear(world, 200_000), of(world.inside)
    first = ask_approval(quote, why="x", actor=inside, at=AT)
    decide_approval(first, granted=False, answer="Zu tief", actor=of(world.manager), at=AT)
    second = ask_approval(quote, why="y", actor=inside, at=AT)
    client = signed_in_client(world.inside)
    assert client.post(reverse("quotes:approval_dropped", args=[quote.number, first.pk])).status_code == 409
    assert Approval.objects.filter(pk=second.pk, decided_at=None).exists()


def test_a_contact_accepts_one_option_with_optional_lines(world: World) -> None:
    quote = three_options(world.customer, of(world.inside))
    send_quote(quote, actor=of(world.inside), at=AT)
    quote, contact = fresh(quote), a_contact(world.customer)
    option = option_of(quote, "Am besten")
    extra = Line.objects.get(optional=True)
    row = accept_quote(quote, revision=1, option_id=option, optional_ids=[extra.pk], actor=by_contact(contact), at=AT)
    assert (row.net_cents, row.tax_cents, row.contact, row.by) == (375_00, 71_25, contact, None)
    assert [line["text"] for line in row.content["lines"]] == ["Lieferung", "Antrieb 3", "Ersatzteile"]
    quote = fresh(quote)
    assert (quote.status, quote.net_cents) == ("accepted", 375_00)
    event = Event.objects.get(verb="quote.accepted")
    assert (event.actor_kind, event.actor_id) == ("contact", contact.pk)
    assert list(Todo.objects.filter(done_at=None).values_list("step", flat=True)) == ["order"]


def decline(quote: Quote, **more: Any) -> Any:
    return decline_quote(quote, reason="price", **more)


@pytest.mark.parametrize("state", ["draft", "revised", "withdrawn", "declined", "accepted", "expired", "over"])
def test_what_does_not_stand_is_not_accepted(world: World, state: str) -> None:
    actor, contact = of(world.inside), a_contact(world.customer)
    quote = a_draft(world.customer, actor) if state == "draft" else a_sent(world.customer, actor)
    option, later = option_of(quote), AT
    moves: dict[str, Callable[[], Any]] = {
        "revised": lambda: revise_quote(quote, actor=actor, at=AT),
        "withdrawn": lambda: withdraw_quote(quote, reason="Irrtum", actor=actor, at=AT),
        "declined": lambda: decline(quote, revision=1, actor=actor, at=AT),
        "accepted": lambda: accept_quote(quote, revision=1, option_id=option, actor=actor, at=AT),
    }
    moves.get(state, lambda: None)()
    if state in ("expired", "over"):
        later = AT + timedelta(days=31)
    if state == "expired":
        expire_quotes(actor=replace(actor, at=later), at=later)
    before = (fresh(quote).status, Acceptance.objects.count(), Event.objects.count())
    with pytest.raises(Conflict):
        accept_quote(fresh(quote), revision=1, option_id=option, actor=by_contact(contact, later), at=later)
    assert (fresh(quote).status, Acceptance.objects.count(), Event.objects.count()) == before


def test_an_old_revision_is_not_accepted_once_the_new_one_is_out(world: World) -> None:
    actor = of(world.inside)
    quote = a_sent(world.customer, actor)
    old = option_of(quote)
    revise_quote(quote, actor=actor, at=AT)
    send_quote(fresh(quote), actor=actor, at=AT)
    with pytest.raises(Conflict):
        accept_quote(fresh(quote), revision=1, option_id=old, actor=actor, at=AT)
    with pytest.raises(Invalid):
        accept_quote(fresh(quote), revision=2, option_id=old, actor=actor, at=AT)
    assert accept_quote(fresh(quote), revision=2, option_id=option_of(fresh(quote)), actor=actor, at=AT)


def test_what_is_no_part_of_the_option_is_not_accepted(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    send_quote(quote, actor=actor, at=AT)
    extra = Line.objects.get(optional=True)
    with pytest.raises(Invalid):
        accept_quote(
            fresh(quote), revision=1, option_id=option_of(quote, "Gut"), optional_ids=[extra.pk], actor=actor, at=AT
        )
    assert not Acceptance.objects.exists()


def test_a_stranger_answers_nothing(world: World) -> None:
    quote = a_sent(world.customer, of(world.inside))
    left = a_contact(world.customer, left_at=AT)
    for actor in (by_contact(a_contact(world.queued)), by_contact(left), of(world.admin), of(world.payroll)):
        for act in (
            lambda actor=actor: accept_quote(quote, revision=1, option_id=option_of(quote), actor=actor, at=AT),
            lambda actor=actor: decline(quote, revision=1, actor=actor, at=AT),
            lambda actor=actor: ask_about(quote, text="?", actor=actor, at=AT),
        ):
            with pytest.raises(Refused):
                act()
        assert not visible_quotes(actor).exists()
    assert fresh(quote).status == "sent"


def test_a_contact_sees_what_was_sent_to_its_company(world: World) -> None:
    actor = of(world.inside)
    sent, _draft, _other = a_sent(world.customer, actor), a_draft(world.customer, actor), a_sent(world.queued, actor)
    assert list(visible_quotes(by_contact(a_contact(world.customer)))) == [sent]


def test_a_question_becomes_a_request_about_the_quote(world: World) -> None:
    quote, contact = a_sent(world.customer, of(world.inside)), a_contact(world.customer)
    request = ask_about(quote, text="Wie laut?", actor=by_contact(contact), at=AT, source="portal")
    assert (request.about, request.contact, request.wish) == (("quote", quote.pk), contact, "Wie laut?")
    assert Request.objects.get().holder is not None
    event = Event.objects.get(verb="quote.asked")
    assert (event.actor_kind, event.data["request"]) == ("contact", request.pk)


def test_a_withdrawal_needs_its_reason_and_who_may(world: World) -> None:
    quote = a_sent(world.customer, of(world.mate))
    with pytest.raises(Invalid):
        withdraw_quote(quote, reason=" ", actor=of(world.field), at=AT)
    with pytest.raises(Refused):
        withdraw_quote(quote, reason="x", actor=of(world.stranger), at=AT)
    withdraw_quote(quote, reason="x", actor=of(world.mate), at=AT)
    assert fresh(quote).status == "withdrawn"


def test_a_revision_is_a_copy_and_can_be_thrown_away(world: World) -> None:
    actor = of(world.inside)
    quote = three_options(world.customer, actor)
    send_quote(quote, actor=actor, at=AT)
    revise_quote(fresh(quote), actor=actor, at=AT)
    quote = fresh(quote)
    first, second = quote.revisions.all()
    assert (quote.status, quote.revision, quote.net_cents) == ("draft", 2, 150_00)
    rows = [
        sorted(rev.lines.values_list("text", "unit_price", "option__name", "position", "optional"))
        for rev in (first, second)
    ]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 5
    discard_revision(quote, actor=actor, at=AT)
    quote = fresh(quote)
    assert (quote.status, quote.revision, quote.net_cents) == ("sent", 1, 150_00)
    assert accept_quote(quote, revision=1, option_id=option_of(quote, "Gut"), actor=actor, at=AT).net_cents == 150_00


def test_what_ran_out_is_told_once(world: World) -> None:
    actor = of(world.inside)
    a_sent(world.customer, actor)
    late = replace(actor, at=AT + timedelta(days=31))
    assert expire_quotes(actor=replace(actor, at=AT + timedelta(days=30)), at=AT) == 0
    assert expire_quotes(actor=late, at=late.at) == 1
    assert expire_quotes(actor=late, at=late.at) == 0
    assert Event.objects.filter(verb="quote.expired").count() == 1
    assert not Todo.objects.filter(step="follow-up", done_at=None).exists()
    assert not NextStep.objects.filter(about_kind="quote").exists()
    Todo.objects.update(done_at=None, done_by=None)  # left open by an earlier way of running out
    expire_quotes(actor=late, at=late.at)
    assert not Todo.objects.filter(step="follow-up", done_at=None).exists()


def test_a_cent_of_rounding_is_no_deeper_discount(world: World) -> None:
    small = LineInput(product_id=a_product(list_price=6_1300).pk, quantity=1000)
    quote = a_draft(world.customer, of(world.inside), [small])
    edit_head(quote, values={"discount_ppm": 50_000}, actor=of(world.inside), at=AT)
    send_quote(quote, actor=of(world.inside), at=AT)
    assert fresh(quote).net_cents == 5_82  # 5.06 % below 6.13
