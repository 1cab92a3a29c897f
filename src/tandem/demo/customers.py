"""The customers as rows: master data, sites and what has been changed about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tandem.core import search
from tandem.customers.entries import customer_entry
from tandem.customers.models import Customer, CustomerClass, Lifecycle, Site

from .contacts import LANGUAGES
from .dice import Weighted, chance
from .files import table
from .firms import QUIET, Firm
from .places import Numbers, main_site, other_site, town_called, towns_of, vat_id
from .rota import Rota
from .stage import Stage, ascii_name
from .twins import dress_twin, place_twin

PAYMENT_DAYS = Weighted({30: 56, 14: 20, 10: 8, 45: 7, 60: 9})
AGREEMENTS = {"A": (1, 3), "B": (0, 2), "C": (0, 1)}
SITES = {"A": (0, 0, 1, 1, 2, 3), "B": (0, 0, 0, 0, 1), "C": (0,)}  # besides the main one
LOWER = {CustomerClass.A: CustomerClass.B, CustomerClass.B: CustomerClass.C, CustomerClass.C: CustomerClass.B}
Edit = tuple[date, dict[str, list[Any]]]


def write_customers(stage: Stage, firms: list[Firm]) -> None:
    """All customers with their sites; found by search from now on."""
    dice, numbers = stage.dice("customers"), Numbers()
    for firm in firms:
        firm.customer = _customer(stage, firm, numbers, dice)
    double = stage.dice("twins dressed")
    for firm in firms:
        dress_twin(firm, double)
    Customer.objects.bulk_create(firm.customer for firm in firms)
    sites = {id(firm): _sites(firm, dice) for firm in firms}
    for firm in firms:
        if firm.twin_of is not None:
            place_twin(sites[id(firm)][0], sites[id(firm.twin_of)][0], double)
    Site.objects.bulk_create(site for rows in sites.values() for site in rows)
    search.put_many(customer_entry(firm.customer) for firm in firms)


def tell_customers(stage: Stage, rota: Rota, firms: list[Firm]) -> None:
    """How they came, and what was changed since. The rows count their changes."""
    dice = stage.dice("customers told")
    for firm in firms:
        customer = firm.customer
        by = rota.on_duty(firm.owner_on(firm.entered), "field", firm.entered, team_id=customer.team_id)
        verb = "customer.created" if firm.is_new else "customer.imported"
        owner = [("tandem", key)] if firm.is_new and (key := firm.owner_on(firm.entered)) else []
        stage.diary.note(
            verb,
            customer.created_at,
            [("customer", customer.pk), *owner],
            by=by if firm.is_new else None,
            data={"name": customer.name},
        )
        for day, changes in _edits(stage, firm, dice):
            _tell_edit(stage, rota, firm, day, changes, dice)
            customer.version += 1
    Customer.objects.bulk_update([firm.customer for firm in firms if firm.customer.version > 1], ["version"], 400)


def _customer(stage: Stage, firm: Firm, numbers: Numbers, dice: Random) -> Customer:
    town, story = firm.town, firm.story
    domain = f"{ascii_name(firm.short)}.example"
    return Customer(
        number=firm.number,
        name=firm.name,
        short_name=firm.short,
        name_key=search.fold(firm.name)[:200],
        town=town.name,
        country=town.country,
        customer_class=firm.customer_class,
        lifecycle=_lifecycle(stage, firm, dice),
        industry=firm.industry.label,
        vat_id=vat_id(town.country, int(firm.number)) if chance(dice, 0.88) else "",
        phone=story.get("phone") or numbers.take(town, firm.team, dice),
        email=f"{dice.choice(('info', 'info', 'kontakt', 'einkauf', 'zentrale'))}@{domain}",
        website=f"https://www.{domain}",
        language=LANGUAGES[town.country].pick(dice),
        payment_days=story.get("payment_days") or PAYMENT_DAYS.pick(dice),
        agreements=story.get("agreements", "").strip() or _agreements(firm, dice),
        restricted=story.get("restricted", False) or (not story and chance(dice, 0.005)),
        team=firm.tandem.team,
        since=firm.since,
        created_at=_created_at(stage, firm, dice),
    )


def _created_at(stage: Stage, firm: Firm, dice: Random) -> datetime:
    """Old customers were all taken over before the first morning."""
    calendar = stage.calendar
    day = firm.entered if firm.is_new else calendar.workdays[0]
    return calendar.moment(day, dice) if firm.is_new else calendar.moment(day, dice, 360, 361)


def _lifecycle(stage: Stage, firm: Firm, dice: Random) -> Lifecycle:
    """As the orders look; who has not ordered for long is mostly noted as dormant."""
    if firm.fate != Lifecycle.ACTIVE:
        return firm.fate
    if not firm.order_days:
        return Lifecycle.PROSPECT
    silent = stage.calendar.today - firm.order_days[-1] > QUIET
    return Lifecycle.DORMANT if silent and chance(dice, 0.85) else Lifecycle.ACTIVE


def _agreements(firm: Firm, dice: Random) -> str:
    least, most = AGREEMENTS[firm.customer_class]
    return "\n".join(dice.sample(table("contacts")["agreement"]["lines"], dice.randrange(least, most + 1)))


def _sites(firm: Firm, dice: Random) -> list[Site]:
    sites = [main_site(firm.customer, firm.town, firm.team, dice)]
    for row in firm.story.get("sites", ()):
        town = town_called(row["town"])
        sites.append(other_site(firm.customer, town, firm.team, dice, name=row["name"], street=row["street"]))
    for _ in range(0 if firm.story else dice.choice(SITES[firm.customer_class])):
        town = firm.town if chance(dice, 0.5) else towns_of(firm.town.tandem).pick(dice)
        if town.country == firm.town.country:
            sites.append(other_site(firm.customer, town, firm.team, dice))
    if len(sites) > 1:
        sites[0].name = "Hauptwerk"
    return sites


def _edits(stage: Stage, firm: Firm, dice: Random) -> list[Edit]:
    """What was changed about the customer, oldest first."""
    calendar = stage.calendar
    edits: list[Edit] = []
    lifecycle = _lifecycle_edit(firm)
    if lifecycle and lifecycle[0] <= calendar.today:
        edits.append((calendar.workday_to(lifecycle[0]), lifecycle[1]))
    for share, changes in _possible_changes(firm):
        day = calendar.pick(dice, firm.entered + timedelta(days=20), calendar.today)
        if day and not firm.story and chance(dice, share) and changes[0] != changes[1]:
            edits.append((day, {changes[2]: list(changes[:2])}))
    return sorted(edits, key=lambda edit: edit[0])


def _possible_changes(firm: Firm) -> Iterator[tuple[float, tuple[Any, Any, str]]]:
    """How often what was changed into what it is today: share, (old, new, field)."""
    customer = firm.customer
    yield 0.05, (str(LOWER[CustomerClass(firm.customer_class)]), str(firm.customer_class), "customer_class")
    yield 0.06, (30, customer.payment_days, "payment_days")
    yield 0.04, (customer.agreements.rpartition("\n")[0], customer.agreements, "agreements")
    yield 0.02, (f"office@{customer.email.partition('@')[2]}", customer.email, "email")


def _lifecycle_edit(firm: Firm) -> Edit | None:
    """When it became what it is now, if it was something else before."""
    state = firm.customer.lifecycle
    if state == Lifecycle.ACTIVE and firm.is_new:
        return firm.order_days[0], {"lifecycle": [str(Lifecycle.PROSPECT), str(state)]}
    if state in (Lifecycle.DORMANT, Lifecycle.LOST) and firm.order_days:
        wait = QUIET if state == Lifecycle.DORMANT else timedelta(days=60)
        return firm.order_days[-1] + wait, {"lifecycle": [str(Lifecycle.ACTIVE), str(state)]}
    return None


def _tell_edit(stage: Stage, rota: Rota, firm: Firm, day: date, changes: dict[str, list[Any]], dice: Random) -> None:
    owner = firm.owner_on(day)
    subjects = [("customer", firm.customer.pk), *([("tandem", owner)] if owner else [])]
    by = rota.one_of(owner, day, dice, team_id=firm.customer.team_id, inside=0.7)
    at = max(stage.calendar.moment(day, dice), stage.calendar.soon(firm.customer.created_at, 30))
    stage.diary.note("customer.edited", at, subjects, by=by, data={"changes": changes})
