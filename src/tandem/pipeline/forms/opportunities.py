"""An opportunity as it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, DayField, EditForm
from tandem.core.numbers import MoneyField, PercentField
from tandem.customers.models import Contact, Customer
from tandem.people.models import Employee
from tandem.pipeline.models import Opportunity, Source, Stage
from tandem.pipeline.models.opportunities import MOST_CENTS
from tandem.pipeline.models.pipelines import WHOLE

OWN = ("title", "value_cents", "close_on", "contact", "holder", "own_chance_ppm", "source", "competitor", "text")
NOT_KNOWN = _("not known")


class StageField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A stage of the pipelines in use."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.pipeline}: {obj}"


def source_field() -> forms.ChoiceField:
    """Where an interest comes from."""
    return forms.ChoiceField(label=_("where it comes from"), choices=[("", NOT_KNOWN), *Source.choices], required=False)


def contact_field() -> forms.ModelChoiceField[Contact]:
    """One of the customer's people."""
    return forms.ModelChoiceField(
        Contact.objects.none(), label=_("contact"), required=False, empty_label=_("nobody in particular")
    )


def value_field() -> MoneyField:
    """What it is worth."""
    return MoneyField(label=_("value"), required=False, max_value=MOST_CENTS)


class OpportunityForm(EditForm):
    """All that can be told of an opportunity; its stage where it is new."""

    title = forms.CharField(label=_("what it is about"), max_length=200)
    stage = StageField(Stage.objects.none(), label=_("stage"))
    value_cents = value_field()
    close_on = DayField(label=_("expected close"))
    contact = contact_field()
    holder = forms.ModelChoiceField(
        Employee.objects.none(), label=_("holder"), required=False, empty_label=_("nobody yet")
    )
    own_chance_ppm = PercentField(
        label=_("own probability in %"), required=False, max_value=WHOLE, help_text=_("Empty: as its stage.")
    )
    source = source_field()
    competitor = forms.CharField(label=_("competitor"), max_length=120, required=False)
    text = forms.CharField(
        label=_("what they need"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=LONGEST
    )

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        people: Sequence[Employee],
        stages: Sequence[Stage] = (),
        instance: Opportunity | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        held = [instance.holder] if instance and instance.holder and instance.holder not in people else []
        self._offer("contact", contacts_of(customer, instance))
        self._offer("holder", Employee.objects.all(), [*held, *people])
        if instance is not None:
            del self.fields["stage"]
        else:
            self._offer("stage", Stage.objects.select_related("pipeline"), stages)

    def shown(self, instance: Opportunity) -> dict[str, Any]:
        """The columns as they are."""
        return {name: getattr(instance, name) for name in OWN}

    def values(self) -> dict[str, Any]:
        """What the action takes; no value is a value of nothing."""
        data = self.cleaned_data
        return {**{name: data[name] for name in OWN}, "value_cents": data["value_cents"] or 0}

    def _offer(self, name: str, rows: Any, known: Sequence[Any] | None = None) -> None:
        """Rows to choose from; those that are at hand already are not asked for again."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = rows if known is None else rows.filter(pk__in=[one.pk for one in known])
        if known is not None:
            empty = [("", field.empty_label)] if not field.required else []
            field.choices = [*empty, *((one.pk, field.label_from_instance(one)) for one in known)]


def contacts_of(customer: Customer, instance: Opportunity | None = None) -> Any:
    """Who is there, and who is named already."""
    kept = instance.contact_id if instance else None
    return customer.contacts.filter(Q(left_at=None, merged_into=None) | Q(pk=kept))
