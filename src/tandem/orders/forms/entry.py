"""An order as it is typed: head and lines together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Invalid
from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact, Customer
from tandem.orders.models import Order

from .lines import LineTable

HEAD = ("contact", "ordered_on", "wanted_on", "customer_reference", "remark")


class HeadForm(EditForm):
    """All of an order but its lines."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact"), required=False, empty_label=_("nobody in particular")
    )
    ordered_on = DayField(label=_("Ordered on"))
    wanted_on = DayField(label=_("Wanted on"), required=False)
    customer_reference = forms.CharField(label=_("Customer's reference"), max_length=60, required=False)
    remark = forms.CharField(
        label=_("Remark"), widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=LONGEST
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    use_required_attribute = False

    def __init__(self, *args: Any, customer: Customer, instance: Order | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = customer.contacts.filter(Q(left_at=None) | Q(pk=instance.contact_id if instance else None))

    def remember(self) -> None:
        for name in HEAD:
            self.fields[name].show_hidden_initial = True

    def shown(self, instance: Order) -> dict[str, Any]:
        return {name: getattr(instance, name) for name in HEAD}

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in HEAD}


class EntryForm:
    """Head and lines together, as one page shows them."""

    def __init__(self, head: HeadForm, table: LineTable) -> None:
        self.head, self.table = head, table

    @classmethod
    def blank(cls, customer: Customer, today: date) -> EntryForm:
        """A new order with one row."""
        first = customer.contacts.filter(left_at=None, is_first=True).first()
        initial = {"contact": first, "ordered_on": today, FIELD: new_key()}
        table = LineTable([], customer)
        table.add()
        return cls(HeadForm(initial=initial, customer=customer), table)

    @classmethod
    def of(cls, order: Order) -> EntryForm:
        """A captured order, to be corrected."""
        return cls(HeadForm(customer=order.customer, instance=order), LineTable.of(order))

    @classmethod
    def typed(cls, data: QueryDict, customer: Customer, *, without: str = "", order: Order | None = None) -> EntryForm:
        """What has been sent."""
        head = HeadForm(data, customer=customer, instance=order)
        return cls(head, LineTable.typed(data, customer, without=without))

    def is_valid(self) -> bool:
        """Whether head and every line can be taken to the action."""
        self.table.tell()
        lines, head = self.table.lines(), self.head.is_valid()
        return head and lines is not None

    def refuse(self, error: Invalid) -> None:
        """Put what the action found to the fields concerned."""
        at_lines = self.table.refuse(error)
        named = {name: text for name, text in error.fields.items() if name in self.head.fields}
        for name, text in named.items():
            self.head.add_error(name, str(text))
        if not named and not at_lines:
            self.head.add_error(None, str(error.text))
