"""Reading tiers: half-open, without gap or overlap, the last one open."""

from __future__ import annotations

from fractions import Fraction

from .numbers import Number, plain
from .plan import Tier
from .reading import Table

PAYS = {"rate", "rate_ppm", "each", "each_cents"}
MODES = ("marginal", "retroactive", "per_event", "interpolated")


def read_tiers(row: Table, *, money: bool) -> tuple[tuple[Tier, ...], bool, str]:
    """Tiers, whether their bounds are parts of a quota, and the mode where one is named."""
    mode = row.choice("mode", MODES, "") if row.has("mode") else ""
    row.asked.add("mode")
    rows = row.tables("tiers")
    single = _pay(row, money)
    if rows and single is not None:
        row.wrong("rate" if money else "each", "give one rate or tiers, not both")
    if not rows:
        if single is None and not row.values.keys() & PAYS:
            row.wrong("rate" if money else "each", "is missing: a rate, or tiers")
        if mode == "interpolated":
            row.wrong("mode", "interpolated needs tiers with amounts")
        return (Tier(0, None, single or Fraction(0)),), False, mode
    return *_list(rows, money, mode), mode


def _pay(row: Table, money: bool) -> Fraction | None:
    """`rate` of money, or `each`: money per unit of a count."""
    row.asked.update(PAYS)
    if money:
        if row.has("each") or row.has("each_cents"):
            row.wrong("each", "is for counts; revenue and margin have a rate")
        return row.share("rate")
    if row.has("rate") or row.has("rate_ppm"):
        row.wrong("rate", "is for revenue and margin; a count pays so much each")
    each = row.cents("each")
    return None if each is None else Fraction(each)


def _list(rows: list[Table], money: bool, mode: str) -> tuple[tuple[Tier, ...], bool]:
    bounds = [row.values.get(key, "") for row in rows for key in ("from", "to")]
    of_quota = any(str(bound).strip().endswith("%") for bound in bounds)
    tiers: list[Tier] = []
    for place, row in enumerate(rows):
        following = rows[place + 1] if place + 1 < len(rows) else None
        before = tiers[-1] if tiers else None
        tier = _tier(row, before, following, money=money, of_quota=of_quota, mode=mode)
        row.close()
        _check(row, tier, before, of_quota)
        tiers.append(tier)
    if mode != "interpolated" and tiers[-1].end is not None:
        rows[-1].wrong("to", "the last tier is open: leave out its to")
    return tuple(tiers), of_quota


def _tier(row: Table, before: Tier | None, following: Table | None, *, money: bool, of_quota: bool, mode: str) -> Tier:
    start, end = _bound(row, "from", money, of_quota), _bound(row, "to", money, of_quota)
    if end is None and following is not None:
        probe = Table(following.values, following.path, [])  # its own problems are told when it is read itself
        end = _bound(probe, "from", money, of_quota)
    rate = _pay(row, money)
    amount = row.cents("amount") if mode == "interpolated" else None
    if mode == "interpolated":
        if amount is None and rate is None:
            row.wrong("amount", "is missing: what the whole tier brings")
        if amount is not None and end is None:
            row.wrong("to", "is missing: an amount is earned evenly up to the end of its tier")
    elif rate is None and not any(problem.path.startswith(row.path + ".") for problem in row.problems):
        row.wrong("rate" if money else "each", "is missing")
    if start is None:
        start = 0 if before is None or before.end is None else before.end  # unsaid: where the tier before ends
    return Tier(start, end, rate or Fraction(0), amount or 0)


def _bound(row: Table, key: str, money: bool, of_quota: bool) -> Number | None:
    value = row.values.get(key)
    if of_quota and (value is None or str(value).strip().endswith("%") or value == 0):
        return Fraction(0) if value == 0 and row.get(key) == 0 else row.share(key)
    if of_quota:
        row.get(key)
        row.wrong(key, 'write all bounds as parts of the quota, such as "100 %", or none')
        return None
    return row.cents(key) if money else row.number(key)


def _check(row: Table, tier: Tier, before: Tier | None, of_quota: bool) -> None:
    """No gap, no overlap, nothing upside down."""
    if before is None:
        if tier.start != 0:
            row.wrong("from", "the first tier begins at 0")
    elif before.end is not None and tier.start > before.end:
        row.wrong("from", f"leaves a gap: the tier before ends at {_shown(before.end, of_quota)}")
    elif before.end is not None and tier.start < before.end:
        row.wrong("from", f"overlaps: the tier before ends at {_shown(before.end, of_quota)}")
    if tier.end is not None and tier.end <= tier.start:
        row.wrong("to", "must be more than from: tiers are half-open")


def _shown(number: Number, of_quota: bool) -> str:
    return f"{plain(Fraction(number) * 100)} %" if of_quota else plain(Fraction(number) / 100)
