"""Small pictures of pictures: made when first asked for, by our own hand, kept beside the house's data."""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path
from threading import Lock

from django.conf import settings
from PIL import Image, ImageOps

from .sniffing import MOST_PIXELS, PICTURES
from .storing import content_path

SIDE = 480
_one = Lock()  # a large picture takes a lot of memory while it is read: one at a time in each process


def thumbnail(digest: str) -> Path | None:
    """A WebP of at most SIDE pixels each way, upright and without the camera's notes; None where it cannot be made."""
    place = thumbnail_path(digest)
    if place.is_file():
        return place
    with _one:
        return place if place.is_file() or _make(content_path(digest), place) else None


def thumbnail_path(digest: str) -> Path:
    """Outside of what is backed up: it can be made again."""
    return Path(settings.HOME) / "thumbnails" / digest[:2] / f"{digest}.webp"


def _make(source: Path, place: Path) -> bool:
    try:
        small = _small(source)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False  # what Pillow raises for broken or monstrous files
    place.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".making-", dir=place.parent)
    with os.fdopen(number, "wb") as file:
        small.save(file, "WEBP", quality=80, method=4)
    Path(name).replace(place)
    return True


def _small(source: Path) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(source, formats=tuple(PICTURES)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValueError("too many pixels")
            opened.draft("RGB", (SIDE * 2, SIDE * 2))
            upright = ImageOps.exif_transpose(opened)
            mode = "RGBA" if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info else "RGB"
            upright = upright.convert(mode)
    upright.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return Image.frombytes(upright.mode, upright.size, upright.tobytes())  # pixels only: no notes, no profile
