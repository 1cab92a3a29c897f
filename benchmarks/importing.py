"""Puts a list of customers into an empty house as the wizard does, and prints how long it took: `importing ROWS`."""

from __future__ import annotations

import json
import sys
import time

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from tandem.core.actor import Actor  # noqa: E402
from tandem.core.outbox import deliver_due  # noqa: E402
from tandem.exchange.actions import create_import, set_mapping, start_import, start_revert  # noqa: E402
from tandem.exchange.models import Import  # noqa: E402
from tandem.people.models import Employee, Team  # noqa: E402

HEAD = "Kundennummer;Firma;Straße;PLZ;Ort;Land;Telefon;E-Mail;Webseite;USt-IdNr.;Branche;Kundenklasse;Status"
TOWNS = ("Hamburg", "München", "Köln", "Görlitz", "Würzburg")


def main(count: int) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    boss = Employee.objects.create(email="m@example.com", first_name="M", last_name="M", roles={"manager"})
    boss.team = Team.objects.create(name="Nord", manager=boss)
    boss.save()
    me = Actor.of(boss, timezone.now())
    began = time.perf_counter()
    one = create_import(file_name="kunden.csv", chunks=[_file(count)], kind="customer", actor=me, at=me.at)
    read = time.perf_counter() - began
    one = set_mapping(one, values={"fixed": {"team": "Nord"}}, version=one.version, actor=me, at=me.at)
    start_import(one, version=one.version, actor=me, at=me.at)
    seconds, cpu = _work()
    one = Import.objects.get(pk=one.pk)
    assert (one.state, one.created, one.refused) == ("done", count, 0), (one.state, one.created, one.refused)  # noqa: S101
    start_revert(one, actor=me, at=timezone.now())
    back, _cpu = _work()
    one.refresh_from_db()
    assert (one.state, one.removed, one.kept) == ("reverted", count, 0), (one.state, one.removed)  # noqa: S101
    print(json.dumps({"read": read, "seconds": seconds, "cpu": cpu, "back": back}))


def _work() -> tuple[float, float]:
    began, cpu = time.perf_counter(), time.process_time()
    deliver_due(at=timezone.now(), long=True)
    return time.perf_counter() - began, time.process_time() - cpu


def _file(count: int) -> bytes:
    return "\n".join([HEAD, *map(_line, range(count))]).encode()


def _line(i: int) -> str:
    place = f"Hauptstraße {i % 200};{10000 + i % 80000};{TOWNS[i % 5]};Deutschland;+49 40 {1000000 + i}"
    web = f"info{i}@mueller{i}.example;www.mueller{i}.example;DE{100000000 + i}"
    return f"{100000 + i};Müller Antriebe {i} GmbH;{place};{web};Maschinenbau;{'ABC'[i % 3]};Kunde"


if __name__ == "__main__":
    main(int(sys.argv[1]))
