"""Forms of the portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tandem.core.once import FIELD, new_key
from tandem.quotes.models import LossReason
from tandem.tandems.models import RequestKind
from tandem.work.models import AppointmentKind

from .actions.asking import LONGEST
from .models import Score
from .queries.appointments import WITH
from .wording import SIGNS, kind_name

REASONS = [
    (LossReason.PRICE, _("Price")),
    (LossReason.TIME, _("Delivery time")),
    (LossReason.FIT, _("It does not fit our need")),
    (LossReason.COMPETITOR, _("We buy elsewhere")),
    (LossReason.STOPPED, _("We have stopped or put off the project")),
    (LossReason.OTHER, _("Another reason")),
]
MOST_BYTES = 9 * 1024 * 1024  # a form of the portal is read up to 10 MB


class AddressForm(forms.Form):
    """Where to send the link."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


class TokenForm(forms.Form):
    """The secret of a link; the script of the page takes it from behind the # and hides the field."""

    token = forms.CharField(
        label=_("The link from your mail"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_token(self) -> str:
        """The whole link may be pasted, too."""
        return str(self.cleaned_data["token"]).rpartition("#")[2].strip()


class OnceForm(forms.Form):
    """A form that does its work once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60, initial=new_key)

    @property
    def once_key(self) -> str:
        return str(self.cleaned_data.get(FIELD, ""))


def _text(label: Any, rows: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}))


class FileForm(OnceForm):
    """A form that a file may go along with."""

    file = forms.FileField(label=_("File"), required=False)

    field_order = ["kind", "wish", "text", "file"]

    def clean_file(self) -> UploadedFile[bytes] | None:
        """One file, not too large."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("file")
        if upload is not None and (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 9 MB."))
        return upload

    @property
    def files_sent(self) -> list[UploadedFile[bytes]]:
        upload = self.cleaned_data.get("file")
        return [upload] if upload is not None else []


class KindField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A kind of request, as customers call it."""

    def label_from_instance(self, obj: RequestKind) -> str:
        return kind_name(obj)


class WishForm(FileForm):
    """What the customer wants."""

    kind = KindField(
        RequestKind.objects.none(), label=_("What is it about?"), empty_label=None, widget=forms.RadioSelect
    )
    wish = _text(_("Your request"), 6)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = RequestKind.objects.filter(retired_at=None)
        self.initial.setdefault("kind", RequestKind.objects.filter(retired_at=None, key="question").first())


class ReplyForm(FileForm):
    """More about a request."""

    text = _text(_("Your message"), 4)


class RatingForm(forms.Form):
    """One question."""

    score = forms.ChoiceField(label=_("Was this solved well for you?"), choices=Score.choices, widget=forms.RadioSelect)


class QuestionForm(OnceForm):
    """A question on a quote."""

    text = _text(_("Your question"), 5)


class DeclineForm(forms.Form):
    """No, and why."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why not?"), choices=REASONS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class ChoiceForm(forms.Form):
    """An option with optional lines, of the revision that was read."""

    revision = forms.IntegerField(min_value=1, max_value=10_000)
    option = forms.IntegerField(min_value=1, max_value=2**62)

    def __init__(self, *args: Any, options: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {one["id"]: {line["id"] for line in one["lines"] if line["optional"]} for one in options}

    def clean_option(self) -> int:
        """One that was offered."""
        option: int = self.cleaned_data["option"]
        if option not in self.lines:
            raise forms.ValidationError("option")
        return option

    @property
    def chosen(self) -> list[int]:
        """The optional lines of that option; what was ticked at others does not count."""
        ticked = self.data.getlist("line")  # type: ignore[attr-defined]
        return sorted(key for key in self.lines[self.cleaned_data["option"]] if str(key) in ticked)


class CodeForm(OnceForm):
    """The six digits, and who accepts."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    code = forms.RegexField(
        r"^[0-9]{6}$",
        label=_("The six digits from the mail"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "6"}),
        error_messages={"invalid": _("These are not six digits. They are in the mail that we sent.")},
    )
    field_order = ["name", "code"]


class SignForm(CodeForm):
    """A signature: the typed name, a drawing where somebody likes, consent, and the six digits."""

    strokes = forms.JSONField(required=False, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    consent = forms.BooleanField(label=SIGNS)
    field_order = ["name", "consent", "code"]


class SlotForm(forms.Form):
    """How and with whom to meet."""

    kind = forms.ChoiceField(
        label=_("How"),
        choices=[
            (AppointmentKind.PHONE, _("Phone")),
            (AppointmentKind.VIDEO, _("Video")),
            (AppointmentKind.VISIT, _("Visit")),
        ],
        initial=AppointmentKind.PHONE,
    )
    whom = forms.ChoiceField(label=_("With whom"), choices=[(key, key) for key in WITH], initial="both")

    def __init__(self, *args: Any, names: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = list(names.items())


class TakeForm(OnceForm):
    """One of the offered times, and what it is about."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    offer = forms.CharField(max_length=400)
