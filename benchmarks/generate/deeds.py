"""What happened in three years: orders with lines and credits, notes, changes, each with its event, oldest first."""

from __future__ import annotations

import json
from array import array
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from random import Random

from tandem.core import search
from tandem.core.models import Event, EventSubject, SearchRow
from tandem.customers.models import CustomerFigures, Note
from tandem.orders.lines import line_net
from tandem.orders.models import Credit, NumberRange, Order, OrderConfirmation, OrderLine

from .crew import Crew, Half, Pair
from .customers import PER_CUSTOMER, Book
from .sink import Table

ORDERS, NOTES, EVENTS = 1.5, 0.95, 5.0  # per customer
LINES = (2, 4, 6, 8, 10, 10)  # of one order after the other: ten per customer
SHARE = {"A": 0.6, "B": 0.3, "C": 0.1}  # of all deeds on customers of a class
KEPT = 600  # deeds between capture and confirmation
STAY_OPEN = 0.005
NOTE_KINDS = ("call", "call", "visit", "mail", "note")
TEXTS = (
    "Liefertermin für die Getriebemotoren durchgesprochen; Teillieferung ist in Ordnung, Rest folgt eine Woche später.",
    "Ersatz für die Linie 3 gesucht, Typenschild kommt per Mail. Der Antrieb liegt bei uns am Lager.",
    "Angebot mit Energiekosten über fünf Jahre gewünscht. Entscheidung fällt im nächsten Monat, Technik ist überzeugt.",
    "Rahmenvertrag läuft aus. Neue Preise erst nach der Sitzung; wir melden uns in der kommenden Woche wieder.",
)


@dataclass(frozen=True)
class _Open:
    """A captured order on its way to confirmation."""

    due: int
    key: int
    number: str
    customer: int
    pair: Pair | None
    net: int
    day: int


