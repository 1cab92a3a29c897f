"""Template words of orders."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField

from tandem.orders.forms import CreditNoteForm
from tandem.orders.models import OrderLine

register = template.Library()


@register.filter
def quantity_of(form: CreditNoteForm, line: OrderLine) -> BoundField:
    """The field of a credit note for one line of the order."""
    return form[f"line-{line.pk}"]
