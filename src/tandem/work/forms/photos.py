"""Several pictures with a form: what each really is, and its size, said before anything is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from tandem.core.attachments.sniffing import sniff

MOST_PHOTOS = 12


class PhotosInput(forms.FileInput):
    """Chooses several; on a phone the camera is among the choices."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"multiple": True, "accept": "image/*"})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that came under the name; the field for the camera bears the same."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class PhotosField(forms.FileField):
    """Pictures, each checked by its content: names are claims. One that is refused is named, and none is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=PhotosInput(), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile[Any]]:
        """The pictures; a line for each that is none, empty or too large."""
        uploads = list(data or [])
        errors = [text for upload in uploads if (text := _wrong(upload))]
        if len(uploads) > MOST_PHOTOS:
            errors = [_("At most %(count)d pictures at once.") % {"count": MOST_PHOTOS}]
        if errors:
            raise ValidationError([*errors, _("Nothing was saved yet. Choose the pictures again.")])
        return uploads


def _wrong(upload: UploadedFile[Any]) -> str:
    name = {"name": upload.name or "?"}
    if not upload.size:
        return _("“%(name)s” is empty.") % name
    if upload.size > settings.FILE_BYTES:
        most = {"most": filesizeformat(settings.FILE_BYTES)}
        return _("“%(name)s” is larger than %(most)s.") % (name | most)
    if not sniff(upload.file).media_type.startswith("image/"):  # type: ignore[arg-type]
        return _("“%(name)s” is not a picture.") % name
    return ""
