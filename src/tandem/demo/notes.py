"""What the two halves wrote down about calls, visits and mails."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from tandem.customers.models import Contact, Lifecycle, Note
from tandem.people.models import Employee

from .deals import Deal
from .dice import Weighted, chance
from .files import table
from .firms import Firm
from .rota import OTHER, Rota
from .stage import Stage

COUNT = {"A": 17.0, "B": 6.8, "C": 2.4}  # in three years
KINDS = Weighted({"call": 45, "visit": 28, "mail": 17, "note": 10})
LATELY = {"A": 0.42, "B": 0.16, "C": 0.04}  # how likely there is one more of the last days
BY_INSIDE = {"call": 0.84, "visit": 0.0, "mail": 0.82, "note": 0.5}
FRESH = timedelta(days=12)
MONTH_NAMES = ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
               "November", "Dezember")  # fmt: skip
DAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
PARTS = ("first", "then", "last")
DRIVES = ("Stirnradgetriebemotoren", "Kegelradgetriebemotoren", "Schneckengetriebemotoren", "Hygieneantriebe")
GEAR_MOTORS = ("NW-G 71", "NW-G 80", "NW-G 90", "NW-K 57", "NW-K 67", "NW-S 63")
Bought = tuple[list[date], list[Deal]]


def write_notes(stage: Stage, rota: Rota, firms: list[Firm], deals: list[Deal]) -> None:
    """All notes, the newest ones of stories told as the stories have them."""
    dice = stage.dice("notes")
    bought: dict[int, Bought] = {}
    for deal in deals:
        days, mine = bought.setdefault(deal.firm.customer.pk, ([], []))
        days.append(deal.order.ordered_on)
        mine.append(deal)
    notes = []
    for firm in firms:
        writer = _Writer(stage, rota, firm, bought.get(firm.customer.pk, ([], [])), dice)
        notes += [writer.note(day) for day in _days(stage, firm, dice)]
        notes += [writer.told(row) for row in firm.story.get("notes", ())]
    notes.sort(key=lambda note: note.at)
    Note.objects.bulk_create(notes)
    tandems = {firm.customer.pk: firm for firm in firms}
    for note in notes:
        _tell(stage, tandems[note.customer_id], note)


def _days(stage: Stage, firm: Firm, dice: Random) -> list[date]:
    """More for the large ones; after a customer is lost, hardly any."""
    calendar = stage.calendar
    last = calendar.workdays[-1]
    if firm.fate == Lifecycle.LOST and firm.order_days:
        last = min(last, firm.order_days[-1] + timedelta(days=50))
    share = max((last - firm.entered).days, 0) / len(calendar.days)
    mean = COUNT[firm.customer_class] * share + (0.8 if firm.is_new else 0)
    days = (calendar.pick(dice, firm.entered, last) for _ in range(round(dice.gammavariate(3, mean / 3))))
    found = [day for day in days if day]
    if firm.fate in (Lifecycle.ACTIVE, Lifecycle.PROSPECT) and chance(dice, LATELY[firm.customer_class]):
        found.append(max(calendar.back(int(dice.triangular(0, 8, 0))), firm.entered))
    before = calendar.back(9) if firm.story.get("notes") else calendar.today
    return [day for day in found if day <= before]


class _Writer:
    """Writes the notes about one firm."""

    def __init__(self, stage: Stage, rota: Rota, firm: Firm, bought: Bought, dice: Random) -> None:
        self._stage, self._rota, self._firm, self._dice = stage, rota, firm, dice
        self._days, self._deals = bought

    def note(self, day: date) -> Note:
        """One of that day, by who was there."""
        firm, dice = self._firm, self._dice
        kind = KINDS.pick(dice)
        role = "inside" if chance(dice, BY_INSIDE[kind]) else "field"
        author = self._rota.on_duty(firm.owner_on(day), role, day, team_id=firm.customer.team_id)
        if kind == "visit" and author.half == "inside":
            kind = "call"
        at = max(self._stage.calendar.moment(day, dice), self._stage.calendar.soon(firm.customer.created_at, 45))
        contact = self._contact(at)
        text = self._text(kind, day, contact, author)
        named = contact if kind != "note" else None
        return Note(customer=firm.customer, contact=named, kind=kind, text=text, at=at, author=author)

    def told(self, row: Mapping[str, Any]) -> Note:
        """One of a story."""
        calendar, firm = self._stage.calendar, self._firm
        day = calendar.back(row["days"])
        hour = time.fromisoformat(row["at"].zfill(5))
        at = min(calendar.at_time(day, hour), calendar.at - timedelta(minutes=5))
        author = self._rota.sitter(firm.tandem.pk, row["by"], day)
        named = next((one for one in firm.contacts if one.last_name == row.get("who")), None)
        if named is None and row["kind"] != "note":
            named = firm.contacts[0]
        return Note(customer=firm.customer, contact=named, kind=row["kind"], text=row["text"], at=at, author=author)

    def _contact(self, at: datetime) -> Contact:
        there = [row for row in self._firm.contacts if row.left_at is None or row.left_at > at]
        return self._dice.choice(there or self._firm.contacts[:1])

    def _text(self, kind: str, day: date, contact: Contact, author: Employee) -> str:
        """A scene that suits, in words of its own."""
        dice, last = self._dice, bisect_right(self._days, day)
        deal = self._deals[last - 1] if last else None
        words = self._words(day, deal, contact, author)
        if deal is None and chance(dice, 0.7):
            return _filled(dice.choice(table("notes")["prospect"][kind]), words)
        fresh = self._stage.calendar.today - day < FRESH
        near = deal is not None and day - deal.order.ordered_on < timedelta(days=60)
        choices: list[list[str]] = []
        while not choices or not all(choices):  # where nobody is there to be named, a scene that names nobody
            scene = _scenes(kind, near, fresh).pick(dice)
            choices = [[text for text in scene[part] if _tellable(text, words)] for part in PARTS]
        return _filled(" ".join(filter(None, map(dice.choice, choices))), words)

    def _words(self, day: date, deal: Deal | None, contact: Contact, author: Employee) -> dict[str, str]:
        dice = self._dice
        usual = dice.choice(deal.articles).short if deal else dice.choice(GEAR_MOTORS)
        drives = [row.short for row in deal.articles if row.product.group in DRIVES] if deal else []
        later = day + timedelta(days=dice.randrange(8, 45))
        return {
            **called(contact),
            "anlage": f"{dice.choice(self._firm.industry.assets)} {dice.randrange(1, 6)}",
            "artikel": usual,
            "antrieb": dice.choice(drives or GEAR_MOTORS),
            "auftrag": deal.order.number if deal else "",
            "n": str(dice.randrange(2, 13)),
            "kw": f"KW {later.isocalendar().week}",
            "monat": MONTH_NAMES[(day.month + dice.randrange(1, 4)) % 12],
            "tag": DAY_NAMES[dice.randrange(5)],
            "euro": f"{dice.randrange(12, 260) * 500:,} €".replace(",", "."),
            "partner": self._partner(day, author),
        }

    def _partner(self, day: date, author: Employee) -> str:
        """First name of the other half; empty where there is none, or away."""
        owner = self._firm.owner_on(day)
        other = self._rota.sitter(owner, OTHER[author.half], day) if owner and author.half else None
        there = other is not None and other != author and self._rota.is_there(other, day)
        return other.first_name if other and there else ""


def _tell(stage: Stage, firm: Firm, note: Note) -> None:
    owner = firm.owner_on(note.at.date())
    subjects = [("note", note.pk), ("customer", note.customer_id)]
    if owner:
        subjects.append(("tandem", owner))
    if note.contact_id:
        subjects.append(("contact", note.contact_id))
    stage.diary.note("note.added", note.at, subjects, by=note.author, data={"kind": str(note.kind)})


def called(contact: Contact) -> dict[str, str]:
    """How one speaks of the contact, as subject and as object."""
    if contact.form_of_address == "du":
        return {"wer": contact.first_name, "wen": contact.first_name}
    polite = "Herrn" if contact.salutation == "Herr" else contact.salutation
    return {"wer": f"{contact.salutation} {contact.last_name}", "wen": f"{polite} {contact.last_name}"}


def _tellable(text: str, words: Mapping[str, str]) -> bool:
    return bool(words["partner"]) or "{partner}" not in text


def _filled(text: str, words: Mapping[str, str]) -> str:
    return text.format(**words)


@cache
def _scenes(kind: str, near: bool, fresh: bool) -> Weighted[Mapping[str, list[str]]]:
    """Scenes of a kind; those about an order only near one, lively ones more often in the last days."""
    found = [scene for scene in table("notes")[kind] if near or not scene.get("order")]
    return Weighted((scene, 3.0 if fresh and scene.get("recent") else 1.0) for scene in found)
