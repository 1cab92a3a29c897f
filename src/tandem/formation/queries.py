"""Reads. Opinions are read in two places only: by their author here, and by the problem that is solved (problem.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.catalogue.models import Product
from tandem.core.actor import Actor
from tandem.people.models import Employee
from tandem.people.queries import employees_here, signed_in
from tandem.tandems.queries import scope_of

from .models import Opinion, Profile, Proposal, Spread


def visible_proposals(actor: Actor) -> QuerySet[Proposal]:
    """Those of teams one leads."""
    rows = Proposal.objects.select_related("team", "created_by", "job", "rollout")
    return rows if actor.is_system else rows.filter(team__in=scope_of(actor).led_team_ids)


def visible_spreads(actor: Actor) -> QuerySet[Spread]:
    """Those of teams one leads."""
    rows = Spread.objects.select_related("team", "created_by", "job", "rollout__job", "rollout__notes_job")
    return rows if actor.is_system else rows.filter(team__in=scope_of(actor).led_team_ids)


def own_opinions(actor: Actor) -> QuerySet[Opinion]:
    """What the viewer said of others; nobody else's, whoever asks."""
    person = signed_in(actor)
    rows = Opinion.objects.select_related("about")
    return rows.filter(author=person) if person is not None else rows.none()


def own_profile(actor: Actor) -> Profile | None:
    """What the viewer said of themselves."""
    return Profile.objects.filter(employee=actor.id).first() if signed_in(actor) else None


def product_groups() -> list[str]:
    """What there is to know, in the order of the alphabet."""
    found = Product.objects.exclude(group="").order_by("group").values_list("group", flat=True).distinct()
    return list(found)


@dataclass(frozen=True)
class Colleague:
    """Somebody one could sell with, and what one said of them."""

    person: Employee
    opinion: Opinion | None


def colleagues_of(actor: Actor) -> list[Colleague]:
    """The other half of one's team; two statements. Whom one spoke of and who is not in it any more comes last."""
    person = signed_in(actor)
    if person is None:
        return []
    said = {opinion.about_id: opinion for opinion in own_opinions(actor)}
    others = [one for one in team_of(person.team_id, actor) if one.half not in ("", person.half)]
    gone = [opinion for key, opinion in said.items() if key not in {one.pk for one in others}]
    return [Colleague(one, said.get(one.pk)) for one in others] + [Colleague(one.about, one) for one in gone]


def team_of(team_id: int | None, actor: Actor) -> Sequence[Employee]:
    """Who works in the team today and sits, or could sit, in a tandem."""
    rows = (
        employees_here(actor.today).filter(team=team_id).order_by("name_key", "pk")
        if team_id
        else Employee.objects.none()
    )
    return [person for person in rows if person.half]
