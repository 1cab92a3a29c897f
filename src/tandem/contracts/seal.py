"""The company's electronic seal (PAdES), by a certificate that the house was given; without one there is none."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tandem.core.errors import Refused


def has_seal() -> bool:
    """Whether a certificate is set (TANDEM_SEAL_FILE)."""
    return bool(settings.SEAL_FILE)


def seal_pdf(pdf: bytes, *, reason: str) -> bytes:
    """The same pages under the seal, added behind them; nothing may change the file afterwards."""
    from pyhanko.sign import fields, signers

    signer = None
    if Path(settings.SEAL_FILE).is_file():
        load: Any = signers.SimpleSigner.load_pkcs12
        signer = load(settings.SEAL_FILE, passphrase=settings.SEAL_PASSWORD.encode() or None)
    if signer is None:
        raise Refused("seal_unreadable", _("The certificate of the seal cannot be read. Administration has to look."))
    meta = signers.PdfSignatureMetadata(field_name="Seal", reason=reason, subfilter=fields.SigSeedSubFilter.PADES)
    sealed = signers.sign_pdf(_writer(pdf), meta, signer=signer)
    return bytes(sealed.getvalue())


def _writer(pdf: bytes) -> Any:
    """Adds the seal and leaves alone what the file says of itself: rewritten, readers no longer take it for PDF/A."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    class Writer(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            pass

    return Writer(io.BytesIO(pdf))
