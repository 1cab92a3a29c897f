"""Terms in plain words and units, side by side with proposed ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.spell import hours
from tandem.core.spell import minutes as minutes_long

from .models import CLASSES, Lead
from .terms import Lists, Terms


@dataclass(frozen=True)
class Promise:
    """One line: what it is about, what holds, and what is proposed where something is. `lead` names a half."""

    label: str
    now: str
    then: str = ""
    lead: str = ""
    then_lead: str = ""

    @property
    def differs(self) -> bool:
        """Whether the proposal would change it."""
        return bool(self.then) and self.now != self.then


@dataclass(frozen=True)
class Group:
    """Lines that belong together."""

    label: str
    promises: Sequence[Promise]


@dataclass(frozen=True)
class Said:
    """One line of one version."""

    group: str
    label: str
    text: str
    lead: str = ""


def told(
    lists: Lists, now: Terms, then: Terms | None, *, names: Mapping[int, str], since: datetime | None = None
) -> list[Group]:
    """All lines in groups. `names` knows who covers; `since` shows steps and kinds that were retired later, too."""
    before = list(_lines(lists, now, names, since))
    after = list(_lines(lists, then, names, since)) if then else [None] * len(before)
    groups: dict[str, list[Promise]] = {}
    for old, new in zip(before, after, strict=True):
        text, lead = (new.text, new.lead) if new else ("", "")
        groups.setdefault(old.group, []).append(Promise(old.label, old.text, text, old.lead, lead))
    return [Group(label, promises) for label, promises in groups.items()]


def meeting_slot(terms: Terms) -> str:
    """Monday 8:30, 30 min."""
    words = {"weekday": WEEKDAYS[terms.meeting_weekday], "time": time_format(terms.meeting_at, "TIME_FORMAT")}
    return _("%(weekday)s %(time)s, %(length)s") % {**words, "length": minutes_long(terms.meeting_minutes)}


def span(minutes: int) -> str:
    """1:30 h."""
    return hours(minutes)


def days(count: int) -> str:
    """14 days."""
    return ngettext("%d day", "%d days", count) % count


def _lines(lists: Lists, terms: Terms, names: Mapping[int, str], since: datetime | None) -> Iterator[Said]:
    for step in lists.steps:
        if _in_use(step.retired_at, since):
            lead = terms.leads[step.key]
            yield Said(_("Who leads"), str(step), str(Lead(lead).label), lead)
    for kind in lists.kinds:
        if _in_use(kind.retired_at, since):
            text = " · ".join(f"{name} {span(terms.answers[kind.key][name])}" for name in CLASSES)
            yield Said(_("First answer in working time, by customer class"), str(kind), text)
    for pace in lists.paces:
        name = pace.customer_class
        yield Said(_("Staying in touch"), _("Customers of class %s") % name, _rhythm(terms, name))
    cover = names.get(terms.cover or 0) or _("the partner")
    for label, text in (
        (_("Accept a hand-off or return it"), _("%s of working time") % span(terms.accept_minutes)),
        (_("Follow up a quote"), days(terms.follow_up_days)),
        (_("Visit report"), days(terms.report_days)),
        (_("Weekly meeting"), meeting_slot(terms)),
        (_("Holiday cover"), cover),
    ):
        yield Said(_("Between the two"), label, text)


def _in_use(retired_at: datetime | None, since: datetime | None) -> bool:
    return retired_at is None or (since is not None and retired_at > since)


def _rhythm(terms: Terms, name: str) -> str:
    calls, visits = terms.calls.get(name), terms.visits.get(name)
    return " · ".join(
        (
            _("call every %s") % days(calls) if calls else _("no calls due"),
            _("visit every %s") % days(visits) if visits else _("no visits due"),
        )
    )
