"""Backups from inside the house: every morning and by hand, what is deleted, and what administration sees of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.events import record
from tandem.core.jobs import Cancelled, Work
from tandem.core.models import Delivery, Event, Job
from tandem.core.outbox import deliver_due
from tandem.core.schedule import record_due
from tandem.core.tests.browser import submit, text_of
from tandem.core.tests.snapshots import unchanged
from tandem.customers.tests.world import World, a_world
from tandem.exchange.backups.actions import run_backup, start_backup
from tandem.exchange.backups.archive import read_archive
from tandem.exchange.backups.folder import backups_in, prune
from tandem.exchange.backups.making import archive_name, make_backup
from tandem.exchange.backups.queries import backups_page
from tandem.people.tests.factories import signed_in_client

pytestmark = pytest.mark.wide

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
URL = "/backups/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own, in a house of its own."""
    settings.LANGUAGE_CODE = "en"
    settings.HOME = tmp_path / "house"
    settings.HOME.mkdir()
    settings.BACKUPS = tmp_path / "backups"
    settings.BACKUP_KEEP = "2,0,0"
    return tmp_path / "backups"


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in_client(world.admin)


def run(at: datetime) -> None:
    """The worker's process for jobs, until nothing is due."""
    while deliver_due(at=at, long=True):
        pass


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def made(folder: Path, at: datetime) -> Path:
    return make_backup(folder / archive_name(at), at=at).path


def verbs() -> list[str]:
    return list(Event.objects.filter(verb__startswith="backup.").order_by("pk").values_list("verb", flat=True))


# --- every morning ---------------------------------------------------------------------------------------------


def test_every_morning_one_is_made_and_the_oldest_goes(world: World, folder: Path) -> None:
    for day in range(4):
        at = AT + timedelta(days=day)
        record_due(at=at)
        deliver_due(at=at)
        run(at)
    assert names(folder) == ["tandem-20261126T030000Z.tar.gz", "tandem-20261127T030000Z.tar.gz"]
    assert verbs() == ["backup.made"] * 4
    last = Event.objects.filter(verb="backup.made").latest("pk")
    assert last.data["pruned"] == ["tandem-20261125T030000Z.tar.gz"]
    assert (last.data["name"], last.who) == ("tandem-20261127T030000Z.tar.gz", "Schedule")
    assert last.data["size"] == (folder / last.data["name"]).stat().st_size
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    head = read_archive(folder / last.data["name"])
    assert head.database.rows["customers_customer"] > 0


def test_switched_off_or_in_the_demo_none_is_made(world: World, settings: Any) -> None:
    for off, demo in ((True, False), (False, True)):
        settings.BACKUPS, settings.DEMO = (None if off else settings.HOME), demo
        at = AT + timedelta(days=demo)
        record_due(at=at)
        deliver_due(at=at)
        assert Job.objects.count() == 0
        assert not Delivery.objects.filter(handler="exchange.start_daily_backup", done_at=None).exists()


def test_one_that_fails_is_remembered_and_nothing_is_deleted(world: World, folder: Path, settings: Any) -> None:
    old = [made(folder, AT - timedelta(days=day)) for day in range(5, 0, -1)]
    settings.BACKUPS = folder / "file"
    settings.BACKUPS.write_text("no folder")
    start_backup(actor=Actor.system(AT, "schedule"), at=AT)
    run(AT)
    assert verbs() == ["backup.failed"]
    job = Job.objects.get()
    assert job.state == "failed"
    assert Event.objects.get(verb="backup.failed").data["why"] == job.error
    assert "Nothing could be written to" in job.error
    assert names(folder) == ["file", *[path.name for path in old]]


def test_one_that_is_stopped_is_no_failure(world: World, folder: Path) -> None:
    actor = Actor.of(world.admin, AT)
    job = start_backup(actor=actor, at=AT)
    Job.objects.update(state="running", cancel_asked_at=AT)
    with pytest.raises(Cancelled):
        run_backup(Work(job, actor, AT))
    assert (names(folder), verbs()) == ([], [])


def test_one_that_waits_is_enough(world: World) -> None:
    actor = Actor.of(world.admin, AT)
    assert start_backup(actor=actor, at=AT) == start_backup(actor=actor, at=AT)
    assert Job.objects.count() == 1


def test_only_administration_makes_one(world: World, settings: Any) -> None:
    for who in (world.inside, world.manager, world.payroll, world.council):
        with unchanged(), pytest.raises(Refused):
            start_backup(actor=Actor.of(who, AT), at=AT)
    settings.BACKUPS = None
    with unchanged(), pytest.raises(Refused) as refused:
        start_backup(actor=Actor.of(world.admin, AT), at=AT)
    assert refused.value.code == "backups_off"


# --- what is deleted -------------------------------------------------------------------------------------------


