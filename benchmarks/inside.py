"""Looks into the house before it is measured: sessions for its people, what they will open, statements per page.

Run as a process of its own inside the house (`python -m benchmarks.inside`); prints JSON.
"""

from __future__ import annotations

import json
import sys
from random import Random
from typing import Any

import django

OPENED = 60  # customers of which each is opened in turn
USERS = 16


def main() -> int:
    """Everything that the visitors need to know."""
    django.setup()
    from benchmarks.generate.chances import add_chances
    from benchmarks.generate.quotes import a_quote
    from tandem.core.models import Delivery
    from tandem.customers.models import Customer

    add_chances(5 * Customer.objects.count(), "7")  # a house that was made before has none
    people = _people()
    sessions = [_session(person) for person in people]
    plan: dict[str, Any] = {
        "sessions": sessions,
        "customers": _customers(),
        "cursor": _cursor(),
        "words": _words(),
        "quote": a_quote(),
        "request": _request(people[0]),
        "ends": _ends(),
    }
    plan["statements"] = _statements(sessions, plan)
    plan["open_deliveries"] = Delivery.objects.filter(done_at=None, parked_at=None).count()
    print(json.dumps(plan))
    return 0


def _people() -> list[Any]:
    """Sixteen who sell: twelve of tandems, the four managers."""
    from tandem.people.models import Employee

    everybody = list(Employee.objects.order_by("pk"))
    managers = [person for person in everybody if "manager" in person.roles]
    sellers = [person for person in everybody if person.half and person.pk <= 80]
    step = max(1, len(sellers) // (USERS - len(managers)))
    return [*sellers[::step][: USERS - len(managers)], *managers]


def _session(person: Any) -> str:
    """The cookie of somebody who has signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}; {settings.CSRF_COOKIE_NAME}={'c' * 32}"


def _customers() -> list[str]:
    """Half of them of class A, with many orders and events."""
    from tandem.customers.models import Customer

    dice, found = Random("opened"), []
    for name, share in (("A", 2), ("B", 4), ("C", 4)):
        keys = list(Customer.objects.filter(customer_class=name, restricted=False).values_list("number", flat=True))
        found += dice.sample(keys, min(len(keys), OPENED // share))
    dice.shuffle(found)
    return found


def _cursor() -> str:
    """What leads to page 1,000, or to the middle where there are fewer."""
    from tandem.core.paging import _write
    from tandem.customers.models import Customer

    rows = Customer.objects.filter(restricted=False).order_by("name_key", "id")
    place = min(50 * 999, rows.count() // 2)
    return _write(rows[place], "name_key", place + 1)


def _words() -> dict[str, list[str]]:
    """What people type: beginnings of names as they grow, numbers, and words that very many rows hold."""
    from tandem.customers.models import Contact, Customer

    dice = Random("typed")
    names = dice.sample(list(Customer.objects.values_list("short_name", "number")[:5000]), 6)
    people = dice.sample(list(Contact.objects.values_list("last_name", flat=True)[:5000]), 4)
    typed = [name[:length] for name, _number in names for length in (2, 3, 5, 8)]
    typed += [name.split()[0] for name, _number in names] + [number for _name, number in names] + people
    return {"typed": typed, "common": ["technik", "maschinen", "anlagen", "hansen technik"], "tenth": ["maschinen"]}


def _request(person: Any) -> dict[str, int]:
    """What the choices of the inbox name: oneself, and the rarest kind."""
    from tandem.tandems.models import RequestKind

    return {"me": person.pk, "kind": RequestKind.objects.order_by("pk").values_list("pk", flat=True).last() or 0}


def _ends() -> dict[str, int]:
    """The last rows before anybody writes, to leave the house as it was."""
    from django.db.models import Max

    from tandem.core.models import Event
    from tandem.customers.models import Note

    return {"note": Note.objects.aggregate(m=Max("pk"))["m"] or 0, "event": Event.objects.aggregate(m=Max("pk"))["m"]}


def _statements(sessions: list[str], plan: dict[str, Any]) -> dict[str, int]:
    """How often each page asks the database, session and shell included."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from .pages import ADDRESSES

    client = Client(headers={"cookie": sessions[0], "host": "127.0.0.1"})
    counts = {}
    for name, address in ADDRESSES.items():
        word, names = plan["words"]["typed"][2], {name: plan[name] for name in ("cursor", "quote")}
        url = address.format(customer=plan["customers"][0], word=word, **names)
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")
        counts[name] = len(asked)
    return counts


if __name__ == "__main__":
    sys.exit(main())
