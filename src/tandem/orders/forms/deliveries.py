"""What is asked of a delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Invalid
from tandem.core.forms import DayField
from tandem.core.numbers import QuantityField
from tandem.orders.deliveries import Delivered


class _OfLines(forms.Form):
    """One field per line, and a key so that it is sent once."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    use_required_attribute = False

    def __init__(self, *args: Any, rows: Sequence[Delivered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.error: Any = ""

    def refuse(self, error: Invalid) -> None:
        """Put what the action found to the fields concerned."""
        for name, text in error.fields.items():
            self.add_error(name if name in self.fields else None, str(text))
        if not error.fields:
            self.add_error(None, str(error.text))

    def each(self) -> list[tuple[Delivered, forms.BoundField]]:
        """Lines with their fields."""
        return [(row, self[self.named(row)]) for row in self.rows if self.named(row) in self.fields]

    def named(self, row: Delivered) -> str:
        """The field of a line."""
        raise NotImplementedError


class PromisesForm(_OfLines):
    """For when each line is promised."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.rows:
            label = _("Promised for, line %d") % row.line.position
            field = DayField(label=label, required=False, initial=row.line.promised_on)
            field.widget.attrs["aria-label"] = label
            self.fields[self.named(row)] = field

    def named(self, row: Delivered) -> str:
        return f"promised-{row.line.pk}"

    def days(self) -> dict[int, date | None]:
        """By line id."""
        return {row.line.pk: self.cleaned_data[self.named(row)] for row in self.rows}


class DeliveryForm(_OfLines):
    """How much of each line came on a day."""

    delivered_on = DayField(label=_("Delivered on"))
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in self.rows:
            if row.rest > 0:
                label = _("Delivered of line %d") % row.line.position
                field = QuantityField(label=label, required=False)
                field.widget.attrs |= {"aria-label": label, "class": "t-num"}
                self.fields[self.named(row)] = field

    def named(self, row: Delivered) -> str:
        return f"line-{row.line.pk}"

    def head(self) -> list[forms.BoundField]:
        """The fields that are no quantities."""
        return [self["delivered_on"], self["note"]]

    def quantities(self) -> dict[int, int]:
        """Thousandths by line id."""
        return {row.line.pk: self.cleaned_data.get(self.named(row)) or 0 for row in self.rows}
