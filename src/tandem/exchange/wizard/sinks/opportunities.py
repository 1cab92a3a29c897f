"""Opportunities, found by number, the other system's id, or title within their customer."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.search import fold
from tandem.customers.models import Contact, Customer
from tandem.customers.rules import can_serve_customer
from tandem.exchange.wizard.cells import Field, Parsed, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Unique, Verdict, bad, differing, held
from tandem.pipeline.actions.common import EARLIEST, FURTHEST, as_it_would_be, missing
from tandem.pipeline.models import Opportunity, Pipeline
from tandem.pipeline.models import State as Outcome
from tandem.pipeline.models.opportunities import MOST_CENTS
from tandem.pipeline.rules import can_lead_opportunity

from .contacts import CUSTOMER_LINK, link_customers
from .customers import LONGEST_ID
from .holders import put_holder
from .leads import SOURCES
from .opportunity_writing import OpportunityWriter
from .stages import put_stage, stages_offered

OWN = (
    "title", "value_cents", "close_on", "own_chance_ppm", "source", "text", "competitor", "holder", "contact", "stage",
)  # fmt: skip
_STATES = words_of(
    Outcome.choices, closed_won="won", closed_lost="lost", closedwon="won", closedlost="lost", Gewonnen="won",
    Verloren="lost", Offen="open", gewonnen="won", verloren="lost",
)  # fmt: skip


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Opportunity, **more)


def _pipelines(actor: Any) -> list[tuple[str, str]]:
    return [(str(row), str(row)) for row in Pipeline.objects.filter(retired_at=None)]


class OpportunitySink(Sink):
    """Chances of orders, open ones and those that were won or lost."""

    fields = (
        _own("number", gettext_lazy("Opportunity number")),
        Field("external_id", gettext_lazy("Other system's id"), model=Opportunity, column="source_key"),
        _own("title", gettext_lazy("What it is about")),
        *CUSTOMER_LINK,
        Field("contact", gettext_lazy("Contact")),
        Field("pipeline", gettext_lazy("Pipeline"), fixed=True, offers=_pipelines),
        Field("stage", gettext_lazy("Stage"), fixed=True, offers=stages_offered),
        Field("state", gettext_lazy("State"), kind="choice", choices=_STATES),
        Field("value_cents", gettext_lazy("Value"), kind="number", places=2, most=MOST_CENTS),
        Field("currency", gettext_lazy("Currency")),
        Field("own_chance_ppm", gettext_lazy("Probability in %"), kind="number", places=4, most=1_000_000),
        _own("close_on", gettext_lazy("Expected close"), kind="day"),
        _own("closed_on", gettext_lazy("Closed on"), kind="day"),
        _own("source", gettext_lazy("Where it comes from"), kind="choice", choices=SOURCES),
        Field("holder", gettext_lazy("Holder"), fixed=True),
        _own("competitor", gettext_lazy("Competitor")),
        Field("reason", gettext_lazy("Reason for the loss")),
        _own("text", gettext_lazy("What they need")),
    )  # fmt: skip
    uniques = (Unique("number", Opportunity, "number"), Unique("external_id", Opportunity, "source_key", "file:"))
    keys = (
        ("number", gettext_lazy("opportunity number")),
        ("external_id", gettext_lazy("other system's id")),
        ("title", gettext_lazy("title at the customer")),
    )

    def tidy(self, row: Parsed) -> None:
        """Stage, outcome and holder as what they are."""
        if len(row.values.get("external_id") or "") > LONGEST_ID:
            row.problems.setdefault("external_id", _("is longer than %(most)s letters") % {"most": LONGEST_ID})
        put_holder(row, self.ctx)
        put_stage(row, self.ctx)

    def identity(self, row: Parsed) -> Hashable:
        """The best key the row has; titles count within a customer."""
        values = row.values
        name = self._best(values)
        customer = values.get("customer") or values.get("customer_external_id") or values.get("customer_name")
        key = fold(values[name]) if name == "title" else values.get(name)
        return (name, key, fold(str(customer)) if name == "title" else "") if name else None

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Its customer first, then the opportunity there."""
        customers = link_customers(self, rows)
        keys = {customer.pk for customer in customers.values() if isinstance(customer, Customer)}
        known = self._known(rows, keys)
        people = list(Contact.objects.filter(customer__in=keys, merged_into=None, left_at=None))
        for row in rows:
            customer = customers.get(row.line)
            if isinstance(customer, Customer):
                _put_contact(row, [one for one in people if one.customer_id == customer.pk])
        return [self._judge(row, customers.get(row.line), known) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """New ones in bulk, changes one by one with their old values."""
        writer = OpportunityWriter(self.ctx)
        writer.add([one for one in verdicts if one.state == State.NEW])
        for verdict in verdicts:
            if verdict.state == State.CHANGE:
                writer.change(verdict)

    def _best(self, values: Mapping[str, Any]) -> str:
        names = [self.ctx.key] if self.ctx.key else [name for name, _label in self.keys]
        return next((name for name in names if values.get(name)), "")

    def _known(self, rows: Sequence[Parsed], customers: set[int]) -> list[Opportunity]:
        def given(name: str) -> list[Any]:
            return [row.values[name] for row in rows if row.values.get(name)]

        wanted = (
            Q(number__in=given("number"))
            | Q(source_key__in=[f"file:{key}" for key in given("external_id")])
            | Q(customer__in=customers, title__in=given("title"))
        )
        found = Opportunity.objects.filter(wanted).select_related("customer__team", "stage__pipeline", "contact")
        return list(held(found, self.ctx))

    def _judge(self, row: Parsed, customer: Customer | str | None, known: Sequence[Opportunity]) -> Verdict:
        if not isinstance(customer, Customer):
            return bad(row, "", customer or _("names no customer"))
        target = self._match(row.values, customer, known)
        if target is not None and target.customer_id != customer.pk:
            return bad(row, self._best(row.values), _("is taken by an opportunity of another customer"))
        values = row.values
        if values.get("currency") and values["currency"].upper() != customer.currency:
            text = _("“%(name)s” is sold to in %(currency)s")
            row.problems.setdefault("currency", text % {"name": customer.label, "currency": customer.currency})
        stage = values.get("stage") or (target.stage if target else None)
        if stage is not None and values.get("own_chance_ppm") == stage.chance_ppm:
            values["own_chance_ppm"] = None  # as likely as its stage says
        verdict = self._known_one(row, target) if target else self._new_one(row, customer)
        verdict.found["customer"] = customer
        return verdict

    def _match(self, values: Mapping[str, Any], customer: Customer, known: Sequence[Opportunity]) -> Opportunity | None:
        name = self._best(values)
        if name == "title":
            same = [one for one in known if one.customer_id == customer.pk and fold(one.title) == fold(values["title"])]
            return max(same, key=lambda one: (one.is_open, one.pk), default=None)
        kept = {"number": "number", "external_id": "source_key"}.get(name, "")
        wanted = f"file:{values[name]}" if name == "external_id" else values.get(name)
        return next((one for one in known if kept and getattr(one, kept) == wanted), None)

    def _new_one(self, row: Parsed, customer: Customer) -> Verdict:
        values, actor = row.values, self.ctx.actor
        if not values.get("title"):
            row.problems.setdefault("title", _("is empty"))
        closed = values.get("state") in (Outcome.WON, Outcome.LOST)
        values.setdefault("close_on", values.get("closed_on") if closed else None)
        if values.get("close_on") is None:
            row.problems.setdefault("close_on", _("is empty"))
        if values.get("stage") is None:
            row.problems.setdefault("stage", _("is empty"))
        if not actor.is_system and not can_serve_customer(actor, customer):
            row.problems.setdefault("", _("this customer is not served by you"))
        if not row.problems and not closed:
            given = {name: values[name] for name in OWN if values.get(name) is not None}
            self._ask(row, Opportunity(customer=customer, **given))
        return self.decide(row, None, None)

    def _known_one(self, row: Parsed, target: Opportunity) -> Verdict:
        changes = _changes(row, target)
        state = row.values.get("state")
        ended = bool(state) and state != target.state
        if not row.problems and target.is_open and changes and not ended:
            self._ask(row, as_it_would_be(target, changes), missing(target, target.stage, step=True))
        verdict = self.decide(row, target, {**changes, **({"state": state} if ended else {})})
        if verdict.state != State.CHANGE:
            return verdict
        if not target.is_open:
            return bad(row, "", _("“%(name)s” was won or lost; open it again to change it"), name=target.title)
        if not self.ctx.actor.is_system and not can_lead_opportunity(self.ctx.actor, target):
            return bad(row, "", _("“%(name)s” belongs to another tandem"), name=target.title)
        return verdict

    def _ask(self, row: Parsed, one: Opportunity, before: Sequence[str] = ()) -> None:
        """What its stage demands, and a day that is no typing error."""
        for name in missing(one, one.stage, step=True):
            if name not in before:
                row.problems.setdefault(name, _("“%(stage)s” needs it") % {"stage": one.stage})
        today = self.ctx.actor.today
        if "close_on" in row.values and not today - EARLIEST <= one.close_on <= today + FURTHEST:
            row.problems.setdefault("close_on", _("is more than a year ago, or too far away"))


def _changes(row: Parsed, target: Opportunity) -> dict[str, Any]:
    """What would differ; a day or a stage cannot be emptied, a value is nothing then."""
    changes = differing(target, row.values, OWN)
    if changes.get("title") == "":
        row.problems.setdefault("title", _("is empty"))
    for name in ("close_on", "stage"):
        if name in changes and (changes[name] is None or row.values.get(f"{name}_guessed")):
            changes.pop(name)
    if "value_cents" in changes:
        changes["value_cents"] = changes["value_cents"] or 0
    return {name: value for name, value in changes.items() if getattr(target, name) != value}


def _put_contact(row: Parsed, people: Sequence[Contact]) -> None:
    """The customer's contact by mail or name; who is not there is a problem, not somebody new."""
    name = row.values.get("contact")
    if name is None or isinstance(name, Contact):
        return
    wanted = fold(name)
    match = [
        one for one in people if wanted in (fold(one.email), fold(str(one)), fold(f"{one.last_name}, {one.first_name}"))
    ]
    match = match or [one for one in people if wanted == fold(f"{one.first_name} {one.last_name}".strip())]
    if name and not match:
        text = _("the customer has no contact “%(name)s”")
        row.problems.setdefault("contact", text % {"name": name[:80]})
    row.values["contact"] = match[0] if match else None
