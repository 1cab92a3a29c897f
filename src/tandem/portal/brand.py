"""The company's own colour in the portal, from its letters: on buttons, links of where one is, and the edge on top."""

from __future__ import annotations

from tandem.core.colours import mix, readable
from tandem.core.models import Letterhead

LIGHT, DARK = "#ffffff", "#1a1715"  # what lies on a button, and nearly what it lies on (--t-on-ink in tokens.css)
SHEET = """:root {{
  --t-accent: light-dark({light}, {dark});
  --t-accent-hover: light-dark({light_hover}, {dark_hover});
  --tblr-primary: var(--t-accent);
}}
.t-top-mid {{ box-shadow: inset 0 3px var(--t-accent); }}
.t-portal-nav .t-tabs [aria-current] {{ box-shadow: inset 0 -2px var(--t-accent); }}
"""


def brand_sheet(head: Letterhead) -> str:
    """A small style sheet; the colour is moved until it can be read on light and on dark."""
    light, dark = readable(head.accent, LIGHT), readable(head.accent, DARK)
    hovers = {"light_hover": mix(light, "#000000", 0.15), "dark_hover": mix(dark, "#ffffff", 0.25)}
    return SHEET.format(light=light, dark=dark, **hovers)
