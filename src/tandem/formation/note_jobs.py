"""The job that tells customers of their new people: a mail each, and to-dos for those who have to be called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.core.documents.letterhead import letterhead
from tandem.core.errors import TandemError
from tandem.core.jobs import Work
from tandem.core.rules import require
from tandem.customers.queries import visible_customers
from tandem.letters.actions import write_mail
from tandem.people.models import Employee
from tandem.tandems.models import Tandem
from tandem.tandems.queries import occupants
from tandem.work.actions.todos import add_todo

from .models import NoMail, Spread, SpreadNote
from .notes import Told, note_for, to_be_told
from .rules import can_change_spread

ITEMS = 100  # customers in one to-do


def write_notes(work: Work) -> Mapping[str, Any]:
    """The runner: one transaction per customer; run again, it passes over those that were told."""
    spread = Spread.objects.select_related("team").get(pk=work.params["spread"])
    require(can_change_spread, work.actor, spread)
    told, company, written = to_be_told(spread, work.actor), letterhead().name, 0
    for number, one in enumerate(told):
        work.progress(number, len(told), _("Customers are told"))
        try:
            written += _tell(one, spread, company, work)
        except (TandemError, IntegrityError):
            continue  # merged or gone meanwhile, or told by somebody quicker
    calls = _calls(spread, work)
    text = _("%(mails)d mails are on their way; %(calls)d customers are to be called.")
    return {"text": text % {"mails": written, "calls": calls}, "url": spread.get_absolute_url()}


@transaction.atomic
def _tell(one: Told, spread: Spread, company: str, work: Work) -> bool:
    """Whether a mail was written."""
    way: dict[str, Any] = {"why": one.why}
    if one.contact is not None:
        if one.language not in work.params["texts"]:
            return False  # it reads another language since the texts were written: told when asked again
        subject, body = note_for(one, spread, work.params["texts"], company)
        mail = write_mail(one.customer, contact=one.contact, subject=subject, body=body, actor=work.actor, at=work.at)
        way = {"mail": mail, "why": ""}
    SpreadNote.objects.create(spread=spread, customer_key=one.customer.pk, noted_at=work.at, **way)
    return one.contact is not None


def _calls(spread: Spread, work: Work) -> int:
    """To-dos for who knows the customers so far; those of who has left the tandem for the new people."""
    rows = list(SpreadNote.objects.filter(spread=spread, mail=None, todo=None).order_by("pk"))
    homes = {key: (before, after) for key, before, after in spread.result["moves"]}
    names = visible_customers(work.actor).in_bulk([row.customer_key for row in rows])
    seats = occupants({one for pair in homes.values() for one in pair if one}, work.actor.today)
    piles: dict[tuple[int, int], list[SpreadNote]] = defaultdict(list)
    people: dict[int, Employee] = {}
    for row in rows:
        place = next((one for one in homes[row.customer_key] if one and seats.get(one)), None)
        if row.customer_key in names and place is not None:
            seat = seats[place].get("inside") or seats[place]["field"]
            people[place] = seat.employee
            count = sum(len(pile) for (tandem, _part), pile in piles.items() if tandem == place)
            piles[place, count // ITEMS].append(row)
    tandems = Tandem.objects.in_bulk(people)
    for (place, _part), pile in piles.items():
        items = [f"{names[row.customer_key].label} ({NoMail(row.why).label})"[:200] for row in pile]
        _call(pile, items, spread, tandems[place], people[place], work)
    return len(rows)


@transaction.atomic
def _call(
    pile: list[SpreadNote], items: list[str], spread: Spread, tandem: Tandem, holder: Employee, work: Work
) -> None:
    due = timezone.make_aware(datetime.combine(spread.starts_on, time(16)))
    values: dict[str, Any] = {
        "title": (_("Call about the new contacts: %s") % spread.title)[:200],
        "text": _("These customers get no mail about it. Name the old and the new people, and the day."),
        "due_at": max(due, work.at),
    }
    todo = add_todo(None, values=values, holder=holder, items=items, tandem=tandem, actor=work.actor, at=work.at)
    SpreadNote.objects.filter(pk__in=[row.pk for row in pile]).update(todo=todo)
