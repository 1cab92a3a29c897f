"""The parts of a drawn head, from back to front. The middle of the face lies at 24, 23."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .pencil import Pencil, Point

if TYPE_CHECKING:
    from .portraits import Person

X, Y = 24.0, 23.0
SHOULDERS: list[Point] = [(4, 52), (5, 44), (11, 38), (19, 35.4), (24, 35), (29, 35.4), (37, 38), (43, 44), (44, 52)]
WHITE = "#fbf7f1"


def hair_behind(pencil: Pencil, person: Person) -> None:
    """What falls behind face and shoulders."""
    wide, draw = person.width, pencil.blob
    if person.looks.style == "long":
        draw([(X - wide - 3.4, 38), (X - wide - 4, 22), (X - 7, 11), (X, 8.6), (X + 7, 11), (X + wide + 4, 22),
              (X + wide + 3.4, 38), (X, 40)], person.hair)  # fmt: skip
    elif person.looks.style == "bob":
        draw([(X - wide - 2.8, 31), (X - wide - 3.4, 21), (X - 6.5, 11), (X, 8.8), (X + 6.5, 11),
              (X + wide + 3.4, 21), (X + wide + 2.8, 31), (X, 33)], person.hair)  # fmt: skip
    elif person.looks.style == "bun":
        pencil.oval(X + person.part * 0.4, 9.4, 4.3, 4.0, person.hair)
    elif person.looks.style == "curls":
        for x, y, size in ((-8.6, 15, 4.6), (8.6, 15, 4.6), (-9.8, 21, 4.4), (9.8, 21, 4.4), (-9.2, 27, 4.2),
                           (9.2, 27, 4.2), (-4.6, 10.6, 4.8), (4.6, 10.6, 4.8), (0, 9.4, 4.6)):  # fmt: skip
            pencil.oval(X + x, y + person.dice.uniform(-0.4, 0.4), size, size, person.hair)


def body(pencil: Pencil, person: Person) -> None:
    """Neck, shirt and what of a collar is to be seen."""
    pencil.blob(SHOULDERS, person.shirt)
    pencil.shape([(20.2, 28), (27.8, 28), (27.8, 35), (24, 39), (20.2, 35)], person.shade)
    pencil.oval(X, 35.4, 3.8, 3.0, person.shade)
    if person.collar == 1:
        pencil.shape([(20.2, 34), (24, 39.4), (20.4, 41.4), (17.6, 35.6)], WHITE)
        pencil.shape([(27.8, 34), (24, 39.4), (27.6, 41.4), (30.4, 35.6)], WHITE)
    elif person.collar == 2:
        pencil.arc(X, 34.8, 5.4, 4.4, (10, 174), (WHITE, 1.1))


def face(pencil: Pencil, person: Person) -> None:
    """Ears, head, eyes, brows and mouth."""
    wide, high = person.width, person.length
    for side in (-1, 1):
        pencil.oval(X + side * wide, Y + 0.8, 1.5, 2.1, person.shade)
    pencil.blob(
        [(X - wide, Y - 1), (X - wide * 0.93, Y + 3.6), (X - wide * 0.55, Y + high * 0.86), (X, Y + high),
         (X + wide * 0.55, Y + high * 0.86), (X + wide * 0.93, Y + 3.6), (X + wide, Y - 1),
         (X + wide * 0.8, Y - high * 0.75), (X, Y - high), (X - wide * 0.8, Y - high * 0.75)],
        person.skin,
    )  # fmt: skip
    dark = "#33261f"
    for side in (-1, 1):
        x = X + side * person.eyes
        pencil.oval(x, Y + 0.6, 0.95, 1.1, dark)
        pencil.arc(x, Y - 0.4, 1.75, 1.3, (222, 318), (_brow(person), 0.5))
    pencil.arc(X, Y + 1.9, 0.9, 1.4, (60, 150), (person.shade, 0.6))
    if person.looks.style != "beard":
        pencil.arc(X, Y + 4.3, 2.6, person.smile, (18, 164), ("#8f4d36", 0.75))


def beard(pencil: Pencil, person: Person) -> None:
    """A full beard around a bright smile."""
    if person.looks.style != "beard":
        return
    wide, low = person.width, Y + person.length
    pencil.blob(
        [(X - wide, Y + 0.6), (X - wide * 0.86, Y + 5.6), (X - wide * 0.5, low + 0.2), (X, low + 1.2),
         (X + wide * 0.5, low + 0.2), (X + wide * 0.86, Y + 5.6), (X + wide, Y + 0.6), (X + wide * 0.66, Y + 3.4),
         (X + 2.6, Y + 3.2), (X, Y + 3.5), (X - 2.6, Y + 3.2), (X - wide * 0.66, Y + 3.4)],
        person.hair,
    )  # fmt: skip
    pencil.arc(X, Y + 5.0, 2.3, person.smile * 0.8, (18, 164), (WHITE, 1.0))


def hair_in_front(pencil: Pencil, person: Person) -> None:
    """The hair over the forehead, by style."""
    FRONTS[person.looks.style](pencil, person)


def glasses(pencil: Pencil, person: Person) -> None:
    """Round ones."""
    dark = "#3a3330"
    for side in (-1, 1):
        pencil.ring(X + side * person.eyes, Y + 0.6, 2.35, dark, 0.45)
        pencil.line([(X + side * (person.eyes + 2.3), Y + 0.2), (X + side * person.width, Y - 0.3)], dark, 0.4)
    pencil.line([(X - person.eyes + 2.2, Y + 0.3), (X + person.eyes - 2.2, Y + 0.3)], dark, 0.45)


def _brow(person: Person) -> str:
    return person.hair if person.looks.hair not in ("blond", "white") else "#a9865a"


def _short(pencil: Pencil, person: Person) -> None:
    """Combed to one side."""
    wide, top, part = person.width, Y - person.length, person.part
    pencil.blob(
        [(X - wide - 0.5, Y - 1.4), (X - wide - 0.6, Y - 5.6), (X - 5.4, top - 1.0), (X + part * 0.5, top - 2.3),
         (X + 5.4, top - 1.0), (X + wide + 0.6, Y - 5.6), (X + wide + 0.5, Y - 1.4), (X + wide - 0.8, Y - 4.2),
         (X + 4.4, Y - 6.4), (X + part, Y - 5.9), (X - 4.4, Y - 6.6), (X - wide + 0.8, Y - 4.2)],
        person.hair,
    )  # fmt: skip


def _bald(pencil: Pencil, person: Person) -> None:
    """What is left at the sides."""
    wide = person.width
    for side in (-1, 1):
        pencil.blob(
            [(X + side * (wide - 0.7), Y - 1.2), (X + side * (wide + 0.35), Y - 1.0),
             (X + side * (wide + 0.25), Y - 4.4), (X + side * (wide - 1.3), Y - 6.2)],
            person.hair,
        )  # fmt: skip


def _parted(pencil: Pencil, person: Person) -> None:
    """Falling to both sides of a parting."""
    wide, top, part = person.width, Y - person.length, person.part
    for side in (-1, 1):
        pencil.blob(
            [(X + part, top - 0.9), (X + side * 5.6, top - 0.4), (X + side * (wide + 1.2), Y - 4.6),
             (X + side * (wide + 1.1), Y + 2.6), (X + side * (wide - 0.9), Y - 0.4),
             (X + side * (wide - 2.6), Y - 4.6), (X + part, top + 2.2)],
            person.hair,
        )  # fmt: skip
    pencil.blob([(X - 5, top + 1.6), (X + part, top - 1.8), (X + 5, top + 1.6), (X + part, top + 2.4)], person.hair)


def _tight(pencil: Pencil, person: Person) -> None:
    """Combed back."""
    wide, top = person.width, Y - person.length
    pencil.blob(
        [(X - wide - 0.4, Y - 0.6), (X - wide - 0.5, Y - 5.4), (X - 5, top - 0.8), (X, top - 1.6), (X + 5, top - 0.8),
         (X + wide + 0.5, Y - 5.4), (X + wide + 0.4, Y - 0.6), (X + wide - 1.1, Y - 4.4),
         (X + 3.6, top + 3.2), (X, top + 2.6), (X - 3.6, top + 3.2), (X - wide + 1.1, Y - 4.4)],
        person.hair,
    )  # fmt: skip


def _curly(pencil: Pencil, person: Person) -> None:
    """Curls over the forehead."""
    top = Y - person.length
    for x, size in ((-6.4, 2.5), (-3.4, 2.9), (0, 3.0), (3.4, 2.9), (6.4, 2.5)):
        pencil.oval(X + x, top + 1.0 + abs(x) * 0.35, size, size, person.hair)


FRONTS: dict[str, Callable[[Pencil, Person], None]] = {
    "short": _short,
    "beard": _short,
    "bald": _bald,
    "long": _parted,
    "bob": _parted,
    "bun": _tight,
    "curls": _curly,
}
