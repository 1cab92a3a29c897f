"""Several files with a form: what each really is, and its size, said before anything is kept."""

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

MOST = 12


class FilesInput(forms.FileInput):
    """Chooses several; on a phone the camera is among the choices."""

    allow_multiple_selected = True

    def __init__(self, accept: str = "") -> None:
        super().__init__({"multiple": True} | ({"accept": accept} if accept else {}))

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that came under the name; the field for the camera bears the same."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Files to keep with what the form makes. One that is refused is named, and none is kept."""

    accept = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(self.accept), required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile[Any]]:
        """The files; a line for each that will not do."""
        uploads = list(data or [])
        errors = [text for upload in uploads if (text := self.wrong(upload))]
        if len(uploads) > MOST:
            errors = [self.too_many() % {"count": MOST}]
        if errors:
            raise ValidationError([*errors, self.again()])
        return uploads

    def wrong(self, upload: UploadedFile[Any]) -> str:
        """Why this one is refused; empty where it will do."""
        name = {"name": upload.name or "?"}
        if not upload.size:
            return _("“%(name)s” is empty.") % name
        if upload.size > settings.FILE_BYTES:
            most = {"most": filesizeformat(settings.FILE_BYTES)}
            return _("“%(name)s” is larger than %(most)s.") % (name | most)
        return ""

    def too_many(self) -> str:
        """More than a form takes."""
        return _("At most %(count)d files at once.")

    def again(self) -> str:
        """A browser forgets chosen files when a form comes back."""
        return _("Nothing was saved yet. Choose the files again.")


class PhotosField(FilesField):
    """Pictures, each checked by its content: names are claims."""

    accept = "image/*"

    def wrong(self, upload: UploadedFile[Any]) -> str:
        """What is no picture, too."""
        if found := super().wrong(upload):
            return found
        picture = sniff(upload.file).media_type.startswith("image/")  # type: ignore[arg-type]
        return "" if picture else _("“%(name)s” is not a picture.") % {"name": upload.name or "?"}

    def too_many(self) -> str:
        """More than a form takes."""
        return _("At most %(count)d pictures at once.")

    def again(self) -> str:
        """A browser forgets chosen pictures when a form comes back."""
        return _("Nothing was saved yet. Choose the pictures again.")
