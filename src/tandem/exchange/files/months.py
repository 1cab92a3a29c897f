"""Names of months in German and English, in full and short."""

from __future__ import annotations

_NAMES = (
    "januar january jänner jan jän",
    "februar february feber feb",
    "märz march maerz mrz mär mar",
    "april apr",
    "mai may",
    "juni june jun",
    "juli july jul",
    "august aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov",
    "dezember december dez dec",
)
MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
