"""Parsing contracts and their templates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import DateInput, DayField, EditForm, VersionedForm
from tandem.core.once import new_key
from tandem.customers.models import Contact, Customer

from .clauses import read_clauses, write_clauses
from .models import Contract, ContractTemplate

HOW = _("A line that begins with # is the heading of a clause.")


class ClausesField(forms.CharField):
    """Clauses as text with headings."""

    widget = forms.Textarea(attrs={"rows": 18})

    def prepare_value(self, value: Any) -> Any:
        return write_clauses(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return value if isinstance(value, list) else read_clauses(super().to_python(value) or "")


class TemplateForm(VersionedForm):
    """A template."""

    clauses = ClausesField(label=_("Clauses"), help_text=HOW)

    class Meta:
        model = ContractTemplate
        fields = ("name", "language", "title", "months", "notice_days", "renewal_months", "clauses")


class NewForm(EditForm):
    """From which template, for whom, from when."""

    template = forms.ModelChoiceField(
        label=_("Template"), queryset=ContractTemplate.objects.none(), empty_label=_("choose")
    )
    contact = forms.ModelChoiceField(
        label=_("Who signs for the customer"),
        queryset=Contact.objects.none(),
        required=False,
        empty_label=_("nobody in particular"),
    )
    starts_on = DayField(label=_("Begins on"))

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "template", ContractTemplate.objects.filter(retired_at=None))
        _offer(self, "contact", customer.contacts.filter(left_at=None, merged_into=None))


class ContractForm(VersionedForm):
    """A draft."""

    clauses = ClausesField(label=_("Clauses"), help_text=HOW)

    class Meta:
        model = Contract
        fields = ("title", "contact", "starts_on", "ends_on", "notice_days", "renewal_months", "clauses")
        field_classes = {"starts_on": DayField, "ends_on": DayField}
        widgets = {"starts_on": DateInput(), "ends_on": DateInput()}
        help_texts = {
            "ends_on": _("Empty: open-ended."),
            "renewal_months": _("0: it ends on its last day."),
        }

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "contact", customer.contacts.filter(left_at=None, merged_into=None))


class DeedForm(forms.Form):
    """The version that was seen, and the key of the form."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)


class ReasonForm(DeedForm):
    """Why it is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class ConsentForm(DeedForm):
    """Our own signature."""

    consent = forms.BooleanField(label=_("I have read the contract and sign it for our company."))


class TerminationForm(ReasonForm):
    """Notice: by whom, and by when it ends."""

    by_customer = forms.ChoiceField(
        label=_("Who gave notice"), choices=[("yes", _("The customer")), ("", _("We"))], required=False
    )
    received_on = DayField(label=_("Notice came in on"))
    ends_on = DayField(label=_("Last day"))
    early = forms.BooleanField(
        label=_("It ends sooner than agreed: for good cause, or because both want it"), required=False
    )


def _offer(form: forms.BaseForm, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  so declared
    field.queryset = rows
