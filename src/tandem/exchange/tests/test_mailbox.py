"""The mailbox, read from a real Dovecot: each mail once, in order, unmarked, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from tandem.core.models import Delivery
from tandem.core.outbox import deliver_due
from tandem.customers.actions import add_contact
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.mail import fetching
from tandem.exchange.mail.fetching import HELD, look_into
from tandem.exchange.mail.models import Mail, Mailbox
from tandem.exchange.mail.place import Place, place_set
from tandem.exchange.mail.reactions import EVERY, start_watching
from tandem.exchange.mail.taking import take_in_mail
from tandem.exchange.tests.dovecot import Server, imap_server
from tandem.exchange.tests.mails import BOUNCE, a_mail
from tandem.work.models import Request
from tandem.work.tests.factories import AT, a_kind

pytestmark = pytest.mark.django_db
_users = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with imap_server() as server:
        yield server


@pytest.fixture
def user() -> str:
    return f"box{next(_users)}-{id(object())}"


@pytest.fixture
def place(server: Server, user: str, settings: Any) -> Place:
    settings.IMAP_URL = server.url(user)
    found = place_set()
    assert found is not None
    return found


@pytest.fixture
def world() -> World:
    a_kind()
    world = a_world()
    values = {"last_name": "Thomsen", "email": "b.thomsen@hansen.example"}
    add_contact(world.customer, values=values, actor=of(world.inside, AT), at=AT)
    return world


def look(place: Place, **more: Any) -> bool:
    return look_into(place, at=more.pop("at", datetime.now(UTC)), **more)


def test_new_mails_come_in_once_and_are_left_as_they_are(server: Server, user: str, place: Place, world: World) -> None:
    server.deliver(user, a_mail(subject="eins"), BOUNCE, a_mail(subject="zwei", files=(("a.txt", b"x"),)))
    assert not look(place)
    assert [request.wish.split("\n")[0] for request in Request.objects.order_by("pk")] == ["eins", "zwei"]
    assert not look(place)
    server.deliver(user, a_mail(subject="drei"))
    look(place)
    assert (Request.objects.count(), Mail.objects.count()) == (3, 4)
    assert all(b"Seen" not in flags for flags in server.flags(user))
    mailbox = Mailbox.objects.get()
    assert (mailbox.error, mailbox.held_until, mailbox.looked_at is not None) == ("", None, True)


def test_numbered_anew_all_is_read_again_and_nothing_doubled(
    server: Server, user: str, place: Place, world: World
) -> None:
    place = replace(place, folder="Eingang")
    raw = a_mail(subject="eins")
    server.deliver(user, raw, folder="Eingang")
    look(place)
    validity = Mailbox.objects.get().validity
    with server.client(user) as client:
        client.delete("Eingang")
    server.deliver(user, raw, a_mail(subject="zwei"), folder="Eingang")
    Mailbox.objects.update(last_uid=99)
    look(place)
    assert Mailbox.objects.get().validity != validity
    assert [request.wish.split("\n")[0] for request in Request.objects.order_by("pk")] == ["eins", "zwei"]


def test_a_mail_that_cannot_be_taken_in_does_not_block_the_next(
    server: Server, user: str, place: Place, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = take_in_mail

    def broken(raw: bytes, **more: Any) -> Mail:
        if b"Gift" in raw:
            raise ZeroDivisionError
        return real(raw, **more)

    monkeypatch.setattr(fetching, "take_in_mail", broken)
    server.deliver(user, a_mail(subject="Gift"), a_mail(subject="gut"))
    look(place)
    assert [request.wish.split("\n")[0] for request in Request.objects.all()] == ["gut"]
    poisoned = Mail.objects.get(state="waiting")
    assert "could not be read" in poisoned.problem
    look(place)
    assert Mail.objects.count() == 2


def test_a_large_mail_is_told_and_left(server: Server, user: str, place: Place, world: World, settings: Any) -> None:
    settings.FILE_BYTES = 30_000
    server.deliver(user, a_mail(subject="gross", files=(("a.bin", b"x" * 40_000),)), a_mail(subject="klein"))
    look(place)
    large, small = Request.objects.order_by("pk")
    assert "Read it in the mailbox" in large.wish
    assert small.wish.startswith("klein")
    assert "Read it in the mailbox" in Mail.objects.get(request=large).problem


def test_afterwards_they_may_be_moved(server: Server, user: str, place: Place, world: World, settings: Any) -> None:
    settings.IMAP_DONE = "Erledigt & getan"
    server.deliver(user, a_mail(), a_mail())
    found = place_set()
    assert found is not None
    look(found)
    assert (len(server.flags(user)), Request.objects.count()) == (0, 2)
    assert len(server.flags(user, '"Erledigt &- getan"')) == 2


def test_many_at_once_come_in_turns(server: Server, user: str, place: Place, world: World) -> None:
    server.deliver(user, *(a_mail() for _ in range(5)))
    assert look(place, most=2)
    assert look(place, most=2)
    assert not look(place, most=2)
    assert Request.objects.count() == 5


def test_only_what_came_since_it_was_switched_on(server: Server, user: str, place: Place, world: World) -> None:
    server.deliver(user, a_mail())
    with server.client(user) as client:
        client.append("INBOX", "", '"01-Jan-2020 10:00:00 +0000"', a_mail(subject="uralt"))
    look(place)
    assert Request.objects.count() == 1


def test_two_do_not_read_at_once(server: Server, user: str, place: Place, world: World) -> None:
    now = datetime.now(UTC)
    server.deliver(user, a_mail())
    Mailbox.objects.create(pk=1, place=place.name, since=now.date(), held_until=now + timedelta(minutes=1))
    assert not look(place, at=now)
    assert Request.objects.count() == 0
    look(place, at=now + HELD)  # whoever held it was cut off
    assert Request.objects.count() == 1


def test_a_server_that_is_away_is_told_and_tried_again(
    server: Server, user: str, place: Place, world: World, settings: Any
) -> None:
    settings.IMAP_URL = server.url(user, password="falsch")
    wrong = place_set()
    assert wrong is not None
    look(wrong)
    assert "AUTHENTICATIONFAILED" in Mailbox.objects.get().error
    server.stop()
    try:
        look(place)
        mailbox = Mailbox.objects.get()
        assert (mailbox.error != "", mailbox.error_at is not None, mailbox.held_until) == (True, True, None)
    finally:
        server.start()
    server.deliver(user, a_mail())
    look(place)
    assert (Mailbox.objects.get().error, Request.objects.count()) == ("", 1)


@pytest.mark.django_db(transaction=True)
def test_the_worker_watches_every_minute(server: Server, user: str, place: Place, world: World) -> None:
    now = datetime.now(UTC)
    start_watching(at=now)
    start_watching(at=now)
    watching = Delivery.objects.filter(handler="exchange.watch_mailbox")
    assert watching.count() == 1
    server.deliver(user, a_mail())
    deliver_due(at=now)
    assert Request.objects.count() == 1
    server.deliver(user, a_mail())
    deliver_due(at=now + EVERY / 2)
    assert Request.objects.count() == 1
    deliver_due(at=now + EVERY)
    assert Request.objects.count() == 2
    assert (watching.get().done_at, watching.get().attempts) == (None, 0)


def test_without_a_mailbox_nothing_is_watched(settings: Any) -> None:
    settings.IMAP_URL = ""
    start_watching(at=AT)
    assert Delivery.objects.filter(handler="exchange.watch_mailbox").count() == 0


@pytest.mark.parametrize("url", ["nonsense", "http://a:b@c/", "imaps://host/INBOX", "imaps://a:b@host:99999/"])
def test_an_address_that_is_none_is_refused(settings: Any, url: str) -> None:
    settings.IMAP_URL = url
    with pytest.raises(Exception, match="must read imaps"):
        place_set()


def test_the_address_is_read(settings: Any) -> None:
    settings.IMAP_URL = "imaps://vertrieb%40n.example:p%2Fw@imap.n.example/Eingang/Kunden"
    place = place_set()
    assert place is not None
    assert (place.user, place.password, place.port, place.folder, place.tls) == (
        "vertrieb@n.example",
        "p/w",
        993,
        "Eingang/Kunden",
        True,
    )
    assert "p/w" not in repr(place)
