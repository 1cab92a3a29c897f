"""One mail a day with what is unread: at the chosen time, on days one works, each thing once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tandem.core.errors import Invalid, Refused
from tandem.core.models import Delivery, Event
from tandem.core.outbox import deliver_due
from tandem.core.schedule import record_due
from tandem.core.tests.browser import main_form
from tandem.customers.models import Customer
from tandem.customers.tests.world import World, of
from tandem.desk.actions import read_all, set_notice_settings
from tandem.desk.models import Notice, NoticeSettings
from tandem.desk.queries.notices import wants_quiet
from tandem.people.models import Absence, Employee
from tandem.people.tests.factories import as_actor
from tandem.work.tests.factories import a_todo

from .test_notices import happen

NIGHT = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)  # Wednesday, half past three in Berlin
MORNING = NIGHT.replace(hour=6, minute=45)  # a quarter to eight


def some(world: World, count: int = 1, *, kind: str = "todo.given", at: datetime = NIGHT - timedelta(hours=12)) -> None:
    todo = a_todo(world.tandem, world.field, customer=world.customer)
    for _number in range(count):
        happen(kind, todo, world.customer, by=world.inside, at=at, changes={"holder": [None, world.field.pk]})


def night(at: datetime = NIGHT) -> None:
    """The schedule's hour; only our own handlers matter here."""
    assert record_due(at=at)
    keep = ["desk.plan_digests", "desk.gather_digests", "desk.send_digest"]
    Delivery.objects.exclude(handler__in=keep).delete()
    deliver_due(at=at)


def work(at: datetime) -> None:
    while deliver_due(at=at):
        pass


def settings(person: Employee, **values: Any) -> None:
    set_notice_settings(person, values=values, actor=of(person), at=NIGHT)


def test_what_is_unread_is_mailed_once_at_the_time(world: World) -> None:
    some(world, 2)
    night()
    work(MORNING - timedelta(minutes=1))
    assert mail.outbox == []
    work(MORNING)
    (one,) = mail.outbox
    assert (one.to, one.subject) == ([world.field.email], "2 things in Tandem wait for you")
    row = Notice.objects.latest("pk")
    assert f"- {world.inside} gave you the to-do: Muster schicken (Hansen Antriebe" in one.body
    assert f"http://127.0.0.1:8000/notices/{row.pk}/" in one.body
    assert set(Notice.objects.values_list("mailed_at", "read_at")) == {(MORNING, None)}
    night(NIGHT + timedelta(days=1))
    work(MORNING + timedelta(days=1))
    assert len(mail.outbox) == 1
    some(world, at=MORNING + timedelta(hours=2))
    night(NIGHT + timedelta(days=2))
    work(MORNING + timedelta(days=2))
    assert [each.subject for each in mail.outbox] == [one.subject, "One thing in Tandem waits for you"]


def test_nothing_unread_no_mail(world: World) -> None:
    some(world)
    read_all(until=10**9, actor=of(world.field), at=NIGHT)
    night()
    work(MORNING)
    assert mail.outbox == []
    assert not Event.objects.filter(verb="digest.due").exists()


