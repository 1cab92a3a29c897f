"""Records that hold together: links that lead somewhere, numbers that stand once, orders that are whole."""

from __future__ import annotations

from collections.abc import Mapping, Set

from django.utils.translation import gettext as _

from .derive import line_cents, net_cents
from .mapping import Record, Records
from .tables import Table
from .targets import TARGETS
from .values import shorten

Taken = Mapping[tuple[str, str], Set[str]]  # (kind, field) -> values that others hold already


def settle(records: Records, tables: Mapping[str, Table], taken: Taken) -> None:
    """Refuse every record that does not hold together with the rest; complete orders get lines and cents."""
    for kind in TARGETS:
        _check_unique(kind, records, taken)
        _check_links(kind, records)
    _settle_orders(records, _broken_orders(records, tables))


def _check_links(kind: str, records: Records) -> None:
    target = TARGETS[kind]
    for key, record in list(records[kind].items()):
        for name, other in target.links.items():
            wanted = record.values.get(name)
            if not wanted or wanted in records[other] or other == target.part_of:
                continue
            if name in target.soft or record.row is None:
                record.values[name] = None
                continue
            record.refuse(_("%(name)s “%(key)s” is not there or was refused") % {"name": name, "key": shorten(wanted)})
            del records[kind][key]
            break


def _check_unique(kind: str, records: Records, taken: Taken) -> None:
    for name in TARGETS[kind].unique:
        first: dict[str, Record] = {}
        others = taken.get((kind, name), frozenset())
        for key, record in list(records[kind].items()):
            value = record.values.get(name)
            if not value:
                continue
            if value in others:
                reason = _("“%(value)s” belongs to somebody who is already here") % {"value": value}
            elif value in first:
                reason = _("“%(value)s” also stands in line %(line)s") % {"value": value, "line": first[value].line}
            else:
                first[value] = record
                continue
            record.refuse(reason)
            del records[kind][key]


def _broken_orders(records: Records, tables: Mapping[str, Table]) -> dict[str, str]:
    """Orders of which a line was refused, with the reason."""
    broken: dict[str, str] = {}
    for table in tables.values():
        column, arrow, _orders = (part.strip() for part in table.spec.part_of.partition(">"))
        if not arrow:
            continue
        place = table.column(column)
        for line, refused in table.report.refused.items():
            if line not in table.doubles and place < len(refused.cells):
                broken.setdefault(
                    refused.cells[place].strip(),
                    _("line %(line)s of %(file)s was refused") % {"line": line, "file": table.report.file},
                )
    return broken


def _settle_orders(records: Records, broken: Mapping[str, str]) -> None:
    lines: dict[str, list[Record]] = {key: [] for key in records["order"]}
    for line in records["order_line"].values():
        lines.setdefault(line.values["order"], []).append(line)
    for key, parts in lines.items():
        order = records["order"].get(key)
        reason = _complete(order, parts, broken.get(key)) if order else _("its order was refused")
        if not reason:
            continue
        if order:
            order.refuse(reason)
            del records["order"][key]
        for part in parts:
            part.refuse(_("its order “%(key)s” was refused: %(reason)s") % {"key": shorten(key), "reason": reason})
            del records["order_line"][part.key]


def _complete(order: Record, lines: list[Record], broken: str | None) -> str:
    """Give the order and its lines their cents and their order; the reason why not, else nothing."""
    if broken:
        return broken
    if not lines:
        return _("it has no lines")
    lines.sort(key=lambda line: line.values["rank"])
    net = net_cents(order.values["total"])
    cents = line_cents(net, [line.values["total"] for line in lines])
    if cents is None:
        total = sum(line.values["total"] for line in lines)
        return _("its lines add up to %(total)s instead of %(net)s") % {"total": total, "net": order.values["total"]}
    for line, amount in zip(lines, cents, strict=True):
        line.values["net"] = amount
    order.values["net"] = net
    order.values["lines"] = lines
    return ""
