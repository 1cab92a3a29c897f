"""Quotes of the last months in all states, made by the actions themselves, and told by the diary in their time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tandem.core.actor import CONTACT, Actor
from tandem.core.models import Delivery, Event
from tandem.orders.actions import order_from_quote
from tandem.people.models import Employee
from tandem.quotes import actions
from tandem.quotes.actions.approvals import beyond, needed_ppm
from tandem.quotes.models import Quote, TextBlock
from tandem.quotes.pricing import LineInput
from tandem.quotes.queries import current_revision
from tandem.quotes.reckoning import content_of

from .dice import Weighted, chance
from .files import table
from .firms import Firm
from .products import Shelf
from .rota import Rota
from .stage import Stage

QUOTES = 60
MONTHS_BACK = 130  # workdays
FATES = Weighted(
    {
        "draft": 8,
        "asked": 3,
        "sent": 22,
        "question": 5,
        "revised": 6,
        "accepted": 26,
        "declined": 16,
        "run out": 8,
        "withdrawn": 3,
    }
)
YOUNG = {"draft", "asked", "sent", "question", "revised"}  # still open today, so made lately


@dataclass
class Case:
    """One quote in the making; `at` moves on with it."""

    stage: Stage
    rota: Rota
    firm: Firm
    dice: Random
    at: datetime
    quote: Quote | None = None

    def actor(self, *, inside: float = 0.75) -> Actor:
        """Who of the two does the next thing, at its instant."""
        person = self.rota.one_of(
            self.firm.tandem.pk, self.day, self.dice, team_id=self.firm.customer.team_id, inside=inside
        )
        return Actor.of(person, self.at)

    @property
    def day(self) -> date:
        return Actor.system(self.at, "demo").today

    def later(self, workdays: int) -> None:
        """Some workdays on, never after now."""
        calendar = self.stage.calendar
        day = calendar.workday_to(min(self.day + timedelta(days=workdays), calendar.today))
        self.at = max(calendar.moment(day, self.dice, 500, 1000), self.at + timedelta(minutes=4))

    @property
    def current(self) -> Quote:
        """As it stands now."""
        assert self.quote is not None  # noqa: S101  asked only once it is made
        return Quote.objects.select_related("customer__team", "tandem", "contact", "created_by").get(pk=self.quote.pk)


def write_quotes(stage: Stage, rota: Rota, shelf: Shelf, firms: Sequence[Firm]) -> None:
    """All of them, oldest first, so that their numbers follow time; then their events go into the diary."""
    TextBlock.objects.bulk_create(
        TextBlock(position=at, **block) for at, block in enumerate(table("quotes")["block"], 1)
    )
    dice, known = stage.dice("quotes"), [firm for firm in firms if firm.twin_of is None and firm.contacts]
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    plans = sorted(_plans(stage, dice, min(QUOTES, max(24, len(known) // 4))), key=lambda plan: plan[0])
    for at, fate in plans:
        firm = dice.choice(known)
        span = next((span for span in firm.spans if span.holds_on(stage.calendar.today)), None)
        if span is None or firm.entered > Actor.system(at, "demo").today:
            continue
        _live(Case(stage, rota, firm, dice, at), fate, shelf)
    move_to_diary(stage, last)


def _plans(stage: Stage, dice: Random, count: int) -> list[tuple[datetime, str]]:
    calendar, found = stage.calendar, []
    for _ in range(count):
        fate = FATES.pick(dice)
        back = dice.randint(1, 14) if fate in YOUNG else dice.randint(35, MONTHS_BACK)
        if fate in ("accepted", "declined") and chance(dice, 0.3):
            back = dice.randint(5, 20)
        found.append((calendar.moment(calendar.back(back), dice, 480, 900), fate))
    return found


def _live(case: Case, fate: str, shelf: Shelf) -> None:
    """One quote from the first line to what became of it."""
    words, three = table("quotes"), chance(case.dice, 0.35)
    plan = case.dice.choice(words["three"] if three else words["plain"])
    _make(case, plan, shelf, three=three)
    deep = fate == "asked" or chance(case.dice, 0.12)
    _discount(case, 180_000 if deep else case.dice.choice((0, 0, 20_000, 30_000)))
    if fate == "draft" or not _approve(case, open_only=fate == "asked"):
        return
    case.later(1)
    actor = case.actor()
    actions.send_quote(case.current, actor=actor, at=case.at)
    if fate in ENDINGS:
        ENDINGS[fate](case)


def _make(case: Case, plan: dict[str, Any], shelf: Shelf, *, three: bool) -> None:
    contact, actor = case.dice.choice(case.firm.contacts), case.actor()
    quote = actions.create_quote(
        case.firm.customer,
        contact=contact,
        subject=plan["subject"],
        options=plan.get("names", ()),
        lines=[] if three else [_line(case, shelf, group) for group in plan["groups"]],
        actor=actor,
        at=case.at,
    )
    case.quote = quote
    if not three:
        return
    options = list(current_revision(quote).options.all())
    actions.set_attributes(case.current, names=plan["attributes"], actor=actor, at=case.at)
    for at, (option, group) in enumerate(zip(options, plan["groups"], strict=True)):
        line = replace(_line(case, shelf, group), option_id=option.pk)
        actions.add_line(case.current, line, actor=actor, at=case.at)
        told = dict(zip(plan["attributes"], plan["values"][at], strict=True))
        values = {"recommended": at == 1, "reason": plan["reason"] if at == 1 else "", "values": told}
        actions.edit_option(case.current, option.pk, values=values, actor=actor, at=case.at)
    actions.add_line(case.current, _line(case, shelf, plan["common"], most=1), actor=actor, at=case.at)
    extra = replace(_line(case, shelf, plan["optional"], most=2), optional=True)
    actions.add_line(case.current, extra, actor=actor, at=case.at)
    if chance(case.dice, 0.5):
        _rival(case, plan, actor)


def _rival(case: Case, plan: dict[str, Any], actor: Actor) -> None:
    """What a competitor offers instead of the first option."""
    rival, quote = table("quotes")["rival"], case.current
    values = {
        "competitor": case.dice.choice(rival["names"]),
        "source": case.dice.choice(rival["sources"]),
        "seen_on": case.day,
        "net_cents": quote.net_cents * case.dice.randint(88, 108) // 100,
        "values": dict(zip(plan["attributes"], plan["values"][0], strict=True)),
    }
    actions.add_offer(quote, values=values, actor=actor, at=case.at)


def _line(case: Case, shelf: Shelf, group: str, *, most: int = 6) -> LineInput:
    article = shelf.pick(group, case.day, case.dice)
    while article.product.currency != case.firm.customer.currency and not article.sold_on(case.day):
        article = shelf.pick(group, case.day, case.dice)
    price = None if case.firm.customer.currency == article.product.currency else article.price_on(case.day)
    quantity = case.dice.randint(1, max(1, min(most, article.most))) * 1000
    return LineInput(product_id=article.product.pk, quantity=quantity, unit_price=price)


def _discount(case: Case, ppm: int) -> None:
    if ppm:
        actor = case.actor()
        actions.edit_head(case.current, values={"discount_ppm": ppm}, actor=actor, at=case.at)


def _approve(case: Case, *, open_only: bool) -> bool:
    """Ask and decide where the discount is beyond the limit; whether it can be sent now."""
    quote, actor = case.current, case.actor()
    revision = current_revision(quote)
    if not beyond([], actor, needed_ppm(content_of(revision))):
        return not open_only
    why = case.dice.choice(table("quotes")["said"]["approval"])
    approval = actions.ask_approval(quote, why=why, actor=actor, at=case.at)
    manager: Employee | None = quote.customer.team.manager
    if open_only or manager is None or manager.pk in (actor.id, quote.created_by_id):
        return False
    case.later(1)
    approval.revision.quote = case.current
    actions.decide_approval(approval, granted=True, actor=Actor.of(manager, case.at), at=case.at)
    return True


def _accept(case: Case) -> None:
    """By the contact or as heard; then mostly the order."""
    case.later(case.dice.randint(2, 12))
    quote = case.current
    revision = current_revision(quote)
    options = (revision.snapshot or {})["options"]
    chosen = next((one for one in options if one["recommended"] and chance(case.dice, 0.6)), case.dice.choice(options))
    extras = [line["id"] for line in chosen["lines"] if line["optional"] and chance(case.dice, 0.5)]
    by_contact = quote.contact is not None and chance(case.dice, 0.5)
    actor = Actor(CONTACT, quote.contact_id, case.at, str(quote.contact)) if by_contact else case.actor(inside=0.5)
    said = {"revision": revision.number, "option_id": chosen["id"], "optional_ids": extras}
    actions.accept_quote(quote, **said, contact=quote.contact, actor=actor, at=case.at)
    if chance(case.dice, 0.8):
        case.later(1)
        _order(case)


def _order(case: Case) -> None:
    actor = case.actor()
    order_from_quote(case.current, actor=actor, at=case.at)


def _decline(case: Case) -> None:
    case.later(case.dice.randint(3, 15))
    words, reason = table("quotes"), case.dice.choice(("price", "price", "time", "competitor", "stopped"))
    rival = case.dice.choice(words["rival"]["names"]) if reason in ("price", "competitor") else ""
    actor = case.actor(inside=0.5)
    actions.decline_quote(
        case.current,
        revision=1,
        reason=reason,
        text=case.dice.choice(words["said"][reason]),
        competitor=rival,
        actor=actor,
        at=case.at,
    )


def _run_out(case: Case) -> None:
    """Nobody answered; the morning after its last day says so."""
    last = case.current.valid_until
    if last is None or last >= case.stage.calendar.today:
        return
    case.at = case.stage.calendar.moment(case.stage.calendar.workday_to(last + timedelta(1)), case.dice, 300, 320)
    case.at = max(case.at, case.stage.calendar.moment(last + timedelta(days=1), case.dice, 300, 320))
    actions.expire_quotes(actor=Actor.system(case.at, "schedule"), at=case.at)


def _withdraw(case: Case) -> None:
    case.later(1)
    reason = case.dice.choice(table("quotes")["said"]["withdrawn"])
    quote = case.current
    actor = Actor.of(quote.created_by, case.at) if quote.created_by else case.actor()
    actions.withdraw_quote(quote, reason=reason, actor=actor, at=case.at)


def _revise(case: Case) -> None:
    """A second revision, a little cheaper, and out again."""
    case.later(2)
    actor = case.actor()
    actions.revise_quote(case.current, actor=actor, at=case.at)
    actions.edit_head(case.current, values={"discount_ppm": 25_000}, actor=actor, at=case.at)
    if _approve(case, open_only=False):
        case.later(1)
        actions.send_quote(case.current, actor=case.actor(), at=case.at)


def _question(case: Case) -> None:
    case.later(2)
    text = case.dice.choice(table("quotes")["said"]["questions"])
    actions.ask_about(case.current, text=text, contact=case.current.contact, actor=case.actor(), at=case.at)


ENDINGS: dict[str, Callable[[Case], None]] = {
    "accepted": _accept,
    "declined": _decline,
    "run out": _run_out,
    "withdrawn": _withdraw,
    "revised": _revise,
    "question": _question,
}


def move_to_diary(stage: Stage, last: int) -> None:
    """The actions have written their events now; the diary writes them again, in the order of time."""
    events = Event.objects.filter(pk__gt=last)
    for event in events.prefetch_related("subjects").order_by("pk"):
        stage.diary.take_over(event)
    Delivery.objects.filter(event__pk__gt=last).delete()
    events.delete()