def test_a_mail_server_that_is_away_gets_the_same_mail_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    some(world)
    night()

    def broken(*args: Any, **more: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as away:
        away.setattr("tandem.core.mail.EmailMultiAlternatives.send", broken)
        work(MORNING)
    assert Notice.objects.get().mailed_at == MORNING
    work(MORNING + timedelta(minutes=1))
    (one,) = mail.outbox
    event = Event.objects.get(verb="digest.due")
    assert one.extra_headers["Message-ID"].startswith(f"<event-{event.pk}-")


def test_in_the_language_of_the_reader(world: World) -> None:
    Employee.objects.filter(pk=world.field.pk).update(language="de")
    some(world)
    night()
    work(MORNING)
    assert world.field.first_name in mail.outbox[0].body


def test_each_at_their_own_time(world: World) -> None:
    settings(world.field, digest_at=time(16, 30))
    some(world)
    night()
    work(MORNING)
    assert mail.outbox == []
    work(MORNING.replace(hour=15, minute=30))
    assert len(mail.outbox) == 1
    assert sorted(Event.objects.filter(verb="digests.planned").values_list("data__time", flat=True)) == [
        "07:45",
        "16:30",
    ]


@pytest.mark.parametrize(("days", "mails"), [(3, 0), (4, 0), (5, 1)])
def test_not_at_weekends(world: World, days: int, mails: int) -> None:
    some(world)
    night(NIGHT + timedelta(days))  # Saturday, Sunday, Monday
    work(MORNING + timedelta(days))
    assert len(mail.outbox) == mails


def test_not_during_an_absence_but_after_it(world: World) -> None:
    day = NIGHT.date()
    Absence.objects.create(employee=world.field, start=day, end=day + timedelta(1))
    some(world)
    night()
    work(MORNING)
    assert mail.outbox == []
    night(NIGHT + timedelta(days=1))
    work(MORNING + timedelta(days=1))
    assert len(mail.outbox) == 1


def test_kinds_and_the_whole_mail_can_be_switched_off(world: World) -> None:
    some(world)
    settings(world.field, mail_off={"todo"})
    night()
    work(MORNING)
    assert (mail.outbox, Notice.objects.get().mailed_at) == ([], None)
    settings(world.field, digest=False, mail_off=set())
    night(NIGHT + timedelta(days=1))
    work(MORNING + timedelta(days=1))
    assert mail.outbox == []


def test_what_is_only_mailed_has_been_read_with_it(world: World) -> None:
    settings(world.field, app_off={"todo"})
    some(world)
    night()
    work(MORNING)
    assert len(mail.outbox) == 1
    assert Notice.objects.get().read_at == MORNING


def test_rights_of_the_moment_decide_what_is_in_it(world: World) -> None:
    todo = a_todo(world.tandem, world.stranger, customer=world.customer)
    changes = {"holder": [None, world.stranger.pk]}
    happen("todo.given", todo, world.customer, by=world.inside, at=NIGHT, changes=changes)
    assert Notice.objects.count() == 1
    Customer.objects.filter(pk=world.customer.pk).update(restricted=True)
    night()
    work(MORNING)
    assert mail.outbox == []


def test_a_worker_that_slept_sends_no_mail_of_yesterday_at_night(world: World) -> None:
    some(world)
    night(NIGHT.replace(hour=1))  # two in the morning: still the day before
    work(NIGHT.replace(hour=1, minute=30))
    assert mail.outbox == []
    assert not Event.objects.filter(verb="digests.planned").exists()
    night(MORNING + timedelta(hours=3))  # it comes too late, but the same day
    work(MORNING + timedelta(hours=3))
    assert len(mail.outbox) == 1


def test_long_lists_are_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tandem.desk.reactions.IN_A_MAIL", 2)
    some(world, 5)
    night()
    work(MORNING)
    assert mail.outbox[0].body.count("Muster schicken") == 2
    assert "and 3 more: http://127.0.0.1:8000/notices/" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("clock", "quiet"), [((6, 29), True), ((6, 30), False), ((12, 0), False), ((16, 59), False), ((17, 0), True)]
)
def test_quiet_hours_without_a_choice(world: World, clock: tuple[int, int], quiet: bool) -> None:
    at = NIGHT.replace(hour=clock[0], minute=clock[1])
    assert wants_quiet(as_actor(world.field, at)) is quiet
    assert wants_quiet(as_actor(world.field, at + timedelta(days=3))) is True  # Saturday


def test_quiet_hours_by_choice(world: World) -> None:
    noon = NIGHT.replace(hour=11)
    settings(world.field, quiet_from=time(11), quiet_to=time(13), quiet_days=False)
    assert wants_quiet(as_actor(world.field, noon)) is True
    assert wants_quiet(as_actor(world.field, noon + timedelta(hours=2))) is False
    assert wants_quiet(as_actor(world.field, noon + timedelta(days=3, hours=2))) is False
    settings(world.field, quiet=False)
    assert wants_quiet(as_actor(world.field, noon)) is False


def test_no_mail_in_quiet_hours_and_nobody_sets_another_ones(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        settings(world.field, digest_at=time(18, 30))
    assert set(refused.value.fields) == {"digest_at"}
    with pytest.raises(Refused):
        set_notice_settings(world.field, values={"digest": False}, actor=of(world.admin), at=NIGHT)
    assert not NoticeSettings.objects.exists()


def test_set_on_a_page(world: World, browser: Client) -> None:
    form = main_form(browser.get("/me/notices/"))
    assert {*form.values["app"]} - {*form.values["mail"]} == {"unheld", "job"}
    assert (form.values["digest_at"], form.values["quiet_from"], form.values["quiet_to"]) == (
        ["07:45"],
        ["18:00"],
        ["07:30"],
    )
    values = {**form.values, "app": ["mention", "offer"], "mail": ["mention"], "digest_at": ["09:00"]}
    del values["quiet_days"]
    assert browser.post("/me/notices/", values).status_code == 302
    row = NoticeSettings.objects.get()
    assert (row.employee, row.digest_at, row.quiet, row.quiet_days) == (world.inside, time(9), True, False)
    assert (row.wants("mention"), row.wants("offer"), row.wants("todo")) == (
        (True, True),
        (True, False),
        (False, False),
    )
    wrong = browser.post("/me/notices/", {**values, "digest_at": ["19:00"], "app": ["mention"]})
    assert (wrong.status_code, "quiet hours" in wrong.content.decode()) == (422, True)
    assert NoticeSettings.objects.get().digest_at == time(9)
