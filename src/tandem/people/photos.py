"""Photos of people: what is uploaded is opened with care and kept as a small picture of our own making."""

from __future__ import annotations

import secrets
import warnings
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from tandem.core.errors import Invalid

from .models import Employee

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 50_000_000
SIDE = 256
FORMATS = ("JPEG", "PNG", "WEBP")


def photo_url(employee: Employee) -> str:
    """Address of the person's photo; empty when there is none, and initials stand in."""
    return employee.photo_url


def photo_path(name: str) -> Path:
    """Where a photo of that name lies."""
    return Path(settings.MEDIA_ROOT) / "photos" / Path(name).name


def store_photo(upload: BinaryIO) -> str:
    """Read a picture, whatever its name claims to be, and keep its middle; returns the new file's name."""
    if upload.seek(0, 2) > MOST_BYTES:
        raise _unfit(_("The picture is larger than 8 MB."))
    upload.seek(0)
    picture = _square(upload)
    path = photo_path(f"{secrets.token_hex(16)}.webp")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.save(path, "WEBP", quality=82, method=6)
    path.chmod(0o600)
    return path.name


def remove_photo(name: str) -> None:
    """Delete a photo's file; one that is gone already is fine."""
    if name:
        photo_path(name).unlink(missing_ok=True)


def _square(upload: BinaryIO) -> Image.Image:
    """The middle of the picture, upright, without the camera's notes about place and time."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(upload, formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _unfit(_("The picture has too many pixels."))
                opened.draft("RGB", (SIDE * 2, SIDE * 2))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unfit(_("This is not a JPEG, PNG or WebP picture.")) from error
    except (OSError, ValueError, SyntaxError) as error:  # what Pillow raises for broken files
        raise _unfit(_("This picture is damaged.")) from error
    return ImageOps.fit(upright, (SIDE, SIDE), Image.Resampling.LANCZOS)


def _unfit(text: object) -> Invalid:
    return Invalid("photo", str(text), {"photo": str(text)})
