"""What is asked before a quote begins, goes out or is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact, Customer

from .models import LossReason, Quote, QuoteTemplate
from .queries import current_revision

KINDS = (("one", _("One offer")), ("three", _("Three options: good, better, best")))
NAMES = {"one": (), "three": (_("Good"), _("Better"), _("Best"))}


class OnceForm(forms.Form):
    """A form whose second sending does nothing."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {FIELD: new_key(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class NewForm(OnceForm):
    """For whom, about what, and with how many options."""

    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Contact"), required=False, empty_label=_("nobody in particular")
    )
    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    kind = forms.ChoiceField(label=_("Options"), choices=KINDS, initial="one")
    template = forms.ModelChoiceField(
        QuoteTemplate.objects.none(), label=_("Template"), required=False, empty_label=_("none")
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (
            ("contact", customer.contacts.filter(left_at=None, merged_into=None)),
            ("template", QuoteTemplate.objects.filter(retired_at=None)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows


class SeenForm(OnceForm):
    """Which version of the quote was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(SeenForm):
    """Why it is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class WhyForm(OnceForm):
    """Why a discount ought to be approved."""

    why = forms.CharField(label=_("Why this discount?"), max_length=300)


class DecisionForm(OnceForm):
    """Yes, or no with a reason."""

    granted = forms.ChoiceField(label=_("Decision"), choices=(("yes", _("Approve")), ("no", _("Do not approve"))))
    answer = forms.CharField(label=_("Answer"), max_length=300, required=False)


class TemplateForm(OnceForm):
    """Under which name."""

    name = forms.CharField(label=_("Name of the template"), max_length=120)


class HeardForm(OnceForm):
    """Who of the customer's people said so; `revision` is the one they spoke of."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("Who said so"), required=False, empty_label=_("nobody in particular")
    )

    def __init__(self, *args: Any, quote: Quote, **kwargs: Any) -> None:
        first = {"revision": quote.revision, "contact": quote.contact_id}
        super().__init__(*args, initial={**first, **(kwargs.pop("initial", None) or {})}, **kwargs)
        field = self.fields["contact"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = quote.customer.contacts.filter(left_at=None, merged_into=None)


class DeclineForm(HeardForm):
    """Why the customer said no."""

    reason = forms.ChoiceField(label=_("Reason"), choices=LossReason.choices)
    competitor = forms.CharField(label=_("Competitor"), max_length=120, required=False)
    text = forms.CharField(label=_("In their words"), max_length=300, required=False)


class QuestionForm(HeardForm):
    """What they want to know."""

    text = forms.CharField(label=_("Question"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class AcceptForm(HeardForm):
    """Which option, with which optional lines."""

    option = forms.TypedChoiceField(label=_("Option"), coerce=int, widget=forms.RadioSelect)
    lines = forms.TypedMultipleChoiceField(
        label=_("Optional lines"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
    field_order = ("option", "lines", "contact", "note")

    def __init__(self, *args: Any, quote: Quote, **kwargs: Any) -> None:
        super().__init__(*args, quote=quote, **kwargs)
        options = (current_revision(quote).snapshot or {"options": []})["options"]
        option, lines = self.fields["option"], self.fields["lines"]
        assert isinstance(option, forms.ChoiceField)  # noqa: S101
        assert isinstance(lines, forms.ChoiceField)  # noqa: S101
        option.choices = [(one["id"], one["name"]) for one in options]
        several = len(options) > 1
        lines.choices = [
            (line["id"], f"{one['name']}: {line['text']}" if several else line["text"])
            for one in options
            for line in one["lines"]
            if line["optional"]
        ]
        lines.choices = list(dict(lines.choices).items())
        if not lines.choices:
            del self.fields["lines"]
        if not several and options:
            option.initial = options[0]["id"]
