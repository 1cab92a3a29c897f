"""What the records make together: tandems, and who owns which customer when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engines.periods import Period

from .derive import Sale, owners, pairs
from .mapping import Record, Records
from .profile import Profile

Owners = Sequence[tuple[Period, str]]


@dataclass(frozen=True)
class TandemPlan:
    """A tandem to be: known by its seller's key; the seats begin when each person was there."""

    key: str
    name: str
    team: str
    founded_on: date
    field: tuple[str, date]
    inside: tuple[str, date] | None


@dataclass(frozen=True)
class Plan:
    """All that is to be there after the import; keys are those of the source."""

    records: Records
    tandems: Sequence[TandemPlan]
    owners: dict[str, Owners]


def make_plan(profile: Profile, records: Records) -> Plan:
    """Put people into teams and tandems, and customers under their owners."""
    _join_led_teams(records)
    tandems = _tandems(profile, records)
    teams = {tandem.key: tandem.team for tandem in tandems}
    sales = _sales(records)
    found: dict[str, Owners] = {}
    for key, customer in records["customer"].items():
        otherwise = customer.values.get("seller") or None
        spans = owners(sales.get(key, []), profile.begins, otherwise if otherwise in teams else None)
        found[key] = spans
        if spans:  # a tandem sells for its team, so the customer stands in the team of who owns it now
            customer.values["team"] = teams[spans[-1][1]]
    return Plan(records, tandems, found)


def _join_led_teams(records: Records) -> None:
    """Who leads a team and belongs to none belongs to it."""
    for team in records["team"].values():
        leader = records["employee"].get(team.values.get("manager") or "")
        if leader and not leader.values.get("team"):
            leader.values["team"] = team.key


def _tandems(profile: Profile, records: Records) -> list[TandemPlan]:
    """One tandem per seller, in the order in which they are paired with the desk."""
    people = records["employee"]
    sellers = [p for p in people.values() if p.table is not None and p.table.spec.name == profile.sellers]
    desk = [key for key in profile.desk if key in people]
    couples = pairs([(seller.values.get("joined_on") or profile.begins, seller.key) for seller in sellers], desk)
    names = Counter(_name(people[field], people.get(inside or "")) for field, inside in couples)
    found = []
    for field, inside in couples:
        seller, partner = people[field], people.get(inside or "")
        name = _name(seller, partner)
        team = seller.values.get("team") or next(iter(records["team"]))
        if partner:
            partner.values["team"] = team
        found.append(
            TandemPlan(
                key=field,
                name=name if names[name] == 1 else f"{name} {field}",
                team=team,
                founded_on=profile.begins,
                field=(field, _first_day(seller, profile)),
                inside=(partner.key, _first_day(partner, profile)) if partner else None,
            )
        )
    return found


def _first_day(person: Record, profile: Profile) -> date:
    joined: date | None = person.values.get("joined_on")
    return max(profile.begins, joined) if joined else profile.begins


def _name(seller: Record, partner: Record | None) -> str:
    names = [partner.values["last_name"]] if partner else []
    return " & ".join([*names, seller.values["last_name"]])[:70]


def _sales(records: Records) -> dict[str, list[Sale]]:
    found: dict[str, list[Sale]] = {}
    for order in records["order"].values():
        values = order.values
        sale = Sale(values["ordered_on"], values["rank"], values["seller"])
        found.setdefault(values["customer"], []).append(sale)
    return found
