"""What begins anew with a new version, said before somebody approves it: running sums, and draws that are no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engines.commission import Plan as Rules
from engines.commission.plan import Component
from engines.commission.windows import MONTHS, window_of
from tandem.commissions.models import PlanVersion
from tandem.commissions.months import month_label
from tandem.core.errors import Invalid

from .documents import Draft, read_document


def restarts(version: PlanVersion, draft: Draft, versions: Sequence[PlanVersion]) -> list[str]:
    """In words, with the day; `versions` are those of the plan, the newest first."""
    earlier = [one for one in versions if one.counts and one.start < version.start and one.pk != version.pk]
    before = max(earlier, key=lambda one: (one.start, one.number), default=None)
    if before is None or (before.end is not None and before.end < version.start):
        return []
    try:
        old = read_document(before.document, start=before.start, end=before.end).rules
    except Invalid:  # an older document that nobody can read any more settles nothing either
        return []
    return [*_sums(version, draft.rules, before, old), *_draws(version, draft.rules, old)]


def _sums(version: PlanVersion, rules: Rules, before: PlanVersion, old: Rules) -> Iterator[str]:
    """Blocks of which the same is to be said, in one sentence."""
    lengths = {part.accumulate for part in old.components if _runs(part)}
    told: dict[str, list[str]] = {}
    for part in rules.components:
        if _runs(part) and part.accumulate in lengths and (text := _sum(part, version, before)):
            told.setdefault(text, []).append(part.title)
    yield from (f"{', '.join(titles)}: {text}" for text, titles in told.items())


def _sum(part: Component, version: PlanVersion, before: PlanVersion) -> str:
    said = {"day": date_format(version.start, "SHORT_DATE_FORMAT"), "number": before.number}
    if part.accumulate not in MONTHS:
        told = _(
            "on %(day)s the sum over the whole plan begins again at nothing. What counted before stays with version"
            " %(number)d and brings nobody nearer to a tier, gate, cap or quota of this one."
        )
        return told % said
    window = window_of(version.start, part.accumulate)
    if window.start == version.start:
        return ""
    said |= {"window": month_label(window.name), "first": date_format(window.start, "SHORT_DATE_FORMAT")}
    told = _(
        "on %(day)s the sum of %(window)s begins again at nothing. What counted since %(first)s stays with version"
        " %(number)d and brings nobody nearer to a tier, gate, cap or quota of this one."
    )
    return f"{told % said} {_shortened(part, (window.end - version.start).days, window.days)}"


def _shortened(part: Component, days: int, whole: int) -> str:
    if part.prorate and (part.quotas or any(one.quota is not None for one in (part.measure, *part.measures))):
        said = {"days": days, "all": whole}
        told = ngettext(
            "A quota counts for %(days)d of %(all)d days.", "A quota counts for %(days)d of %(all)d days.", days
        )
        return told % said
    return _("Amounts of tiers, gates and caps are not shortened: they hold anew for the rest.")


def _runs(part: Component) -> bool:
    """Whether what counted before changes what a later fact pays."""
    if part.kind == "spif":
        return part.pool is not None
    steps = any(rule.steps for rule in part.multipliers)
    return part.kind == "target" or part.mode != "per_event" or bool(part.gate or part.caps or steps)


def _draws(version: PlanVersion, rules: Rules, old: Rules) -> Iterator[str]:
    if any(draw.recoverable for draw in old.draws) and not rules.draws:
        day = date_format(version.start, "SHORT_DATE_FORMAT")
        yield _(
            "The version before has a draw and this one none: from %(day)s on nothing is advanced, and what is still"
            " owed goes on being recovered by the rule of before."
        ) % {"day": day}
