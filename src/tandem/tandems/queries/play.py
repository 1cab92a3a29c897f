"""Rules of play in plain words: what holds, what is proposed, where the two differ, who agreed when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from tandem.core.actor import Actor
from tandem.core.rules import allows
from tandem.core.spans import on_day
from tandem.people.models import SALES, Employee
from tandem.people.queries import employees_here
from tandem.tandems.models import RulesOfPlay, Tandem
from tandem.tandems.rules import can_agree_rules
from tandem.tandems.terms import Lists, Terms, company_terms, terms_from
from tandem.tandems.wording import Group, told

from .scope import scope_of


@dataclass(frozen=True)
class Agreed:
    """One of the two, and when they agreed; None while they have not."""

    person: Employee
    at: datetime | None


@dataclass(frozen=True)
class RulesPage:
    """Everything the page shows. Without a version in force the company's lists hold."""

    tandem: Tandem
    current: RulesOfPlay | None
    proposal: RulesOfPlay | None
    groups: Sequence[Group]
    agreed: Sequence[Agreed]  # to what is in force
    consents: Sequence[Agreed]  # to the proposal
    versions: Sequence[RulesOfPlay]
    may_change: bool
    may_agree: bool  # has not agreed to the proposal yet

    @property
    def changes(self) -> int:
        """How many lines the proposal would change."""
        return sum(promise.differs for group in self.groups for promise in group.promises)


def visible_rules(actor: Actor) -> QuerySet[RulesOfPlay]:
    """Versions of own, covered and led tandems."""
    rows = RulesOfPlay.objects.select_related("tandem__team", "proposed_by")
    if actor.is_system:
        return rows
    scope = scope_of(actor)
    return rows.filter(Q(tandem__in=scope.acting_ids) | Q(tandem__team__in=scope.led_team_ids))


def rules_page(tandem: Tandem, actor: Actor) -> RulesPage:
    """What the two have agreed on and what waits; four statements, five for who does not act for them."""
    lists, versions = (
        Lists.load(),
        list(tandem.rules_of_play.select_related("proposed_by").prefetch_related("consents")),
    )
    current = next((row for row in versions if row.in_force_at and not row.ended_at), None)
    proposal = next((row for row in versions if row.is_open), None)
    now = terms_from(current.terms, lists, version=current.number) if current else company_terms(lists)
    then = terms_from(proposal.terms, lists) if proposal else None
    people = sitting_in(tandem, actor)
    consents = agreed_by(proposal, people) if proposal else []
    return RulesPage(
        tandem=tandem,
        current=current,
        proposal=proposal,
        groups=told(lists, now, then, names=_names((now, then))),
        agreed=agreed_by(current, people) if current else [],
        consents=consents,
        versions=[row for row in versions if row not in (current, proposal)],
        may_change=allows(can_agree_rules, actor, tandem),
        may_agree=any(each.person.pk == actor.id and each.at is None for each in consents),
    )


def version_page(rules: RulesOfPlay, actor: Actor) -> tuple[Sequence[Group], Sequence[Agreed]]:
    """One version as it was, with the steps and kinds of its time, and who agreed to it."""
    lists = Lists.load()
    terms = terms_from(rules.terms, lists, version=rules.number)
    consents = list(rules.consents.select_related("employee").order_by("at", "pk"))
    groups = told(lists, terms, None, names=_names((terms,)), since=rules.proposed_at)
    return groups, [Agreed(row.employee, row.at) for row in consents]


def sitting_in(tandem: Tandem, actor: Actor) -> list[Employee]:
    """Who sits in the tandem today, inside first; no statement for those who act for it."""
    scope = scope_of(actor)
    if tandem.pk in scope.acting_ids:
        seats = [seat for seat in scope.seats if seat.tandem_id == tandem.pk]
    else:
        seats = list(tandem.seats.filter(on_day(actor.today)).select_related("employee").order_by("-role"))
    return list({seat.employee_id: seat.employee for seat in seats}.values())


def agreed_by(rules: RulesOfPlay, people: Iterable[Employee]) -> list[Agreed]:
    """Each of these people with when they agreed."""
    found = {row.employee_id: row.at for row in rules.consents.all()}
    return [Agreed(person, found.get(person.pk)) for person in people]


def cover_candidates(tandem: Tandem, actor: Actor, terms: Terms) -> list[Employee]:
    """Who may be named as cover: the team's sales people but the two, and who is named already."""
    two = {person.pk for person in sitting_in(tandem, actor)}
    here = employees_here(actor.today)
    people = here.filter(Q(team=tandem.team_id) | Q(pk=terms.cover or 0))
    return [row for row in people.order_by("name_key", "pk") if row.pk not in two and row.roles & SALES]


def _names(terms: Iterable[Terms | None]) -> dict[int, str]:
    """Names of who covers; one statement, whether or not somebody is named."""
    keys = {each.cover for each in terms if each and each.cover}
    return {row.pk: str(row) for row in Employee.objects.filter(pk__in=keys | {0})}
