"""Taking imports back, stopping them, going on after a kill."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tandem.catalogue.models import Product
from tandem.core import jobs
from tandem.core.errors import Refused
from tandem.core.jobs import cancel_job
from tandem.core.models import Event, Job, SearchRow
from tandem.core.outbox import deliver_due
from tandem.core.tests.snapshots import snapshot, unchanged
from tandem.customers.actions import add_note
from tandem.customers.models import Assignment, Contact, Customer, Site
from tandem.customers.tests.world import World, a_world, of
from tandem.exchange.actions import resume_import, start_import, start_revert
from tandem.exchange.models import Import, ImportRefusal
from tandem.exchange.wizard import running
from tandem.orders.models import Order
from tandem.people.tests.factories import signed_in_client

from .wizard import actor_of, counts, put_in, run, take_back, work

pytestmark = [pytest.mark.django_db, pytest.mark.both]
BOOK = (
    "customers.Customer", "customers.Site", "customers.Contact", "customers.CustomerFigures", "core.SearchRow",
    "catalogue.Product", "catalogue.PriceList", "catalogue.Price", "orders.Order", "orders.OrderLine", "orders.Credit",
    "customers.Assignment", "customers.MatchKey",
)  # fmt: skip


@pytest.fixture
def world() -> World:
    return a_world()


@pytest.fixture(autouse=True)
def every_step(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(jobs, "PULSE", timedelta(0))
    yield
    jobs.stopping.clear()


def book() -> dict[str, Any]:
    """What an import may have changed, without versions and the ids of search rows."""
    kept = snapshot()
    hidden = {"version", "id"}
    return {
        label: sorted(str({k: v for k, v in row.items() if k not in hidden}) for row in kept[label]) for label in BOOK
    }


CUSTOMERS = "number;name;street;town;tandem\n90001;Nord GmbH;Weg 1;Kiel;{tandem}\n{known};Hansen AG;Neuer Weg 5;Ulm;\n"


def both(world: World) -> str:
    return CUSTOMERS.format(tandem=world.tandem.name, known=world.customer.number)


def test_all_of_it_goes_and_what_changed_is_as_before(world: World) -> None:
    before = book()
    one = run(put_in(both(world), by=world.manager, kind="customer", fixed={"team": world.team.name}))
    assert counts(one) == (2, 1, 1, 0, 0)
    assert book() != before
    one = take_back(one)
    assert (one.state, one.removed, one.kept) == ("reverted", 2, 0)
    assert book() == before
    assert Event.objects.get(verb="customer.edited", trail=one.trail).undo.undone_by.verb == "import.reverted"


def test_contacts_products_and_orders_too(world: World) -> None:
    before = book()
    number, fixed = world.customer.number, {"team": world.team.name}
    contact = "customer_name;last_name;email\nNeu KG;Berg;a@neu.example\nHansen Antriebe GmbH;Berg;b@neu.example\n"
    order = f"number;customer number;ordered_on;text;quantity;unit_price\n25-90001;{number};01.02.2026;Motor;1;10\n"
    done = [
        run(put_in(contact, by=world.manager, kind="contact", make_customers=True, fixed=fixed)),
        run(put_in("number;name;list_price\nP-1;Motor;1\n", by=world.manager, kind="product")),
        run(
            put_in(
                "Preisliste;Artikelnummer;Ab Menge;Preis\nHandel;P-1;;9,5\nHandel;P-1;10;9\n",
                by=world.manager,
                kind="price",
            )
        ),
        run(put_in(order, by=world.manager, kind="order")),
    ]
    assert (Contact.objects.count(), Product.objects.count(), Order.objects.count()) == (2, 1, 1)
    for one in reversed(done):
        assert take_back(one).kept == 0
    assert book() == before


def test_what_somebody_worked_on_stays_and_is_named(world: World) -> None:
    one = run(put_in(both(world), by=world.manager, kind="customer", fixed={"team": world.team.name}))
    customer, me = Customer.objects.get(number="90001"), of(world.inside, timezone.now())
    add_note(customer, values={"text": "Angerufen"}, actor=me, at=me.at)
    Customer.objects.filter(pk=world.customer.pk).update(name="Hansen SE")
    one = take_back(one)
    assert (one.removed, one.restored, one.kept) == (1, 0, 2)  # the new site goes, the customer and the name stay
    assert Customer.objects.filter(number="90001").exists()
    assert Customer.objects.get(pk=world.customer.pk).name == "Hansen SE"
    reasons = list(ImportRefusal.objects.filter(of=one, stage="revert").values_list("reason", flat=True))
    assert any("Nord GmbH" in reason for reason in reasons)


def test_only_its_author_for_thirty_days_and_once(world: World) -> None:
    one = run(put_in(both(world), by=world.manager, kind="customer", fixed={"team": world.team.name}))
    other, late = of(world.far_manager, timezone.now()), of(world.manager, timezone.now() + timedelta(days=31))
    for actor in (other, late):
        with pytest.raises(Refused), unchanged():
            start_revert(one, actor=actor, at=actor.at)
    one = take_back(one)
    with pytest.raises(Refused), unchanged():
        start_revert(one, actor=actor_of(one), at=timezone.now())


MANY = "number;name\n" + "".join(f"9{i:04d};Kunde {i} GmbH\n" for i in range(40))


def begin(world: World, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setattr(running, "BATCH", 10)
    one = put_in(MANY, by=world.manager, kind="customer", fixed={"team": world.team.name})
    monkeypatch.setattr(running.batches, "__defaults__", (10,))
    return one


def made() -> int:
    return Customer.objects.filter(name__startswith="Kunde ").count()


def test_stopped_it_goes_on_behind_the_last_line_that_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(world, monkeypatch)
    job = start_import(one, version=one.version, actor=actor_of(one), at=timezone.now())
    stop_after(monkeypatch, job)
    work(one)
    one.refresh_from_db()
    assert (one.state, made(), one.position) == ("stopped", 10, 11)
    monkeypatch.undo()
    resume_import(one, actor=actor_of(one), at=timezone.now())
    one = work(one)
    assert (one.state, made(), counts(one)) == ("done", 40, (40, 40, 0, 0, 0))
    assert take_back(one).removed == 40


def stop_after(monkeypatch: pytest.MonkeyPatch, job: Job) -> None:
    """Somebody presses stop while the first lot is written."""
    write = running._write

    def written(*args: Any) -> int:
        position = write(*args)
        Job.objects.filter(pk=job.pk).update(cancel_asked_at=timezone.now())
        return position

    monkeypatch.setattr(running, "_write", written)


def test_killed_it_goes_on_without_doubling(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(world, monkeypatch)
    start_import(one, version=one.version, actor=actor_of(one), at=timezone.now())
    write, calls = running._write, [0]

    def killed(*args: Any) -> int:
        calls[0] += 1
        if calls[0] == 3:
            raise KeyboardInterrupt  # like kill -9: nothing of ours gets to run
        return write(*args)

    monkeypatch.setattr(running, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        deliver_due(at=timezone.now(), long=True)
    assert made() == 20
    monkeypatch.setattr(running, "_write", write)
    jobs.recover(at=timezone.now())
    one = work(one)
    assert (one.state, made(), counts(one)) == ("done", 40, (40, 40, 0, 0, 0))


def test_cancelled_before_it_began_nothing_is_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    one = begin(world, monkeypatch)
    job = start_import(one, version=one.version, actor=actor_of(one), at=timezone.now())
    cancel_job(job, actor=actor_of(one), at=timezone.now())
    work(one)
    assert made() == 0


def test_a_draft_changes_nothing(world: World) -> None:
    before = book()
    put_in(both(world), by=world.manager, kind="customer")
    assert book() == before
    assert (Site.objects.count(), Assignment.objects.count(), SearchRow.objects.filter(kind="site").count()) == (
        0,
        2,
        0,
    )


def test_a_file_is_thrown_away_only_after_a_question(world: World) -> None:
    one = put_in("Kundennummer;Name\n1;Probe GmbH\n", by=world.manager)
    client, address = signed_in_client(world.manager), f"/imports/{one.pk}/discard/"
    page = client.get(f"/imports/{one.pk}/mapping/").content.decode()
    outside, _start, dialog = page.partition('<dialog class="t-dialog"\n        id="discard"')
    assert (outside.count(address), dialog.partition("</dialog>")[0].count(address)) == (0, 1)
    assert client.post(address).headers["Location"] == "/imports/"
    assert not Import.objects.exists()


def test_a_page_around_work_that_has_ended_is_loaded_anew(world: World) -> None:
    one = put_in("number;name;list_price\nX1;One;1\n", by=world.manager, kind="product")
    actor = actor_of(one)
    start_import(one, version=one.version, actor=actor, at=actor.at)
    client = signed_in_client(world.manager)
    job = Import.objects.get(pk=one.pk).job
    assert job is not None

    def renewed(page: str) -> bool:
        asked_from = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"}
        return "HX-Refresh" in client.get(f"/jobs/{job.pk}/state/", headers=asked_from)

    assert not renewed(f"/imports/{one.pk}/")  # while it runs, only the progress is new
    work(one)
    assert renewed(f"/imports/{one.pk}/")
    assert not renewed(f"/jobs/{job.pk}/")
