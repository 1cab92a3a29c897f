"""The acts that groups and the mix have in common."""

from __future__ import annotations

import secrets

from benchmarks.bench import Bench
from benchmarks.pages import ADDRESSES, NOTE
from benchmarks.visitors import Act, Next, quoted

TEXT = "Ersatz für die Linie 3 gesucht, Typenschild kommt per Mail. Der Antrieb liegt bei uns am Lager."


def page(name: str, bench: Bench) -> Next:
    """A page that is the same at every turn."""
    address = ADDRESSES[name].format(cursor=bench.plan["cursor"], quote=bench.plan["quote"])
    return lambda turn: Act(name, address)


def at(name: str, address: str) -> Next:
    """An address that is none of the usual ones."""
    return lambda turn: Act(name, address)


def briefs(bench: Bench) -> Next:
    """One customer after the other."""
    numbers = bench.plan["customers"]
    return lambda turn: Act("brief", ADDRESSES["brief"].format(customer=numbers[turn % len(numbers)]))


def words(bench: Bench, kind: str = "typed") -> Next:
    """One word after the other, as it is typed."""
    typed = bench.plan["words"][kind]
    return lambda turn: Act("typeahead", ADDRESSES["typeahead"].format(word=quoted(typed[turn % len(typed)])))


def notes(bench: Bench) -> Next:
    """A note on one customer after the other; each form has its own key, as in the browser."""
    numbers = bench.plan["customers"]

    def write(turn: int) -> Act:
        form = {"note-kind": "call", "note-text": TEXT, "note-once": secrets.token_urlsafe(18)}
        return Act("note", NOTE.format(customer=numbers[turn % len(numbers)]), form, (302,))

    return write
