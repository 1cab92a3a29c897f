"""Customers that somebody entered twice: the same firm, written as people write it when they do not look first."""

from __future__ import annotations

import re
from datetime import datetime
from random import Random

from tandem.core.search import fold
from tandem.customers.matching import linking
from tandem.customers.matching.contact_table import contact_rows
from tandem.customers.matching.scan import LEAST_PPM
from tandem.customers.matching.storing import store_pairs
from tandem.customers.matching.tables import customer_rows
from tandem.customers.models import PairKind, Site

from .dice import chance
from .firms import Firm
from .stage import Stage

ONE_IN = 60  # of the customers is there twice
LEGAL = re.compile(r" (GmbH & Co\. KG|GmbH|AG|KG|OHG|e\.K\.|SE)$")


def plan_twins(stage: Stage, firms: list[Firm]) -> None:
    """Some firms become another one of their tandem once more; how many there are stays the same."""
    dice = stage.dice("twins")
    plain = [firm for firm in firms if not firm.story]
    wanted = len(firms) // ONE_IN
    for twin in [firm for firm in plain if firm.is_new][:wanted]:
        others = [firm for firm in plain if firm.tandem == twin.tandem and not firm.is_new and firm.twin_of is None]
        if others:
            original = dice.choice(others)
            twin.twin_of, twin.town, twin.industry = original, original.town, original.industry
            twin.name, twin.short = _otherwise(original.name, dice), original.short


def dress_twin(firm: Firm, dice: Random) -> None:
    """Some of what the original says, a little different each."""
    if firm.twin_of is None:
        return
    there, here = firm.twin_of.customer, firm.customer
    here.name, here.name_key = firm.name, fold(firm.name)[:200]
    here.phone = there.phone if chance(dice, 0.6) else here.phone
    here.email = there.email if chance(dice, 0.4) else ""
    here.website = there.website
    here.vat_id = there.vat_id.replace("DE", "DE ") if chance(dice, 0.35) else ""


def place_twin(site: Site, original: Site, dice: Random) -> None:
    """The same address, mostly."""
    if chance(dice, 0.8):
        site.postcode, site.town = original.postcode, original.town
        site.street = original.street.replace("straße", "str.").replace("Straße", "Str.")


def people_twin(firm: Firm, dice: Random) -> None:
    """One of the people there is known already, with a nickname or an initial."""
    if firm.twin_of is None or not firm.twin_of.contacts:
        return
    known, contact = firm.twin_of.contacts[0], firm.contacts[0]
    short = f"{known.first_name[:1]}." if chance(dice, 0.3) else known.first_name
    contact.salutation, contact.first_name, contact.last_name = known.salutation, short, known.last_name
    contact.email = known.email if chance(dice, 0.7) else contact.email


def find_twins(at: datetime) -> None:
    """What the weekly job would have found."""
    _find(PairKind.CUSTOMER, at)
    _find(PairKind.CONTACT, at)


def _find(kind: PairKind, at: datetime) -> None:
    rows, link = (
        (customer_rows(), linking.link_customers)
        if kind == PairKind.CUSTOMER
        else (contact_rows(), linking.link_contacts)
    )
    store_pairs(kind, list(link(rows, LEAST_PPM, lambda: None)), at=at)


def _otherwise(name: str, dice: Random) -> str:
    """The name without its legal form, with umlauts written out, or with a slip."""
    bare = LEGAL.sub("", name)
    ways = [bare, bare.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae"), f"Fa. {bare}", name.upper()]
    middle = len(bare) // 2
    ways.append(bare[:middle] + bare[middle + 1 :] + name[len(bare) :])
    return dice.choice([way for way in ways if way != name] or [name])
