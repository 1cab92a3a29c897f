"""Made-up German firms, each entered once or twice as people write them: recall and precision are told on them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from types import SimpleNamespace
from typing import Any

from tandem.customers.matching.tables import Row, customer_row

_NAMES = """Müller Schäfer Köhler Böhm Weiß Groß Krüger Jäger Huber Brandt Lindner Vogt Seidel Arnold Pohl Ebert
Hansen Petersen Janßen Lüders Behrens Kröger Thomsen Detlefsen Kowalski Nowak Yılmaz Rößler Winter"""
_TRADES = """Antriebe Fördertechnik Maschinenbau Stahlbau Elektrotechnik Kältetechnik Papierfabrik Druckerei
Gießerei Brauerei Molkerei Spedition Logistik Holzwerk Betonwerk Kunststofftechnik Hydraulik"""
NAMES, TRADES = _NAMES.split(), _TRADES.split()
FORMS = ["GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "OHG", "UG (haftungsbeschränkt)", "SE"]
STREETS = ["Hafenstraße", "Bahnhofstraße", "Industriestraße", "Lindenweg", "Am Markt", "Königstraße", "Mühlenweg"]
TOWNS = [("20457", "Hamburg"), ("24103", "Kiel"), ("28195", "Bremen"), ("50667", "Köln"), ("45127", "Essen")]
TOWNS += [("89073", "Ulm"), ("01067", "Dresden"), ("90402", "Nürnberg"), ("18055", "Rostock"), ("99084", "Erfurt")]


@dataclass
class Firm:
    """What somebody typed."""

    name: str
    street: str
    postcode: str
    town: str
    phone: str
    email: str
    vat_id: str


def a_book(size: int, seed: int, twice: float = 0.1) -> tuple[list[Row], set[tuple[int, int]]]:
    """Rows of so many firms, a share of them entered twice, and which pairs are one."""
    dice = Random(seed)
    rows: list[Row] = []
    same: set[tuple[int, int]] = set()
    for _ in range(size):
        firm = _firm(dice)
        rows.append(_row(len(rows) + 1, firm))
        if dice.random() < twice:
            rows.append(_row(len(rows) + 1, _typed_again(firm, dice)))
            same.add((len(rows) - 1, len(rows)))
    return rows, same


def _firm(dice: Random) -> Firm:
    name = dice.choice(NAMES) if dice.random() < 0.8 else f"{dice.choice(NAMES)} & {dice.choice(NAMES)}"
    trade, (postcode, town) = dice.choice(TRADES), dice.choice(TOWNS)
    number = dice.randrange(10**5, 10**7)
    return Firm(
        f"{name} {trade} {dice.choice(FORMS)}",
        f"{dice.choice(STREETS)} {dice.randrange(1, 180)}",
        postcode,
        town,
        f"0{dice.randrange(30, 999)} {number}",
        f"info@firma{number}.example",
        f"DE{dice.randrange(10**8, 10**9)}",
    )


def _typed_again(firm: Firm, dice: Random) -> Firm:
    """Two or three of the ways in which a second entry differs."""
    again = Firm(**vars(firm))
    for change in dice.sample([_no_form, _umlauts, _slip, _short_street, _abroad, _other_phone, _moved, _order], 3):
        change(again, dice)
    for field in ("phone", "email", "vat_id"):
        if dice.random() < 0.55:
            setattr(again, field, "")
    return again


def _no_form(firm: Firm, dice: Random) -> None:
    for form in FORMS:
        firm.name = firm.name.removesuffix(f" {form}")


def _umlauts(firm: Firm, dice: Random) -> None:
    for one, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        firm.name, firm.street = firm.name.replace(one, two), firm.street.replace(one, two)


def _slip(firm: Firm, dice: Random) -> None:
    at = dice.randrange(1, len(firm.name) - 1)
    firm.name = firm.name[:at] + firm.name[at + 1] + firm.name[at] + firm.name[at + 2 :]


def _short_street(firm: Firm, dice: Random) -> None:
    firm.street = firm.street.replace("straße", "str.")


def _abroad(firm: Firm, dice: Random) -> None:
    firm.phone = "+49 (0)" + firm.phone[1:]


def _other_phone(firm: Firm, dice: Random) -> None:
    firm.phone += f"-{dice.randrange(10, 99)}"


def _moved(firm: Firm, dice: Random) -> None:
    firm.street = f"{dice.choice(STREETS)} {dice.randrange(1, 180)}"


def _order(firm: Firm, dice: Random) -> None:
    first, _blank, rest = firm.name.partition(" ")
    firm.name = (
        f"{rest} {first}" if " & " not in firm.name and not rest.endswith(tuple(FORMS)) else f"Firma {firm.name}"
    )


def _row(key: int, firm: Firm) -> Row:
    values: dict[str, Any] = {"short_name": "", "website": "", "country": "DE", **vars(firm)}
    place = SimpleNamespace(street=firm.street, postcode=firm.postcode)
    return customer_row(SimpleNamespace(pk=key, **values), [place])
