"""How far the joint goals are, and what waits for a word of the two."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.goals.queries import joint_goals
from tandem.goals.spans import span_label
from tandem.goals.words import figure, percent, unit_figure

from . import AgendaSection, Frame, Row


def goals_so_far(frame: Frame) -> AgendaSection | None:
    """Proposals first, then the running joint goals; three statements at most."""
    waiting, running = joint_goals(frame.tandem.pk, frame.actor)
    shown = [
        Row(
            f"{one.goal.label}, {span_label(one.goal.span, one.goal.start)}: {unit_figure(one.goal, one.target)}",
            _("proposed by %s, holds once both have agreed") % (one.proposed_by or "–"),
            one.goal.get_absolute_url(),
        )
        for one in waiting
    ]
    for one in running:
        goal = one.goal
        told = {"achieved": figure(goal, one.achieved), "target": figure(goal, one.target)}
        why = _("%(achieved)s of %(target)s") % told
        why += " · " + _("behind the plan") if one.is_behind else ""
        title = f"{goal.label}, {span_label(goal.span, goal.start)}: {percent(one.attainment)}"
        shown.append(Row(title, why, goal.get_absolute_url()))
    return AgendaSection("goals", _("Goals so far"), shown, len(shown), f"{reverse('goals:goals')}?of=tandem")
