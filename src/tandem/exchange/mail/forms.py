"""Input about mails: a dropped one, whose it is, why it is discarded."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.customers.models import Customer
from tandem.tandems.models import RequestKind
from tandem.work.forms.fields import OnceForm

from .models import Became, Mail

CHOICES = (
    (Became.REQUEST.value, gettext_lazy("A request: the customer wants something")),
    (Became.FILED.value, gettext_lazy("An entry in the timeline: nothing to do")),
)

HEADERS = ("From", "Date", "Subject", "Message-ID")  # what has none of them is another kind of file


class BecomeForm(OnceForm):
    """What becomes of a mail at a customer."""

    become = forms.ChoiceField(
        label=gettext_lazy("what it is"), choices=CHOICES, widget=forms.RadioSelect, initial=Became.REQUEST
    )
    kind = forms.ModelChoiceField(
        RequestKind.objects.none(),
        label=gettext_lazy("kind of request"),
        required=False,
        empty_label=gettext_lazy("find out later"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = RequestKind.objects.filter(retired_at=None)


class DropForm(BecomeForm):
    """A mail as a file; without a customer the rules decide what it becomes."""

    file = forms.FileField(
        label=gettext_lazy("mail as a file (.eml)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".eml,message/rfc822"}),
    )
    field_order = ["file", "become", "kind"]

    def __init__(self, *args: Any, customer: Customer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if customer is None:
            del self.fields["become"], self.fields["kind"]

    def clean_file(self) -> UploadedFile[Any]:
        """A mail, no larger than any other file here, for it is kept as one."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.FILE_BYTES:
            raise forms.ValidationError(
                _("This file is larger than %(most)s.") % {"most": filesizeformat(settings.FILE_BYTES)}
            )
        head = BytesHeaderParser().parse(file)
        file.seek(0)
        if not any(name in head for name in HEADERS):
            raise forms.ValidationError(
                _("This is no mail. Save the mail itself as a file (.eml) and choose that one.")
            )
        return file


class AssignForm(BecomeForm):
    """Whose mail it is, and whether its sender becomes a contact there."""

    add_sender = forms.BooleanField(label=gettext_lazy("add the sender as a contact"), required=False)

    def __init__(self, *args: Any, mail: Mail, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known or not mail.sender:
            del self.fields["add_sender"]


class DiscardForm(OnceForm):
    """Why it is nothing for us."""

    reason = forms.CharField(label=gettext_lazy("reason"), max_length=300)
