"""What the author of a plan should look at again before somebody is paid by it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from engines.commission import Plan as Rules
from engines.commission.describe import warnings_of
from engines.commission.plan import Component
from tandem.commissions.agreed import metric_of

from .documents import Draft
from .example import language_of_reader


def warnings(draft: Draft) -> list[str]:
    """What is lacking first, then cliffs and falling rates, then what never pays."""
    return [*draft.lacking, *warnings_of(draft.rules, language_of_reader()), *_goals(draft.rules), *_idle(draft.rules)]


def _goals(rules: Rules) -> Iterator[str]:
    for part in rules.components:
        if part.quota_from == "goal" and not metric_of(part):
            yield _("%(block)s: no goal counts this, so what stands in the plan is the quota.") % {"block": part.title}
        elif part.quota_from == "goal" and part.measure.where:
            yield _("%(block)s: it counts some of the orders, and a goal all of them.") % {"block": part.title}


def _idle(rules: Rules) -> Iterator[str]:
    for part in rules.components:
        named = {"block": part.title}
        if part.kind == "target":
            if not rules.targets:
                yield _("%(block)s: the plan names no target pay, so only who has an own one is paid.") % named
            if not part.quotas and not metric_of(part) and any(measure.quota is None for measure in part.measures):
                yield _("%(block)s: without a quota nothing is attained.") % named
            if part.stepped and len(part.curve) > 0:
                yield _("%(block)s: pay jumps at each step, and is nothing below the first.") % named
        elif _needs_quota(part) and part.measure.quota is None and not part.quotas and not metric_of(part):
            yield _("%(block)s: tiers, gate or accelerator are parts of a quota, and there is none.") % named


def _needs_quota(part: Component) -> bool:
    steps = any(rule.steps for rule in part.multipliers)
    return part.tiers_of_quota or steps or (part.gate is not None and part.gate.of_quota)