def test_what_is_not_ours_stays(world: World, folder: Path, settings: Any) -> None:
    """Another house's, renamed, broken, linked and foreign files: however old, none of them goes."""
    ours = [made(folder, AT + timedelta(days=day)) for day in range(4)]
    other = made(folder, AT - timedelta(days=400))
    home = settings.HOME
    settings.HOME = home.with_name("other house")
    settings.HOME.mkdir()
    stranger = made(folder, AT - timedelta(days=300))
    settings.HOME = home
    renamed = other.rename(folder / archive_name(AT - timedelta(days=399)))
    broken = folder / archive_name(AT - timedelta(days=200))
    broken.write_bytes(ours[0].read_bytes()[:50])
    link = folder / archive_name(AT - timedelta(days=100))
    link.symlink_to(ours[0])
    for name in (
        "notes.txt",
        "tandem-20200101T030000Z.tar.gz.part",
        "tandem-2020.tar.gz",
        "Xtandem-20200101T030000Z.tar.gz",
    ):
        (folder / name).write_bytes(ours[0].read_bytes())
    (folder / archive_name(AT - timedelta(days=50))).mkdir()
    before = set(names(folder))
    assert set(prune(folder, ours[3])) == {ours[0], ours[1]}
    assert before - set(names(folder)) == {ours[0].name, ours[1].name}
    assert {stranger, renamed, broken} <= {found.path for found in backups_in(folder)}
    assert {found.path for found in backups_in(folder) if found.is_ours} == {ours[2], ours[3]}


def test_the_one_just_made_stays_even_when_the_clock_was_wrong(world: World, folder: Path) -> None:
    future = [made(folder, AT + timedelta(days=900 + day)) for day in range(3)]
    now = made(folder, AT)
    assert prune(folder, now) == [future[0]]
    assert now.exists()


# --- the page --------------------------------------------------------------------------------------------------


def test_the_page_before_the_first(admin: Client) -> None:
    page = text_of(admin.get(URL))
    assert "There is no backup yet" in page
    assert "tandem restore --check ARCHIVE" in page
    assert "because administration reads no customers" in page
    assert "the newest of each of 2 days, 0 weeks and 0 months" in page
    assert "lies on the same disk" not in page


def test_by_hand_with_progress_and_back(admin: Client, folder: Path) -> None:
    answer = submit(admin, f"{URL}new/", page=URL)
    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/jobs/{job.pk}/")
    assert "A backup is being made" in text_of(admin.get(URL))
    run(timezone.now())
    job.refresh_from_db()
    assert (job.state, job.result["url"]) == ("done", URL)
    assert 0 < job.done <= job.total
    [path] = folder.iterdir()
    rows = sum(read_archive(path).database.rows.values())
    page = text_of(admin.get(URL))
    assert "read back today" in page
    assert f"{rows:,} Rows" in page  # on a phone there is no head of the table
    assert "Kept until " in page
    assert "removed by hand" not in page
    assert "The folder lies on the same disk as the house" in page
    assert "Back up now" in page


def test_what_each_one_is(admin: Client, folder: Path, settings: Any) -> None:
    good = made(folder, AT)
    (folder / archive_name(AT - timedelta(1))).write_bytes(b"no archive")
    home = settings.HOME
    settings.HOME = home.with_name("other")
    settings.HOME.mkdir()
    made(folder, AT - timedelta(2))
    settings.HOME = home
    page = text_of(admin.get(URL))
    for state in ("not checked here", "unreadable", "of another house"):
        assert page.count(state) == 1, state
    assert page.count("removed by hand") == 2
    assert good.name not in admin.get(URL).content.decode()
    assert not re.search(r'href="[^"]*tar', admin.get(URL).content.decode())


def test_a_failure_is_told_until_one_is_made(world: World, admin: Client, folder: Path) -> None:
    now = timezone.now()
    record("backup.failed", actor=Actor.system(now, "schedule"), at=now, data={"why": "There is no room left <here>."})
    assert "There is no room left <here>. Earlier backups were left as they are." in text_of(admin.get(URL))
    start_backup(actor=Actor.of(world.admin, now), at=now)
    run(now)
    assert "The last backup failed" not in text_of(admin.get(URL))


def test_the_next_one_and_the_late_one(world: World, folder: Path) -> None:
    actor = Actor.of(world.admin, datetime(2026, 11, 24, 1, 0, tzinfo=UTC))  # 2:00 in Berlin
    assert backups_page(actor).next_at == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    evening = Actor.of(world.admin, datetime(2026, 11, 24, 20, 0, tzinfo=UTC))
    assert backups_page(evening).next_at == datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    made(folder, evening.at - timedelta(days=2))
    assert not backups_page(evening).late
    assert backups_page(Actor.of(world.admin, evening.at + timedelta(seconds=1))).late


def test_switched_off_is_said(admin: Client, settings: Any) -> None:
    settings.BACKUPS = None
    page = text_of(admin.get(URL))
    assert "Backups are switched off" in page
    assert "Back up now" not in page
    with unchanged():
        assert admin.post(f"{URL}new/").status_code == 403


def test_above_every_page_of_administration_while_it_is_late(world: World, admin: Client) -> None:
    def told(client: Client, page: str = "/people/") -> bool:
        return "To the backups" in text_of(client.get(page))

    now = timezone.now()
    assert told(admin)
    assert "There is no backup yet." in text_of(admin.get("/agreements/"))
    assert not any(told(signed_in_client(who)) for who in (world.inside, world.payroll, world.council, world.manager))
    record("backup.made", actor=Actor.system(now, "backup"), at=now - timedelta(days=2, minutes=1), data={})
    assert told(admin)
    record("backup.made", actor=Actor.system(now, "backup"), at=now - timedelta(days=1, hours=23), data={})
    assert not told(admin)


def test_nobody_else_sees_them(world: World, folder: Path) -> None:
    for who in (world.inside, world.field, world.manager, world.payroll, world.council):
        client = signed_in_client(who)
        assert client.get(URL).status_code == 403
        with unchanged():
            assert client.post(f"{URL}new/").status_code == 403
    assert names(folder) == []