def write_deeds(crew: Crew, book: Book, size: int, seed: str, search_ids: Iterator[int]) -> dict[str, int]:
    """All deeds and the figures that follow from them; how much there is of what."""
    writer = _Writer(crew, book, Random(f"{seed}/deeds"), search_ids)
    writer.imported(size)
    orders, notes = int(size * ORDERS), int(size * NOTES)
    edits = max(0, int(size * EVENTS) - size - notes - 2 * orders + int(orders * STAY_OPEN) + KEPT * 3 // 5)
    kinds = bytearray(b"o" * orders + b"n" * notes + b"e" * edits)
    writer.dice.shuffle(kinds)
    step = (crew.now - crew.start) / len(kinds)
    for number, kind in enumerate(kinds):
        at = crew.start + step * (number + 1)
        writer.confirm_due(number, at)
        {ord("o"): writer.order, ord("n"): writer.note, ord("e"): writer.edit}[kind](number, at)
    return writer.finish()


class _Writer:
    def __init__(self, crew: Crew, book: Book, dice: Random, search_ids: Iterator[int]) -> None:
        self.dice = dice
        self._crew, self._book, self._search_ids = crew, book, search_ids
        self._keys = {
            name: count(1) for name in ("order", "line", "credit", "confirmation", "note", "event", "subject")
        }
        self._pool = _line_pool(crew, dice)
        self._open: deque[_Open] = deque()
        self._years: dict[int, int] = {}
        self._figures = _Figures(len(book.labels), crew.now)
        self._order = Table(
            Order, "id", "number", "customer_id", "contact_id", "tandem_id", "seller_id", "ordered_on", "status",
            "currency", "net_cents", "customer_reference", "version",
        )  # fmt: skip
        self._line = Table(
            OrderLine, "id", "order_id", "position", "product_id", "text", "quantity", "unit", "unit_price",
            "discount_ppm", "net_cents",
        )  # fmt: skip
        self._credit = Table(Credit, "id", "order_id", "tandem_id", "seat", "employee_id", "weight", "net_cents")
        self._confirmation = Table(OrderConfirmation, "id", "order_id", "at", "by_id")
        self._note = Table(Note, "id", "customer_id", "contact_id", "kind", "text", "at", "author_id", "version")
        self._event = Table(
            Event, "id", "verb", "at", "recorded_at", "actor_kind", "actor_id", "actor_label", "half", "trail", "data"
        )
        self._subject = Table(EventSubject, "id", "event_id", "kind", "object_id")
        self._search = Table(SearchRow, "id", *search.FIELDS)
        self._waiting: dict[int, tuple[object, ...]] = {}

    def imported(self, size: int) -> None:
        """Every customer was taken over before the first morning."""
        at = f"{self._crew.start:%Y-%m-%d %H:%M:%S}"
        for key in range(1, size + 1):
            self._tell("customer.imported", at, None, _data(name=self._book.labels[key - 1]), ("customer", key))

    def order(self, number: int, at: datetime) -> None:
        """Captured now, confirmed some hundred deeds later; a few are forgotten."""
        key, customer = next(self._keys["order"]), self._customer()
        pair = self._pair(customer)
        lines = self.dice.choices(self._pool, k=LINES[key % len(LINES)])
        net, stamp = sum(line[-1] for line in lines), f"{at:%Y-%m-%d %H:%M:%S}"
        code, seller = self._number(at), pair.inside if pair else None
        for position, line in enumerate(lines, 1):
            self._line.add(next(self._keys["line"]), key, position, *line)
        contact = (customer - 1) * PER_CUSTOMER + 1
        open_order = _Open(number + KEPT, key, code, customer, pair, net, (self._crew.now - at).days)
        reference = f"B-{self.dice.randrange(10**6):06d}" if key % 3 == 0 else ""
        self._waiting[key] = (
            key, code, customer, contact, pair.id if pair else None, seller.id if seller else None, stamp[:10],
        )  # fmt: skip
        if self.dice.random() < STAY_OPEN:
            self._write_order(open_order, "captured", reference)
        else:
            self._open.append(open_order)
        self._tell("order.captured", stamp, seller, _head(code, net, f'"lines": {len(lines)}'), *_about(open_order))
        words = [reference] if reference else []
        entry = search.Entry("order", key, code, words, code, self._book.labels[customer - 1])
        self._search.add(next(self._search_ids), *search.row_of(entry))

    def confirm_due(self, number: int, at: datetime) -> None:
        """Orders whose time has come."""
        while self._open and self._open[0].due <= number:
            order = self._open.popleft()
            stamp = f"{at:%Y-%m-%d %H:%M:%S}"
            by = order.pair.inside if order.pair else self._crew.pairs[0].inside
            self._write_order(order, "confirmed", "")
            self._confirmation.add(next(self._keys["confirmation"]), order.key, stamp, by.id)
            if order.pair:
                inside = order.net - order.net // 2
                for half, cents in ((order.pair.inside, inside), (order.pair.field, order.net - inside)):
                    self._credit.add(
                        next(self._keys["credit"]), order.key, order.pair.id, half.role, half.id, 50, cents
                    )
            changes = '"changes": {"status": ["captured", "confirmed"]}'
            self._tell("order.confirmed", stamp, by, _head(order.number, order.net, changes), *_about(order))

    def note(self, number: int, at: datetime) -> None:
        """A call, a visit, a mail, by one of the two."""
        key, customer = next(self._keys["note"]), self._customer()
        pair = self._pair(customer) or self._crew.pairs[0]
        kind, author = NOTE_KINDS[key % 5], pair.field if key % 3 == 0 else pair.inside
        contact, stamp = (customer - 1) * PER_CUSTOMER + 1 + key % PER_CUSTOMER, f"{at:%Y-%m-%d %H:%M:%S}"
        self._note.add(key, customer, contact, kind, self.dice.choice(TEXTS), stamp, author.id, 1)
        about = (("note", key), ("customer", customer), *_of(self._pair(customer)), ("contact", contact))
        self._tell("note.added", stamp, author, _data(kind=kind), *about)

    def edit(self, number: int, at: datetime) -> None:
        """Master data changed."""
        customer = self._customer()
        pair = self._pair(customer)
        data = '{"changes": {"payment_days": [14, 30]}}'
        author = (pair or self._crew.pairs[0]).inside
        about = (("customer", customer), *_of(pair))
        self._tell("customer.edited", f"{at:%Y-%m-%d %H:%M:%S}", author, data, *about)

    def finish(self) -> dict[str, int]:
        """Orders that nobody has confirmed yet, numbers and figures."""
        for order in self._open:
            self._write_order(order, "captured", "")
        tables = (
            self._order, self._line, self._credit, self._confirmation, self._note, self._event, self._subject,
            self._search,
        )  # fmt: skip
        for written in tables:
            written.flush()
        NumberRange.objects.bulk_create(
            NumberRange(name=f"order {year}", next=number) for year, number in self._years.items()
        )
        self._figures.write()
        return {"order_lines": self._line.count, "orders": self._order.count, "events": self._event.count}

    def _write_order(self, order: _Open, status: str, reference: str) -> None:
        head = self._waiting.pop(order.key)
        self._order.add(*head, status, "EUR", order.net, reference, 2 if status == "confirmed" else 1)
        self._figures.add(order, status)

    def _tell(self, verb: str, at: str, by: Half | None, data: str, *subjects: tuple[str, int]) -> None:
        key, trail = next(self._keys["event"]), f"{self.dice.getrandbits(128):032x}"
        actor = ("employee", by.id, by.name, by.role) if by else ("system", None, "import", "")
        self._event.add(key, verb, at, at, *actor, trail, data)
        for kind, thing in subjects:
            self._subject.add(next(self._keys["subject"]), key, kind, thing)

    def _customer(self) -> int:
        lot = self.dice.random()
        group = self._book.of_class["A" if lot < SHARE["A"] else "B" if lot < SHARE["A"] + SHARE["B"] else "C"]
        return group[int(self.dice.random() * len(group))]

    def _pair(self, customer: int) -> Pair | None:
        place = self._book.pairs[customer - 1]
        return self._crew.pairs[place - 1] if place else None

    def _number(self, at: datetime) -> str:
        number = self._years.get(at.year, 1)
        self._years[at.year] = number + 1
        return f"{at:%y}-{number:05d}"


class _Figures:
    """The sums that lists sort by, counted along."""

    def __init__(self, size: int, now: datetime) -> None:
        self._year = (now - timedelta(365)).date()
        self._cents = [array("q", bytes(8 * size)) for _ in range(2)]
        self._counts = [array("i", bytes(4 * size)) for _ in range(2)]
        self._last = array("i", [-1]) * size
        self._now = now

    def add(self, order: _Open, status: str) -> None:
        place = order.customer - 1
        self._counts[status == "captured"][place] += 1
        last = self._last[place]
        self._last[place] = order.day if last < 0 else min(last, order.day)
        if status == "confirmed" and order.day < 730:
            self._cents[order.day >= 365][place] += order.net

    def write(self) -> None:
        table = Table(
            CustomerFigures, "customer_id", "revenue_cents", "last_year_cents", "orders", "open_orders", "last_order_on"
        )
        days = {-1: None, **{day: f"{self._now - timedelta(day):%Y-%m-%d}" for day in range(1200)}}
        for place, day in enumerate(self._last):
            sums = (self._cents[0][place], self._cents[1][place], self._counts[0][place], self._counts[1][place])
            table.add(place + 1, *sums, days[day])
        table.flush()


def _line_pool(crew: Crew, dice: Random) -> list[tuple[int, str, int, str, int, int, int]]:
    """Some thousand usual lines, each rounded where the house rounds."""
    pool = []
    for product in crew.products:
        for _ in range(20):
            quantity, discount = 1000 * dice.randrange(1, 21), dice.choice((0, 0, 20_000, 50_000))
            net = line_net(quantity, product.list_price, discount)
            pool.append((product.pk, product.name, quantity, product.unit, product.list_price, discount, net))
    return pool


def _about(order: _Open) -> tuple[tuple[str, int], ...]:
    return (("order", order.key), ("customer", order.customer), *_of(order.pair))


def _of(pair: Pair | None) -> tuple[tuple[str, int], ...]:
    return (("tandem", pair.id),) if pair else ()


def _data(**values: str) -> str:
    return json.dumps(values)


def _head(number: str, net: int, more: str) -> str:
    return f'{{"number": "{number}", "net_cents": {net}, "currency": "EUR", {more}}}'
