"""How much a form may carry: anybody may send one to the sign-in page, and files are read before it is asked who."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MOST_BYTES = 10 * 1024 * 1024  # a photo and its form


class BoundedUpload(FileUploadHandler):
    """Stands before the handlers that keep files, and refuses a form that is too large before it is read."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: bytes | str,
        encoding: str | None = None,
    ) -> None:
        most = self._most()
        if content_length > most:
            raise RequestDataTooBig(f"A form of {content_length} bytes; at most {most} are read.")

    def _most(self) -> int:
        """Files may be large where they are what it is about, from people who have signed in."""
        request = self.request
        if request is None or request.path not in settings.LARGE_FORMS:
            return MOST_BYTES
        user = getattr(request, "user", None)
        return settings.LARGE_FORMS[request.path] if user is not None and user.is_authenticated else MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
