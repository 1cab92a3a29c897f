"""Payments of the ERP, each on one invoice; known by their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.exchange.models import ImportMode
from tandem.exchange.wizard.cells import Field, Parsed, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad, held
from tandem.exchange.writing.context import noon
from tandem.orders.billing.actions import payment_problems
from tandem.orders.billing.balance import refresh_open
from tandem.orders.billing.queries import visible_invoices
from tandem.orders.billing.rules import can_enter_payment
from tandem.orders.models import Invoice, Payment, PaymentKind
from tandem.people.queries import signed_in

FAR = 10**13
_KINDS = words_of(
    PaymentKind.choices, zahlung="money", ueberweisung="money", überweisung="money", lastschrift="money", bar="money",
    bank="money", transfer="money", gutschrift="credit", verrechnung="credit", credit_note="credit",
    ausbuchung="loss", ausgebucht="loss", write_off="loss",
)  # fmt: skip


class PaymentSink(Sink):
    """Payments are added, never changed. More than is open is refused: it would settle something else."""

    modes = (ImportMode.CREATE,)
    fields = (
        Field("number", gettext_lazy("Payment number"), needed=True, model=Payment, column="source_key"),
        Field("invoice", gettext_lazy("Invoice number"), needed=True),
        Field("received_on", gettext_lazy("Received on"), kind="day", needed=True),
        Field("amount", gettext_lazy("Amount"), kind="number", places=2, least=-FAR, most=FAR, needed=True),
        picked("kind", gettext_lazy("How"), PaymentKind.choices, _KINDS),
        Field("currency", gettext_lazy("Currency"), fixed=True),
    )
    keys = (("number", gettext_lazy("payment number")),)

    def identity(self, row: Parsed) -> Hashable:
        """A payment."""
        return row.values.get("number")

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Row by row, each after what the rows before it have settled."""
        invoices = self._invoices({row.values["invoice"] for row in rows if row.values.get("invoice")})
        numbers = {row.values["number"] for row in rows if row.values.get("number")}
        payments = Payment.objects.filter(source_key__in=numbers).values_list("source_key", "invoice", "amount_cents")
        known: dict[str, tuple[int, int]] = {key: (invoice, cents) for key, invoice, cents in payments}  # type: ignore[misc]
        # Before anything is written, what earlier lots would have settled is only known here.
        settled: Counter[int] = Counter() if self.ctx.lock else self.ctx.cache.setdefault("settled", Counter())
        return [self._judge(row, invoices.get(row.values.get("invoice", "")), known, settled) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """All of a batch in bulk, as entering tells it."""
        pairs = [(self._payment(verdict), verdict.found["invoice"]) for verdict in verdicts]
        insert_many([payment for payment, _invoice in pairs])
        refresh_open({invoice.pk for _payment, invoice in pairs})
        record_many([self._told(*pair) for pair in pairs], actor=self.ctx.actor, deliver=False)

    def _invoices(self, numbers: set[str]) -> dict[str, Invoice]:
        rows = visible_invoices(self.ctx.actor).filter(number__in=numbers)
        found = held(rows.select_related("customer", "order", "cancellation"), self.ctx)
        return {invoice.number: invoice for invoice in found}

    def _judge(
        self,
        row: Parsed,
        invoice: Invoice | None,
        known: Mapping[str, tuple[int, int]],
        settled: Counter[int],
    ) -> Verdict:
        values = row.values
        if row.problems:
            return Verdict(row, State.BAD)
        if invoice is None:
            return bad(row, "invoice", _("there is no invoice “%(number)s”"), number=values["invoice"])
        if values["number"] in known:
            if known[values["number"]] == (invoice.pk, values["amount"]):
                return Verdict(row, State.SAME)
            return bad(row, "number", _("is here already with another amount or invoice; payments stand"))
        self._check(row, invoice)
        # The invoice as it stands once the rows before this one are in.
        now = Invoice(gross_cents=invoice.gross_cents, open_cents=invoice.open_cents - settled[invoice.pk],
                      issued_on=invoice.issued_on, currency=invoice.currency)  # fmt: skip
        problems = payment_problems(now, values["amount"], values["received_on"], self.ctx.actor.today)
        for name, text in problems.items():
            row.problems.setdefault(name, str(text))
        if row.problems:
            return Verdict(row, State.BAD)
        settled[invoice.pk] += values["amount"]
        return Verdict(row, State.NEW, found={"invoice": invoice})

    def _check(self, row: Parsed, invoice: Invoice) -> None:
        if invoice.is_cancelled:
            row.problems.setdefault("invoice", _("is cancelled"))
        if not self.ctx.actor.is_system and not can_enter_payment(self.ctx.actor, invoice.customer):
            row.problems.setdefault("", _("only a sales manager may enter a payment of this customer"))
        currency = row.values.get("currency", "").upper()
        if currency and currency != invoice.currency:
            row.problems.setdefault("currency", _("is another one than that of the invoice"))

    def _payment(self, verdict: Verdict) -> Payment:
        values: Mapping[str, Any] = verdict.row.values
        return Payment(
            invoice=verdict.found["invoice"],
            kind=values.get("kind") or PaymentKind.MONEY,
            received_on=values["received_on"],
            amount_cents=values["amount"],
            source_key=values["number"],
            at=self.ctx.at,
            by=signed_in(self.ctx.actor),
        )

    def _told(self, payment: Payment, invoice: Invoice) -> Draft:
        subjects = [("invoice", invoice.pk), ("payment", payment.pk), ("customer", invoice.customer_id)]
        if invoice.order is not None:
            subjects.append(("order", invoice.order.pk))
            subjects += [("tandem", invoice.order.tandem_id)] if invoice.order.tandem_id else []
        day = payment.received_on
        data = {"invoice": invoice.number, "gross_cents": invoice.gross_cents, "currency": invoice.currency}
        data |= {"amount_cents": payment.amount_cents, "kind": str(payment.kind), "received_on": day.isoformat()}
        return Draft("payment.entered", noon(day), subjects, {**data, **self.ctx.data}, trail=self.ctx.trail)
