"""The palette: one field for everything, with the rights of the viewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tandem.catalogue.rules import can_edit_price_list, can_edit_product, can_see_price_lists
from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.addresses import address
from tandem.core.kinds import kinds, visible_objects
from tandem.people.rules import can_manage_people, sells
from tandem.tandems.rules import can_form_tandem

MOST = 8
OF_CUSTOMERS = ("customer", "contact", "opportunity", "quote", "order", "invoice", "request", "lead")


@dataclass(frozen=True)
class Option:
    """One line of the palette."""

    url: str
    icon: str
    title: str
    meta: str = ""
    key: str = ""


Groups = list[tuple[str, list[Option]]]


def palette_groups(query: str, actor: Actor, places: Iterable[Option] = ()) -> Groups:
    """Found objects by kind, best first, then the commands that fit, then the places to go that no command leads to."""
    groups = _found(query, actor) if query else []
    commands = _commands(actor)
    if query:  # without one the commands are enough to choose from
        known = {option.url for option in commands}
        commands += [place for place in places if place.url not in known]
    folded = search.fold(query)
    commands = [option for option in commands if folded in search.fold(option.title)]
    return [*groups, (_("Actions"), commands)] if commands else groups


def find_visible(query: str, actor: Actor, wanted: Sequence[str] = ()) -> list[tuple[search.Found, Any]]:
    """Search rows with the objects behind them that this viewer may see: of each kind at least those that are shown."""
    if not wanted and not sells(actor):  # what they may not see shall not crowd out what they look for
        wanted = [kind for kind in kinds() if kind not in OF_CUSTOMERS]
    rows = search.find(query, kinds=wanted)
    first, rest = _first_of_each(rows)
    objects = visible_objects(((row.kind, row.object_id) for row in first), actor)
    if hidden := {
        row.kind for row in first if (row.kind, row.object_id) not in objects
    }:  # the next ones take their place
        objects |= visible_objects(((row.kind, row.object_id) for row in rest if row.kind in hidden), actor)
    return [(row, objects[row.kind, row.object_id]) for row in rows if (row.kind, row.object_id) in objects]


def _first_of_each(rows: Iterable[search.Found]) -> tuple[list[search.Found], list[search.Found]]:
    """As many of each kind as are shown, and the others."""
    first: list[search.Found] = []
    rest: list[search.Found] = []
    seen: Counter[str] = Counter()
    for row in rows:
        (first if seen[row.kind] < MOST else rest).append(row)
        seen[row.kind] += 1
    return first, rest


def _found(query: str, actor: Actor) -> Groups:
    groups: dict[str, list[Option]] = {}
    for row, thing in find_visible(query, actor):
        kind = kinds()[row.kind]
        options = groups.setdefault(str(kind.label), [])
        if len(options) < MOST:
            meta = " · ".join(part for part in (row.number, row.detail) if part)
            options.append(Option(kind.url(thing), kind.icon, row.title, meta))
    return list(groups.items())


def _commands(actor: Actor) -> list[Option]:
    offered = []
    if sells(actor):
        offered += [
            Option(address("customers:new"), "building", _("New customer")),
            Option(address("pipeline:new"), "layout-kanban", _("New opportunity")),
            Option(address("pipeline:lead_new"), "bulb", _("New lead")),
            Option(address("orders:new"), "package", _("New order")),
            Option(address("quotes:new"), "file-text", _("New quote")),
            Option(address("work:request_new"), "inbox", _("New request")),
            Option(address("work:requests"), "list", _("All requests"), key="G R"),
            Option(address("work:todo_new"), "square-check", _("New to-do")),
            Option(address("work:handoff_new"), "arrows-exchange", _("Hand over")),
            Option(address("work:todos"), "list", _("All to-dos"), key="G D"),
            Option(address("work:handoffs"), "list", _("All hand-offs"), key="G U"),
            Option(address("work:calls"), "phone", _("Whom to call"), key="G N"),
            Option(address("work:appointment_new"), "calendar-plus", _("New appointment")),
            Option(address("work:appointment_find"), "search", _("Find a time")),
            Option(address("work:calendar"), "calendar", _("Calendar"), key="G K"),
            Option(address("customers:customers"), "list", _("All customers"), key="G C"),
            Option(address("pipeline:board"), "layout-kanban", _("All opportunities"), key="G S"),
            Option(address("pipeline:forecast"), "trending-up", _("Forecast")),
            Option(address("pipeline:leads"), "list", _("All leads"), key="G W"),
            Option(address("pipeline:pipelines"), "columns", _("Pipelines")),
            Option(address("orders:orders"), "list", _("All orders"), key="G O"),
            Option(address("quotes:quotes"), "list", _("All quotes"), key="G Q"),
            Option(address("quotes:blocks"), "letter-case", _("Text blocks")),
            Option(address("contracts:templates"), "signature", _("Templates of contracts")),
            Option(address("customers:duplicates"), "git-merge", _("Find duplicates")),
        ]
    if sells(actor) or can_edit_product(actor):
        offered += [
            Option(address("exchange:new"), "upload", _("Import a file")),
            Option(address("exchange:imports"), "list", _("All imports"), key="G I"),
        ]
    if can_manage_people(actor):
        offered.append(Option(address("people:new"), "user-plus", _("New employee")))
    if can_form_tandem(actor):
        offered.append(Option(address("tandems:new"), "bike", _("Form a tandem")))
    if can_edit_product(actor):
        offered.append(Option(address("catalogue:new"), "tag", _("New product")))
    if can_edit_price_list(actor):
        offered.append(Option(address("catalogue:price_list_new"), "receipt", _("New price list")))
        offered.append(Option(address("customers:group_new"), "users", _("New customer group")))
    if can_see_price_lists(actor):
        offered.append(Option(address("catalogue:price_lists"), "list", _("All price lists"), key="G L"))
        offered.append(Option(address("customers:groups"), "list", _("All customer groups")))
        offered.append(Option(address("catalogue:terms"), "scale", _("Terms of sale")))
    offered += [
        Option(address("people:absence_new"), "beach", _("Record an absence")),
        Option(address("people:profile"), "user-circle", _("My profile")),
        Option(address("jobs"), "progress", _("Jobs")),
    ]
    return offered
