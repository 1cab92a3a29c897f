"""Portraits of people who do not exist: flat, friendly, drawn by chance in the style of the product's faces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from PIL import Image

from tandem.people.photos import SIDE, photo_path

from .heads import beard, body, face, glasses, hair_behind, hair_in_front
from .pencil import Pencil

SKIN = {
    "1": ("#f6d3ba", "#ecc0a2"),
    "2": ("#f0c6a6", "#e3b08f"),
    "3": ("#e4b48f", "#d59f7a"),
    "4": ("#b98056", "#a56d45"),
    "5": ("#8d5a3a", "#784a2e"),
}
HAIR = {
    "black": "#2b211d",
    "brown": "#5b3a24",
    "darkblond": "#a07a4c",
    "blond": "#d9b36c",
    "red": "#a8562f",
    "grey": "#97928d",
    "white": "#dbd7d1",
}
SHIRTS = {
    "inside": ("#1e63c4", "#2f74d0", "#17509f", "#3f6fa8", "#235a8c", "#4a7fc1"),
    "field": ("#d9660f", "#c65a12", "#e07b2e", "#b8541a", "#cf7038", "#a84e1e"),
    "": ("#4d5a63", "#6a6157", "#47635b", "#5b5470", "#7a5a5f", "#3f4a4f"),
}
GROUNDS = {
    "inside": ("#e6effb", "#edf2f8", "#e3ecf4"),
    "field": ("#fdeee0", "#faf0e4", "#f8ebdd"),
    "": ("#efece7", "#eceff0", "#f1ede9"),
}


@dataclass(frozen=True)
class Looks:
    """What the data file says of somebody's looks; the rest is chance."""

    gender: str
    skin: str
    hair: str
    style: str
    half: str
    bare: bool = False  # never with glasses

    @classmethod
    def of(cls, gender: str, text: str, half: str) -> Looks:
        """From "2 brown short" or "2 brown short bare"."""
        skin, hair, style, *more = text.split()
        return cls(gender, skin, hair, style, half, bool(more))


@dataclass
class Person:
    """One face in all its measures, in units of a 48 by 48 field."""

    looks: Looks
    skin: str
    shade: str
    hair: str
    shirt: str
    ground: str
    glasses: bool
    width: float
    length: float
    eyes: float
    smile: float
    part: float
    collar: int
    dice: Random = field(repr=False)


def draw_portraits(people: Mapping[str, Looks], dice: Random) -> dict[str, str]:
    """Draw and store one picture each; returns the names of the files, the same for the same seed."""
    names = {}
    for key, looks in people.items():
        name = f"{dice.getrandbits(128):032x}.webp"
        path = photo_path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        portrait(looks, dice).save(path, "WEBP", quality=84, method=3)
        path.chmod(0o600)
        names[key] = name
    return names


def portrait(looks: Looks, dice: Random) -> Image.Image:
    """One picture, as large as the product keeps photos."""
    person = _person(looks, dice)
    pencil = Pencil(person.ground)
    hair_behind(pencil, person)
    body(pencil, person)
    face(pencil, person)
    beard(pencil, person)
    hair_in_front(pencil, person)
    if person.glasses:
        glasses(pencil, person)
    return pencil.finished(SIDE)


def _person(looks: Looks, dice: Random) -> Person:
    skin, shade = SKIN[looks.skin]
    female = looks.gender == "f"
    return Person(
        looks=looks,
        skin=skin,
        shade=shade,
        hair=HAIR[looks.hair],
        shirt=dice.choice(SHIRTS[looks.half]),
        ground=dice.choice(GROUNDS[looks.half]),
        glasses=dice.random() < (0.45 if looks.hair in ("grey", "white") else 0.2) and not looks.bare,
        width=dice.uniform(7.3, 7.9) if female else dice.uniform(7.6, 8.3),
        length=dice.uniform(9.0, 9.6) if female else dice.uniform(9.3, 10.0),
        eyes=dice.uniform(2.9, 3.3),
        smile=dice.uniform(0.7, 1.6),
        part=dice.uniform(-3.5, 3.5),
        collar=dice.randrange(3),
        dice=dice,
    )
