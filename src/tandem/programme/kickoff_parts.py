"""The chapters of the kick-off: the company's own rules, the goals in force and the swap days that are planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tandem.core.actor import Actor
from tandem.goals.models import Goal, GoalVersion, Scope
from tandem.goals.queries import visible_goals
from tandem.goals.words import unit_figure, whose
from tandem.tandems.lists import Lists
from tandem.tandems.terms import company_terms
from tandem.tandems.wording import told as said
from tandem.together.models import TogetherSettings

from .texts import told

MOST_GOALS = 20
Facts = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Part:
    """One chapter: what it is about, and what holds in this company, in groups of names and values."""

    title: str
    text: str
    groups: Sequence[tuple[str, Facts]] = ()


def parts_of(swaps: Sequence[date], actor: Actor) -> list[Part]:
    """In the language of the reader; three statements. `swaps`: the planned days of tandems that begin."""
    rules = told("rules").why + " " + _("Each tandem agrees on its own, from these:")
    return [
        Part(_("Rules of play"), rules, _rules()),
        _goals(actor),
        _swaps(swaps),
        Part(_("What is not done"), _("Nobody is ranked. What is evaluated stands in the works agreements.")),
    ]


def _rules() -> list[tuple[str, Facts]]:
    """What holds where a tandem has agreed on nothing."""
    lists = Lists.load()
    groups = said(lists, company_terms(lists), None, names={})
    return [(group.label, [(one.label, one.now) for one in group.promises]) for group in groups]


def _goals(actor: Actor) -> Part:
    """The company's and teams'; what a tandem has agreed on is its own."""
    goals = visible_goals(actor).filter(scope__in=(Scope.COMPANY, Scope.TEAM), end__gt=actor.today)
    rows = GoalVersion.objects.filter(goal__in=goals, in_force_at__isnull=False, ended_at=None, withdrawn_at=None)
    rows = rows.select_related("goal__team").order_by("goal__scope", "goal__team", "goal__start", "goal__metric", "pk")
    facts = [
        (f"{whose(row.goal)}: {row.goal.label}", f"{unit_figure(row.goal, row.target)}, {_days(row.goal)}")
        for row in rows[:MOST_GOALS]
    ]
    text = told("goals").why + " " + _("They hold once both have agreed.")
    return Part(_("Shared goals"), text, [(_("In force"), facts)] if facts else [])


def _days(goal: Goal) -> str:
    return "–".join(date_format(day, "SHORT_DATE_FORMAT") for day in (goal.start, goal.last_day))


def _swaps(swaps: Sequence[date]) -> Part:
    wanted = TogetherSettings.load()
    year = ngettext("%d day a year each way", "%d days a year each way", wanted.swaps_a_year) % wanted.swaps_a_year
    new = ngettext("%d day", "%d days", wanted.newcomer_days) % wanted.newcomer_days
    facts = [(_("Everybody"), year), (_("Newcomers"), new)]
    if swaps:
        days = [date_format(one, "SHORT_DATE_FORMAT") for one in sorted(set(swaps))]
        facts.append((_("Planned"), ", ".join(days[:MOST_GOALS])))
    return Part(_("Swap days"), told("swaps").why, [("", facts)])
