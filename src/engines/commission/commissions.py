"""Components of kind `commission`: each fact pays the difference that it makes to a running sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from heapq import heappop, heappush

from .accounts import Account, Credit, due
from .case import Book, counts, matches
from .entries import Entry
from .facts import PAYMENT, Fact
from .numbers import Number, half_up, simple
from .plan import Component
from .pools import PoolShares
from .quotas import in_force, quota_of
from .reasons import Earned
from .running import terms_of
from .splits import Split, alone
from .takings import Left, gives_back, spared, takes_back, withdrawn
from .windows import Window, add_months, full_months, window_of

Where = tuple[Account, Credit]


@dataclass(slots=True)
class Due:
    """An instalment that falls due on a day."""

    day: date
    number: int  # 0 where what was held back is freed
    place: Where

    def __lt__(self, other: Due) -> bool:
        return (self.day, self.number) < (other.day, other.number)


class Commission:
    """One component over the facts of a case, in order of time."""

    def __init__(self, component: Component, book: Book) -> None:
        self.component, self.book = component, book
        self.accounts: dict[tuple[str, str, str], Account] = {}
        self.credits: dict[str, list[Where]] = defaultdict(list)  # by id of the fact
        self.left = Left()
        self.kept: dict[str, list[tuple[Account, Credit, int]]] = defaultdict(list)  # by id of what took back
        self.paid: dict[str, Number] = defaultdict(int)  # by id of the fact: what has been paid of it
        self.due: list[Due] = []
        self.made: list[Entry] = []
        self.released: list[Entry] = []
        self.by_payment = component.on_payment or component.release == "payment"
        self.special = bool(component.hold) or component.instalments > 1 or component.on_payment
        self.pools = PoolShares(component, book) if component.allocate == "period" else None

    def entries(self) -> list[Entry]:
        """Everything that is earned or taken back before the end of the period."""
        for fact in self.book.facts:
            if self.due:
                self._instalments(until=fact.day)
            if fact.of and takes_back(fact):
                self._take_back(fact)
            elif gives_back(fact):
                self._give_back(fact)
            elif self.by_payment and fact.of and (original := self._credited(fact)):
                self._payment(fact, original)
            elif counts(fact, self.component.measure):
                self._credit(fact)
        self._instalments(until=self.book.period.end)
        if self.pools:
            self.made.extend(self.pools.entries())
        return self.made

    # -- a fact counts ------------------------------------------------------------------------------------------------

    def _credit(self, fact: Fact) -> None:
        component, book = self.component, self.book
        deal = book.root(fact) if fact.of else fact
        if not in_force(component, book.plan, deal.day):
            return
        value = book.value(fact, component.measure)
        if component.margin_floor == "line" and value < 0:
            value = 0
        window = window_of(fact.day, component.accumulate)
        split = self._split(deal if not fact.split else fact, deal.day)
        for account, credit in self._shares(fact, value, split, window):
            if self.special:
                self._defer(account, credit)
            account.append(credit)
            self.credits[fact.id].append((account, credit))
            self._post(account, credit, fact)

    def _defer(self, account: Account, credit: Credit) -> None:
        """What is earned as it is paid or in instalments, and what is held back for a while."""
        component, fact = self.component, credit.fact
        if component.on_payment and fact.kind != PAYMENT:
            credit.progress = 0
        if component.hold:
            credit.free = 1 - component.hold
            heappush(self.due, Due(add_months(fact.day, component.hold_months), 0, (account, credit)))
        if component.instalments > 1:
            credit.progress = Fraction(1, component.instalments)
            for number in range(2, component.instalments + 1):
                heappush(self.due, Due(add_months(fact.day, number - 1), number, (account, credit)))

    def _split(self, fact: Fact, day: date) -> Split:
        if fact.person and not fact.split and (self.component.level == "person" or not fact.tandem):
            return alone(fact.person, self.book.seats.role(fact.person, day, fact.tandem)).only(self.component.roles)
        return self.book.seats.of_fact(fact, day).only(self.component.roles)

    def _shares(self, fact: Fact, value: Number, split: Split, window: Window) -> list[Where]:
        """Accounts that a fact is credited to: the tandem's or each person's, and each overlay's on top."""
        component = self.component
        full, factor = component.credit == "full", self._factor(fact) if component.multipliers else 1
        period = window_of(fact.day, self.book.plan.period).name
        found: list[Where] = []
        if component.level == "tandem":
            shared = Split(split.parts, split.whole, full=True) if full else split
            if self.pools:  # all of it comes into the pool, which is split by days: what is vacant is left out once
                shared = alone(fact.tandem or fact.person)
            holder = self._account("tandem", fact.tandem or fact.person, window)
            found.append((holder, Credit(fact, shared, value, factor, period)))
        else:
            for part in split.parts:
                share = 1 if full else simple(Fraction(part.weight, split.whole))
                credit = Credit(fact, alone(part.person, part.role), _times(value, share), factor, period, share)
                found.append((self._account("person", part.person, window), credit))
        for person, role, share in split.overlays:
            one = alone(person, role)
            credit = Credit(fact, one, _times(value, share), factor, period, share, overlay=True)
            found.append((self._account("person", person, window), credit))
        return found

    def _account(self, level: str, holder: str, window: Window) -> Account:
        account = self.accounts.get((level, holder, window.name))
        if account is None:
            component, book = self.component, self.book
            quota = quota_of(book.plan, component, component.measure, book.seats, (level, holder), window)
            account = Account(holder, terms_of(component, quota), _person_cap(component, level))
            self.accounts[level, holder, window.name] = account
        return account

    def _factor(self, fact: Fact) -> Fraction | int:
        product: Fraction | int = 1
        for rule in self.component.multipliers:
            if rule.where and matches(fact, rule.where):
                product *= rule.factor
        return product

    # -- something happens to a credited fact -------------------------------------------------------------------------

    def _credited(self, fact: Fact) -> Fact | None:
        """The nearest fact that this one refers to and that was credited here."""
        return next((earlier for earlier in self.book.chain(fact) if earlier.id in self.credits), None)

    def _take_back(self, fact: Fact) -> None:
        original = self._credited(fact)
        if original is None:
            return
        if spared(fact, self.book.plan.clawback):
            for account, credit in self.credits[original.id]:
                self._tell(account, credit, fact, [0] * len(credit.split.parts))
            return
        self.left.take(original, fact)
        for account, changed, old in self._replayed(original):
            if kept := self._kept(changed, old - changed.line, fact):
                changed.kept += kept
                self.kept[fact.id].append((account, changed, kept))
            self._post(account, changed, fact)

    def _give_back(self, fact: Fact) -> None:
        """What a correction took counts again, and what it had to leave is no longer left on top of that."""
        original, correction = self._credited(fact), withdrawn(fact, self.book)
        if original is None or correction is None:
            return
        self.left.give(original, correction)
        places = [(account, changed) for account, changed, _old in self._replayed(original)]
        for account, credit, kept in self.kept.pop(correction.id, ()):
            credit.kept -= kept
            if all(credit is not changed for _account, changed in places):
                places.append((account, credit))
        for account, changed in places:
            self._post(account, changed, fact)

    def _replayed(self, original: Fact) -> Iterator[tuple[Account, Credit, int]]:
        """What pays otherwise now that another part of a fact is left, with what it paid before."""
        value = self.book.value(original, self.component.measure, self.left.part(original))
        if self.component.margin_floor == "line" and value < 0:
            value = 0
        for account, credit in self.credits[original.id]:
            credit.value = _times(value, credit.share)
            for changed, old in account.replay():
                yield account, changed, old

    def _kept(self, credit: Credit, lost: int, fact: Fact) -> int:
        """What may not be taken back any more: liability shrinks by full months."""
        months = self.book.plan.clawback.months
        if not months or lost <= 0:
            return 0
        passed = min(full_months(credit.fact.day, fact.day), months)
        return lost - half_up(lost * (months - passed), months)

    def _payment(self, fact: Fact, original: Fact) -> None:
        if fact.kind != PAYMENT:  # the invoice of an order that is already credited
            return
        self.paid[original.id] += fact.amount
        total = original.gross if original.gross is not None else original.amount
        part = min(max(Fraction(self.paid[original.id]) / Fraction(total), Fraction(0)), Fraction(1)) if total else 1
        for account, credit in self.credits[original.id]:
            credit.paid = simple(Fraction(part))
            if self.component.on_payment:
                credit.progress = credit.paid
            self._post(account, credit, fact)

    def _instalments(self, *, until: date) -> None:
        while self.due and self.due[0].day < until:
            next_ = heappop(self.due)
            account, credit = next_.place
            if next_.number:
                credit.progress = simple(Fraction(next_.number, self.component.instalments))
            else:
                credit.free = 1
            self._post(account, credit, credit.fact, day=next_.day)

    # -- entries ------------------------------------------------------------------------------------------------------

    def _post(self, account: Account, credit: Credit, cause: Fact, *, day: date | None = None) -> None:
        """The difference between what is due and what has been posted."""
        should = due(account, credit)
        made = [new - old for new, old in zip(should, credit.posted, strict=True)] if credit.posted else should
        credit.posted = should
        if cause is credit.fact or any(made):
            self._tell(account, credit, cause, made, day=day)
        if self.book.plan.releases:
            self._release(account, credit, cause, day or cause.day)

    def _release(self, account: Account, credit: Credit, cause: Fact, day: date) -> None:
        """What of the earned may be paid out by now, less what has been released."""
        part = credit.free * (credit.paid if self.component.release == "payment" else 1)
        should = [half_up(cents * part) for cents in credit.posted]
        before = credit.released or [0] * len(should)
        credit.released = should
        basis = self._basis(account, credit, cause)
        for place, taker in enumerate(credit.split.parts):
            if (made := should[place] - before[place]) and self.book.wanted(day):
                rule = f"{self.component.id}.release"
                self.released.append(Entry(taker.person, day, made, basis.currency, rule, basis, cause.id))

    def _basis(self, account: Account, credit: Credit, cause: Fact) -> Earned:
        numbers = (credit.value, credit.before, credit.line, credit.progress)
        return Earned(self.component, self.book.plan.currency, account.terms, credit, cause, *numbers)

    def _tell(self, account: Account, credit: Credit, cause: Fact, made: list[int], *, day: date | None = None) -> None:
        book, posted_on = self.book, day or cause.day
        if self.pools is not None and not credit.overlay:
            self.pools.add(account.holder, credit.fact.day, posted_on, sum(made), credit, cause)
            return
        if not book.wanted(posted_on):
            return
        basis = self._basis(account, credit, cause)
        rule = basis.rule
        for part, cents in zip(credit.split.parts, made, strict=True):
            if cents or cause is not credit.fact or credit.progress == 1:
                self.made.append(Entry(part.person, posted_on, cents, book.plan.currency, rule, basis, cause.id))


def _times(value: Number, share: Fraction | int) -> Number:
    return value if share == 1 else simple(value * share)


def _person_cap(component: Component, level: str) -> int | None:
    """Of a pool: a cap per person holds after it is split."""
    caps = [half_up(cap.amount) for cap in component.caps if cap.per == "person"]
    return caps[0] if caps and level == "tandem" else None
