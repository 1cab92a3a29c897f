"""Parsing input about leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import LONGEST, DayField, VersionedForm
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Customer
from tandem.people.models import Employee
from tandem.pipeline.models import Lead, LeadPerson, Stage

from .moving import SeenForm
from .opportunities import StageField, value_field

PERSON = ("first_name", "last_name", "function", "email", "phone")
NEW = "new"


class LeadForm(VersionedForm):
    """Company, wish and the answers that qualify it."""

    website = forms.URLField(label=_("website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Lead
        fields = (
            *("company", "wish", "source", "holder", "need", "budget", "decides", "needed_by"),
            *("town", "country", "phone", "email", "website"),
        )
        widgets = {"wish": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, people: Sequence[Employee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ModelChoiceField)  # noqa: S101
        kept = self.instance.holder_id or 0
        holder.queryset = Employee.objects.filter(pk__in=[*(person.pk for person in people), kept])
        holder.empty_label = str(_("nobody yet"))

    def clean_country(self) -> str:
        """Two letters."""
        country = str(self.cleaned_data["country"]).upper()
        if len(country) != 2 or not country.isalpha():
            raise forms.ValidationError(_("Two letters, such as DE."))
        return country


class NewLeadForm(LeadForm):
    """The same with the first person behind it; the answers are asked later."""

    field_order = ("company", "wish", "first_name", "last_name", "function", "person_email", "person_phone")

    first_name = forms.CharField(label=_("first name"), max_length=60, required=False)
    last_name = forms.CharField(label=_("last name"), max_length=60, required=False)
    function = forms.CharField(label=_("function"), max_length=80, required=False)
    person_email = forms.EmailField(label=_("e-mail of this person"), required=False)
    person_phone = forms.CharField(label=_("phone of this person"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("need", "budget", "decides", "needed_by"):
            del self.fields[name]

    def person(self) -> dict[str, str]:
        """Who is behind it; nobody without a name."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("first_name", "last_name", "function")}
        return {**plain, "email": data["person_email"], "phone": data["person_phone"]} if data["last_name"] else {}


class PersonForm(VersionedForm):
    """Somebody else behind a lead."""

    class Meta:
        model = LeadPerson
        fields = ("salutation", "first_name", "last_name", "function", "email", "phone", "mobile", "language")


class LeadNoteForm(forms.Form):
    """What was said."""

    text = forms.CharField(label=_("note"), widget=forms.Textarea(attrs={"rows": 2}), max_length=LONGEST)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {FIELD: new_key()}
        super().__init__(*args, **kwargs)


class DropForm(SeenForm):
    """Why nothing will come of it."""

    reason = forms.CharField(label=_("reason"), max_length=200)


class ConvertForm(SeenForm):
    """Which customer it is, and what the opportunity is about."""

    customer = forms.ChoiceField(label=_("customer"), widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("number of another customer"), max_length=20, required=False, help_text=_("Where it is none of these.")
    )
    title = forms.CharField(label=_("what it is about"), max_length=200)
    stage = StageField(Stage.objects.none(), label=_("stage"))
    value_cents = value_field()
    close_on = DayField(label=_("expected close"))
    text = forms.CharField(
        label=_("what they need"), widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST
    )

    def __init__(self, *args: Any, customers: Sequence[tuple[Customer, str]], stages: Sequence[Stage], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.customers = {customer.number: customer for customer, _why in customers}
        field = self.fields["customer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        known = [(customer.number, f"{customer.name}, {customer.town} · {why}") for customer, why in customers]
        field.choices = [*known, (NEW, _("a new customer"))]
        stage = self.fields["stage"]
        assert isinstance(stage, StageField)  # noqa: S101
        stage.queryset = Stage.objects.filter(pk__in=[one.pk for one in stages]).select_related("pipeline")

    def values(self, lead: Lead) -> dict[str, Any]:
        """What the opportunity takes."""
        data = self.cleaned_data
        told = {name: data[name] for name in ("title", "close_on", "text")}
        return {**told, "value_cents": data["value_cents"] or 0, "source": lead.source, "holder": lead.holder}
