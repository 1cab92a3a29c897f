"""Mentions: "@Vorname Nachname" in a text names a colleague. Texts stay plain; ids go along with the event."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from tandem.core.actor import Actor
from tandem.core.kinds import visible_object
from tandem.core.search import fold

from .models import SALES, Employee
from .queries import employees_here, signed_in

Mention = tuple[int, str]  # who, and the name as the text has it
MOST = 20  # in one text
OFFERED = 8
_AT = re.compile(r"(?<![\w@.])@(?=\w)")


def mentioned(text: str, actor: Actor, *, about: Any = None) -> list[Mention]:
    """The colleagues that a text names, in its order; with `about` only those who may see that thing.

    One statement, and one or a few more per name. Two of the same name are both meant.
    """
    text = unicodedata.normalize("NFC", text)
    starts = [found.end() for found in _AT.finditer(text)][:MOST]
    if not starts:
        return []
    firsts = {" ".join(text[start : start + 130].split(" ")[:count]) for start in starts for count in (1, 2, 3)}
    people = list(employees_here(actor.today).filter(first_name__in=firsts).select_related("team"))
    named = {person.pk: person for start in starts for person in _named(text[start:], people)}
    return [(key, str(one)) for key, one in named.items() if about is None or _sees(one, about, actor)]


def _named(rest: str, people: Sequence[Employee]) -> list[Employee]:
    """Those whose whole name begins the rest of the text; of several names the longest."""
    found = [person for person in people if re.match(re.escape(str(person)) + r"(?!\w)", rest)]
    longest = max((len(str(person)) for person in found), default=0)
    return [person for person in found if len(str(person)) == longest]


def _sees(person: Employee, about: Any, actor: Actor) -> bool:
    return visible_object(about.ref_kind, about.pk, Actor.of(person, actor.at)) is not None


def newly_mentioned(before: Iterable[Iterable[Any]], now: Iterable[Mention]) -> list[Mention]:
    """Who is named for the first time: nobody is told twice of one text."""
    known = {next(iter(entry)) for entry in before}
    return [one for one in now if one[0] not in known]


def mentions_told(text: str, actor: Actor, *, about: Any, before: str = "") -> dict[str, Any]:
    """What an event keeps so that those are told whom the text names and the former text did not; {} for nobody."""
    if text == before or "@" not in text:
        return {}
    new = newly_mentioned(mentioned(before, actor), mentioned(text, actor, about=about))
    return {"mentions": new} if new else {}


def offered(query: str, actor: Actor) -> QuerySet[Employee]:
    """Who can be named, for what was typed after the @: people of one's own teams first, sales staff only."""
    person = signed_in(actor)
    team = person.team_id if person else None
    mine = Q(team=team) | Q(team__manager=person) if team else Q(team__manager=person)
    near = Case(When(mine, then=0), default=1, output_field=IntegerField())
    rows = employees_here(actor.today).filter(_sells()).exclude(pk=person.pk if person else 0)
    for word in fold(query).split()[:3]:
        rows = rows.filter(Q(name_key__startswith=word) | Q(name_key__contains=f" {word}"))
    return rows.select_related("team").order_by(near, "name_key", "pk")[:OFFERED]


def _sells() -> Q:
    found = Q()
    for role in SALES:
        found |= Q(roles__contains=role)
    return found


def with_links(text: str, mentions: Iterable[Iterable[Any]]) -> SafeString:
    """The text as HTML, each name of these a link to the person; everything else escaped."""
    names = {str(name): key for key, name in mentions}
    if not names:
        return conditional_escape(text)
    longest_first = sorted(names, key=len, reverse=True)
    parts = re.split("(@(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w))", text)
    return mark_safe(  # noqa: S308  each part is escaped
        "".join(_link(part, names[part[1:]]) if part[1:] in names else conditional_escape(part) for part in parts)
    )


def _link(part: str, key: int) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("people:employee", args=[key]), part)
