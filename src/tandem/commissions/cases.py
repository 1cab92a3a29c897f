"""A version of a plan and a period into a case of the engine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from engines.commission import Case, Fact, Member, Plan, Window, owed
from engines.commission.draws import Debts
from engines.commission.schema import PlanErrors, read_plan
from engines.commission.windows import window_of
from tandem.core.errors import Refused

from .agreed import Agreed, with_goals
from .clock import Clock, house_zone
from .happened import SETTLED, Asked, Happened, facts_by_time, happened
from .models import PlanVersion
from .rates import Held, converted
from .seating import Seating, seating_of
from .sold import KIND, add_lines

Posted = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Prepared:
    """A case with what is needed to say where its entries come from."""

    version: PlanVersion
    case: Case
    deals: Mapping[str, str]
    held: Sequence[Held] = ()  # orders that wait for an exchange rate: no part of the case
    agreed: Agreed | None = None  # goals that were read as quotas

    @property
    def digest(self) -> str:
        """Of plan, members and known facts: equal inputs have equal digests, whatever the order of the rows."""
        made = hashlib.sha256(document_digest(self.version.document).encode())
        for goal in self.agreed.read if self.agreed else ():
            made.update(repr(goal).encode())
        for member in self.case.members:
            made.update(_told(member).encode())
        for fact in facts_by_time(self.case.facts):
            if self.case.as_of is None or (fact.known or fact.moment) <= self.case.as_of:
                made.update(_told(fact).encode())
        return made.hexdigest()


def plan_of(version: PlanVersion) -> Plan:
    """The version's rules over the span of the version; Refused where they cannot be read."""
    span = {"zone": house_zone()} if not version.document.get("zone") else {}
    span |= {"from": version.start.isoformat()} | ({"to": version.end.isoformat()} if version.end else {})
    values = {key: value for key, value in version.document.items() if key not in ("from", "to")} | span
    exact = json.loads(json.dumps(values), parse_float=Decimal)
    try:
        return read_plan(exact)
    except PlanErrors as error:
        text = _("%(plan)s cannot be read: %(problem)s") % {"plan": version, "problem": str(error)}
        raise Refused("plan_unreadable", text) from error


def case_for(
    version: PlanVersion,
    period: Window,
    *,
    as_of: datetime | None,
    posted: Posted | None = None,
    seating: Seating | None = None,
) -> Prepared:
    """Facts, members and plan of a period; the number of statements is the same for any number of them.

    Facts count from the first day of the version, so that running sums and late changes come out right; what is owed
    of draws goes over from the version before, which costs its statements once more.
    """
    plan, seats = plan_of(version), seating or seating_of(version.plan)
    asked = asked_by(version, plan, seats, period.end)
    facts = happened(asked)
    if KIND in asked.kinds:
        add_lines(asked, facts)
    known = converted(plan, facts.facts, facts.deals, as_of=as_of)
    owes = _owed_before(version, as_of=as_of, seating=seats)
    agreed = with_goals(plan, seats.members, period, as_of)
    case = Case(agreed.plan, known.facts, seats.members, period, as_of, posted, owes.cents, owes.draws)
    return Prepared(version, case, facts.deals, known.held, agreed)


def _owed_before(version: PlanVersion, *, as_of: datetime | None, seating: Seating) -> Debts:
    """What people owe of draws where the version begins, whether or not it has one, and by which rule it was given.

    Nothing under a plan that is only tried. One statement, none of a first version, more where draws were.
    """
    if not version.pk or version.number == 1:
        return Debts({}, {})
    held = PlanVersion.objects.filter(plan=version.plan_id, status__in=SETTLED, start__lt=version.start)
    earlier = list(held.select_related("plan").order_by("start", "number"))
    if not any(one.document.get("draw") or one.document.get("draws") for one in earlier):
        return Debts({}, {})
    before = earlier[-1]
    last = window_of(version.start - timedelta(days=1), str(before.document.get("period", "month")))
    return owed(case_for(before, last, as_of=as_of, seating=seating).case)


def asked_by(version: PlanVersion, plan: Plan, seats: Seating, end: date) -> Asked:
    """What a plan needs to know."""
    measures = [measure for part in plan.components for measure in (part.measure, *part.measures)]
    kinds = {kind for measure in measures for kind in measure.trigger}
    if any(part.on_payment or part.release == "payment" for part in plan.components):
        kinds |= {"payment"}
    wheres = [measure.where for measure in measures]
    wheres += [rule.where for part in plan.components for rule in part.multipliers]
    return Asked(
        version.plan,
        seats.tandems,
        seats.people,
        version.start,
        end,
        Clock(ZoneInfo(plan.zone)),
        frozenset(kinds),
        version=version.pk,
        margin=any(measure.name == "margin" for measure in measures),
        new=any("new" in where for where in wheres),
        sellers=any("person" in where for where in wheres),
    )


def document_digest(document: Mapping[str, object]) -> str:
    """SHA-256 of a plan's document, whatever the order of its keys."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(prepared: Prepared) -> Happened:
    """For tests and simulations: the facts with their deals."""
    return Happened(list(prepared.case.facts), dict(prepared.deals))


def _told(row: Fact | Member) -> str:
    return repr([str(getattr(row, name)) for name in row.__slots__ if name != "labels"])
