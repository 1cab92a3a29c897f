"""A company with one of nearly everything, and packages of it that somebody has tampered with."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

from django.conf import settings

from tandem.catalogue.actions import create_price_list, set_prices
from tandem.catalogue.tests.factories import a_product
from tandem.catalogue.tiers import Tier
from tandem.core.models import Company, EventSubject
from tandem.core.undo import undo_event
from tandem.customers.actions import add_contact, add_note, add_site, edit_customer, record_consent, remove_site
from tandem.customers.models import Customer
from tandem.customers.tests.factories import AT, system
from tandem.customers.tests.world import World, a_world, of
from tandem.orders.actions import cancel_order, issue_credit_note
from tandem.orders.tests.factories import TODAY, a_line, an_order
from tandem.people.models import Absence, Delegation, Employee, WorkingTime, WorksAgreement
from tandem.tandems.models import SeatWeight

ODD = ["\\N", "\\\\N", '"; DROP', "a\nb\r\nc", "=1+1", " \u00a0ä€😀 ", ",;\t"]


def a_rich_company() -> World:
    """Some hundred rows in nearly every table, with texts that a CSV could trip over."""
    Company.objects.create(pk=1, name="Nord & Süd GmbH", currency="EUR")
    world = a_world()
    me, house = of(world.inside), system()
    product = a_product(number="P-1", name="Motor", description="\n".join(ODD), cost=1_2345)
    price_list = create_price_list(
        values={"number": "L-1", "name": "Händler", "currency": "EUR"}, actor=of(world.manager), at=AT
    )
    set_prices(price_list, product, tiers=[Tier(0, 9_9900), Tier(10_000, 8_0001)], actor=of(world.manager), at=AT)
    contact = add_contact(world.customer, values={"first_name": "Zoë", "last_name": "Åkesson"}, actor=me, at=AT)
    record_consent(contact, channel="mail", given=True, origin="Messe", actor=me, at=AT)
    for text in ODD:
        add_note(world.customer, values={"text": text}, actor=me, at=AT)
    site = add_site(world.customer, values={"town": "Ulm", "latitude": 48.4, "longitude": 9.98765}, actor=me, at=AT)
    gone = add_site(world.customer, values={"town": "Bonn"}, actor=me, at=AT)
    remove_site(gone, actor=me, at=AT)
    assert site.pk < gone_key(world)
    customer = Customer.objects.get(pk=world.customer.pk)
    event = edit_customer(customer, values={"vat_id": "DE1"}, version=customer.version, actor=me, at=AT)
    assert event
    undo_event(event, actor=me, at=AT)
    lines = [a_line(cents=10_99, quantity=1500, product_id=product.pk), a_line(cents=2**40)]
    confirmed = an_order(world.customer, lines, confirmed=True, by=world.inside, at=AT)
    back = {confirmed.lines.get(position=1).pk: 500}
    issue_credit_note(confirmed, quantities=back, reason="x", issued_on=TODAY, actor=me, at=AT)
    cancel_order(an_order(world.restricted), reason="Irrtum", actor=house, at=AT)
    WorkingTime.objects.create(employee=world.inside, weekday=0, start=time(8), end=time(16, 30, 15))
    absence = Absence.objects.create(employee=world.inside, start=date(2027, 1, 1), end=None, kind="sick")
    cover = {"person": world.inside, "deputy": world.mate, "scope_kind": "tandem", "scope_id": world.tandem.pk}
    Delegation.objects.create(absence=absence, start=absence.start, **cover)
    WorksAgreement.objects.create(title="Pilot", purpose="pulse", start=TODAY, audience={"council", "manager"})
    SeatWeight.objects.create(tandem=world.tandem, inside=60, field=40, start=TODAY)
    Employee.objects.filter(pk=world.inside.pk).update(photo="a.webp", password="argon2$secret")
    photo = Path(settings.MEDIA_ROOT) / "photos" / "a.webp"
    photo.parent.mkdir(parents=True, exist_ok=True)
    photo.write_bytes(bytes(range(256)) * 20)
    return world


def gone_key(world: World) -> int:
    """The key of the site that was deleted: events still tell of it, so no other may ever get it."""
    return max(EventSubject.objects.filter(kind="site").values_list("object_id", flat=True))


def tampered(package: Path, to: Path, change: Callable[[Path, dict[str, Any]], None], *, sign: bool = True) -> Path:
    """A copy in which somebody has changed something; `sign` brings sizes and hashes in line with it."""
    shutil.copytree(package, to)
    told = json.loads((to / "datapackage.json").read_text())
    change(to, told)
    if sign:
        for found in told["resources"] if isinstance(told["resources"], list) else []:
            path = to / found["path"]
            if path.is_file():
                data = path.read_bytes()
                found["bytes"], found["hash"] = len(data), f"sha256:{hashlib.sha256(data).hexdigest()}"
    (to / "datapackage.json").write_text(json.dumps(told))
    return to


def rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """A table of the package."""
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_rows(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    """Put other rows into a table of the package."""
    with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0].keys())
        out.writeheader()
        out.writerows(rows)
