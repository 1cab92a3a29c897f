"""The people at the customers: buying centre, language, how they want to be talked to, what they agreed to."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from tandem.core import search
from tandem.customers.entries import contact_entry
from tandem.customers.models import Address, Channel, Consent, Contact
from tandem.people.models import Language

from .dice import Weighted, chance
from .files import table
from .firms import Firm
from .names import PeopleNames, PersonName
from .places import mobile_number
from .rota import Rota
from .stage import Stage, ascii_name
from .twins import people_twin

COUNT = {"A": (5, 7), "B": (3, 4), "C": (1, 3)}
LANGUAGES = {
    "DE": Weighted({Language.DE: 97, Language.EN: 3}),
    "AT": Weighted({Language.DE: 100}),
    "CH": Weighted({Language.DE: 82, Language.FR: 12, Language.IT: 6}),
    "NL": Weighted({Language.NL: 60, Language.DE: 30, Language.EN: 10}),
    "DK": Weighted({Language.DA: 45, Language.DE: 30, Language.EN: 25}),
    "FR": Weighted({Language.FR: 78, Language.DE: 22}),
    "PL": Weighted({Language.PL: 62, Language.DE: 24, Language.EN: 14}),
}
ASKED = {Channel.MAIL: 0.62, Channel.PHONE: 0.36, Channel.VISIT: 0.06}


def write_contacts(stage: Stage, rota: Rota, firms: list[Firm]) -> None:
    """All contacts and consents; the diary tells of those who came in these three years."""
    dice = stage.dice("contacts")
    people = PeopleNames(stage.dice("people at customers"))
    for firm in firms:
        firm.contacts = _known(firm, rota, stage) if "contacts" in firm.story else _made(firm, people, dice)
        if "contacts" not in firm.story:
            _retire_some(stage, firm, dice)
            _know_best(stage, rota, firm, dice)
    double = stage.dice("people twice")
    for firm in firms:
        people_twin(firm, double)
    contacts = [contact for firm in firms for contact in firm.contacts]
    Contact.objects.bulk_create(contacts)
    search.put_many(contact_entry(contact) for contact in contacts if contact.left_at is None)
    _write_consents(stage, rota, firms)
    _tell(stage, rota, firms)


def _made(firm: Firm, people: PeopleNames, dice: Random) -> list[Contact]:
    least, most = COUNT[firm.customer_class]
    order = table("contacts")["order"][firm.customer_class]
    count = dice.randrange(least, most + 1)
    roles = order[:count] if firm.customer_class == "A" else _some(order, count, dice)
    return [_contact(firm, people.make(firm.town.country, firm.team), role, dice) for role in roles]


def _some(order: list[str], count: int, dice: Random) -> list[str]:
    """So many of the roles, in their order."""
    left = sorted(dice.sample(range(len(order)), min(count, len(order))))
    return [order[n] for n in left]


def _contact(firm: Firm, name: PersonName, role: str, dice: Random) -> Contact:
    ways = table("contacts")
    function = _pick("function", role, dice)
    if function == "Inhaber/in":
        function = "Inhaberin" if name.salutation == "Frau" else "Inhaber"
    informal = 0.5 if firm.town.country in ("NL", "DK") else 0.1
    return Contact(
        customer=firm.customer,
        salutation=name.salutation,
        first_name=name.first,
        last_name=name.last,
        function=function,
        buying_role=role if chance(dice, 0.93) else "",
        language=LANGUAGES[firm.town.country].pick(dice),
        email=_mail(firm, name.first, name.last) if chance(dice, 0.94) else "",
        phone=f"{firm.customer.phone}-{dice.randrange(10, 80)}" if chance(dice, 0.8) else "",
        mobile=mobile_number(dice) if firm.town.country == "DE" and chance(dice, 0.45) else "",
        form_of_address=Address.DU if chance(dice, informal) else Address.SIE,
        channel=_pick("channel", role, dice) if chance(dice, 0.8) else "",
        good_times=dice.choice(ways["good"]["times"]) if chance(dice, 0.5) else "",
        avoid=dice.choice(ways["avoid"]["de"]) if chance(dice, 0.22) else "",
    )


def _known(firm: Firm, rota: Rota, stage: Stage) -> list[Contact]:
    """The contacts of a customer with a story."""
    return [
        Contact(
            customer=firm.customer,
            salutation=row["salutation"],
            first_name=row["first"],
            last_name=row["last"],
            function=row["function"],
            buying_role=row["role"],
            language=row.get("language", "de"),
            email=_mail(firm, row["first"], row["last"]),
            phone=f"{firm.customer.phone}-{number}",
            mobile=f"0171 39200 {number + 60}",
            form_of_address=row.get("form", "sie"),
            channel=row["channel"],
            good_times=row["good"],
            avoid=row.get("avoid", ""),
            is_first=row.get("is_first", False),
            knows_best=rota.sitter(firm.tandem.pk, row["knows"], stage.calendar.today),
        )
        for number, row in enumerate(firm.story["contacts"], 11)
    ]


def _mail(firm: Firm, first: str, last: str) -> str:
    domain = firm.customer.website.removeprefix("https://www.")
    return f"{ascii_name(first)[0]}.{ascii_name(last)}@{domain}"


def _retire_some(stage: Stage, firm: Firm, dice: Random) -> None:
    """Now and then somebody has gone; the first of the others is the first contact."""
    calendar = stage.calendar
    for contact in firm.contacts[1:]:
        if chance(dice, 0.03):
            day = calendar.pick(dice, firm.entered + timedelta(days=30), calendar.today)
            contact.left_at = calendar.moment(day, dice) if day else None
    firm.contacts[0].is_first = True


def _know_best(stage: Stage, rota: Rota, firm: Firm, dice: Random) -> None:
    owner = firm.owner_on(stage.calendar.today)
    for contact in firm.contacts:
        if owner and contact.left_at is None and chance(dice, 0.55):
            field = {"decider": 0.7, "user": 0.7, "buyer": 0.2, "gatekeeper": 0.1}.get(contact.buying_role, 0.5)
            contact.knows_best = rota.sitter(owner, "field" if chance(dice, field) else "inside", stage.calendar.today)


def _write_consents(stage: Stage, rota: Rota, firms: list[Firm]) -> None:
    dice, calendar = stage.dice("consents"), stage.calendar
    origins = table("contacts")["consent"]["origins"]
    consents = []
    for firm in firms:
        asked = max(calendar.back(12), firm.entered)  # the last days are for livelier news
        for contact in firm.contacts:
            for channel, share in ASKED.items():
                day = calendar.pick(dice, firm.entered, asked) if chance(dice, share * 0.6) else None
                if day:
                    at = max(calendar.moment(day, dice), calendar.soon(firm.customer.created_at, 5))
                    given = chance(dice, 0.93 if channel != Channel.PHONE else 0.86)
                    origin = dice.choice(origins)
                    consents.append(Consent(contact=contact, channel=channel, given=given, at=at, origin=origin))
                    _tell_consent(stage, rota, firm, consents[-1])
    Consent.objects.bulk_create(consents)


def _tell_consent(stage: Stage, rota: Rota, firm: Firm, consent: Consent) -> None:
    data = {"name": str(consent.contact), "channel": str(consent.channel), "given": consent.given}
    data["origin"] = consent.origin
    _note(stage, rota, firm, "consent.recorded", consent.at, consent.contact, data)


def _tell(stage: Stage, rota: Rota, firms: list[Firm]) -> None:
    """Contacts of old customers came with them; of the others some at once, some later."""
    for firm in firms:
        for number, contact in enumerate(firm.contacts):
            if firm.is_new:
                at = stage.calendar.soon(firm.customer.created_at, 3 + 4 * number)
                _note(stage, rota, firm, "contact.added", at, contact, {"name": str(contact)})
            if contact.left_at:
                _note(stage, rota, firm, "contact.retired", contact.left_at, contact, {"name": str(contact)})


def _note(
    stage: Stage, rota: Rota, firm: Firm, verb: str, at: datetime, contact: Contact, data: dict[str, Any]
) -> None:
    """An event on a contact, by the half at the desk."""
    day = at.date()
    owner = firm.owner_on(day)
    subjects = [("contact", contact.pk), ("customer", firm.customer.pk)]
    if owner:
        subjects.append(("tandem", owner))
    person = rota.on_duty(owner, "inside", day, team_id=firm.customer.team_id)
    stage.diary.note(verb, at, subjects, by=person, data=data)


def _pick(what: str, role: str, dice: Random) -> str:
    return _weighted(what, role).pick(dice)


@cache
def _weighted(what: str, role: str) -> Weighted[str]:
    return Weighted(table("contacts")[what][role])
