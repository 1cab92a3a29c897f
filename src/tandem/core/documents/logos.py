"""The company's logo: whatever is uploaded becomes an SVG of our own writing that reaches for nothing outside."""

from __future__ import annotations

import base64
import io
import re
import warnings
from xml.etree import ElementTree

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from tandem.core.errors import Invalid

MOST_BYTES = 1024 * 1024
MOST_PIXELS = 20_000_000
LONGEST = 400_000  # characters that are kept
SIDE = 1200
SVG = "http://www.w3.org/2000/svg"
# Shapes, colours and groups; no scripts, pictures, foreign content, styles or animation.
ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
        "use",
        "symbol",
    ]
)
_OUTSIDE = re.compile(r"url\(\s*['\"]?(?!#)|javascript:|data:|@import|expression\(", re.IGNORECASE)


def read_logo(content: bytes) -> str:
    """The logo as SVG; Invalid for what is no PNG or harmless SVG, or too large."""
    if len(content) > MOST_BYTES:
        raise _unfit(_("The logo is larger than 1 MB."))
    made = _of_png(content) if content.startswith(b"\x89PNG\r\n\x1a\n") else _of_svg(content)
    if len(made) > LONGEST:
        raise _unfit(_("The logo has too much detail. Save it smaller or simpler."))
    return made


def _of_png(content: bytes) -> str:
    """Its pixels, read and written anew, within an SVG."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("PNG",)) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise _unfit(_("The logo has too many pixels."))
                picture = opened.convert("RGBA")
    except Invalid:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _unfit(_("This is not a PNG or SVG picture.")) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise _unfit(_("This picture is damaged.")) from error
    picture.thumbnail((SIDE, SIDE))
    written = io.BytesIO()
    picture.save(written, "PNG", optimize=True)
    width, height = picture.size
    data = base64.b64encode(written.getvalue()).decode()
    return (
        f'<svg xmlns="{SVG}" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )


def _of_svg(content: bytes) -> str:
    """Parsed and written anew, if it holds nothing but shapes."""
    try:
        text = content.decode("utf-8-sig")
        if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL):  # no document type: entities can grow without end
            raise _unfit(_("This SVG holds more than shapes. Export it as plain SVG, or take a PNG."))
        root = ElementTree.fromstring(text)  # noqa: S314  without a document type there are no entities
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise _unfit(_("This is not a PNG or SVG picture.")) from error
    if root.tag != f"{{{SVG}}}svg":
        raise _unfit(_("This is not a PNG or SVG picture."))
    for element in root.iter():
        _check(element)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _check(element: ElementTree.Element) -> None:
    space, _brace, name = str(element.tag).rpartition("}")
    foreign = space != f"{{{SVG}" or name not in ELEMENTS
    for key, value in element.attrib.items():
        bare = key.rpartition("}")[2].lower()
        reaching = bare == "href" and not value.startswith("#")
        foreign |= bare.startswith("on") or reaching or _OUTSIDE.search(value) is not None
    if foreign:
        raise _unfit(_("This SVG holds more than shapes. Export it as plain SVG, or take a PNG."))


def _unfit(text: str) -> Invalid:
    return Invalid("logo", text, {"logo": text})
