"""Colours as people can read them: contrast after WCAG 2.2, and a colour moved until it is enough."""

from __future__ import annotations

ENOUGH = 4.5  # of text, and of what can be pressed
STEPS = 40
Rgb = tuple[float, float, float]


def contrast(one: str, other: str) -> float:
    """Between two colours such as #2563c4: from 1 (the same) to 21 (black and white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str, on: str, least: float = ENOUGH) -> str:
    """The colour itself, or as little darker or lighter as it takes to stand out from what it lies on."""
    towards = "#000000" if _luminance(on) > 0.18 else "#ffffff"
    for step in range(STEPS + 1):
        mixed = mix(colour, towards, step / STEPS)
        if contrast(mixed, on) >= least:
            return mixed
    return towards


def mix(colour: str, other: str, share: float) -> str:
    """So much of the other in it."""
    parts = zip(_rgb(colour), _rgb(other), strict=True)
    return "#" + "".join(f"{round(255 * (mine + (theirs - mine) * share)):02x}" for mine, theirs in parts)


def _rgb(colour: str) -> Rgb:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
