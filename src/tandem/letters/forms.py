"""Parsing texts, and a mail that is being written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tandem.core.forms import VersionedForm
from tandem.core.models import Document
from tandem.core.once import FIELD, new_key
from tandem.customers.models import Contact

from .models import TextTemplate
from .queries import mails_refused, other_channel


class TextForm(VersionedForm):
    """A template."""

    class Meta:
        model = TextTemplate
        fields = ("kind", "language", "name", "subject", "body")
        widgets = {"body": forms.Textarea(attrs={"rows": 12})}


class MailForm(forms.Form):
    """To whom, which text, what goes along. Who has an address can be chosen; who wants no mail says so."""

    contact = forms.ChoiceField(label=_("To"))
    template = forms.ChoiceField(label=_("Text"), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = forms.CharField(label=_("Text of the mail"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}))
    paper = forms.BooleanField(required=False)
    documents = forms.MultipleChoiceField(
        label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    def __init__(
        self,
        *args: Any,
        contacts: Sequence[Contact],
        texts: Sequence[TextTemplate],
        papers: Sequence[Document],
        new_paper: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.contacts = {str(one.pk): one for one in contacts}
        self.papers = {str(one.pk): one for one in papers}
        refused = mails_refused(contacts)
        self._choices("contact", [(str(one.pk), _named(one, refused=one.pk in refused)) for one in contacts])
        texts_shown = [(str(one.pk), f"{one.name} ({one.language.upper()})") for one in texts]
        self._choices("template", [("", _("no text")), *texts_shown])
        self._choices("documents", [(key, one.name) for key, one in self.papers.items()])
        if not papers:
            del self.fields["documents"]
        if new_paper:
            self.fields["paper"].label = new_paper
        else:
            del self.fields["paper"]

    def _choices(self, name: str, pairs: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  so declared above
        field.choices = pairs

    @property
    def chosen(self) -> Contact:
        """To whom it goes."""
        return self.contacts[self.cleaned_data["contact"]]

    @property
    def chosen_papers(self) -> list[Document]:
        """What goes along of what was printed already."""
        return [self.papers[key] for key in self.cleaned_data.get("documents", ())]

    @property
    def once_key(self) -> str:
        """The key of the form."""
        return str(self.cleaned_data.get(FIELD, ""))


def _named(contact: Contact, *, refused: bool) -> str:
    """The name with the address, and what has to be known before a mail is written."""
    if refused:
        return str(_("%(name)s <%(mail)s>: wants no mail") % {"name": contact, "mail": contact.email})
    if channel := other_channel(contact):
        told = {"name": contact, "mail": contact.email, "channel": channel}
        return str(_("%(name)s <%(mail)s>: prefers %(channel)s") % told)
    return f"{contact} <{contact.email}>"
