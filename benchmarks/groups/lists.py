"""The lists: their first page, a page far inside, every column by which they can be sorted, a common word."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Figure
from benchmarks.pages import REQUESTS, SCOPES, SORTS

from .acts import at, page

SHORT = 1.5  # seconds for each of the many variants


def customers(bench: Bench) -> list[Figure]:
    """The book of customers."""
    found = bench.measure("customers.page1", page("customers.page1", bench), at("customers", "/customers/"))
    for name in ("customers.page1000", "customers.word"):
        cpu, _seen = bench.cost(bench.server, page(name, bench))
        found.append(bench.figure(f"{name}.cpu_ms", cpu, "ms"))
        found.append(bench.figure(f"{name}.statements", bench.plan["statements"][name], "SQL"))
    ratio = bench.kept["customers.page1000.cpu_ms"] / bench.kept["customers.page1.cpu_ms"]
    found.append(bench.figure("customers.page1000.ratio", ratio, "×"))
    return [*found, *_sorted(bench, "customers")]


def orders(bench: Bench) -> list[Figure]:
    """The list of orders."""
    found = bench.measure("orders.page1", page("orders.page1", bench), at("orders", "/orders/"))
    return [*found, *_sorted(bench, "orders")]


def requests(bench: Bench) -> list[Figure]:
    """The inbox with two open requests per customer, and every way to narrow and order it in every scope."""
    found = bench.measure("requests", page("requests", bench), at("requests", "/requests/"))
    dearest = 0.0
    for scope in SCOPES:
        for choice in ("", *REQUESTS):
            query = choice.format(**bench.plan["request"])
            cpu, _seen = bench.cost(bench.server, at("requests", f"/requests/?scope={scope}&{query}"), SHORT)
            dearest = max(dearest, cpu)
            name = f"requests.{scope}.{choice.replace('{', '').replace('}', '') or 'waiting'}.cpu_ms"
            found.append(bench.figure(name, cpu, "ms"))
    return [*found, bench.figure("requests.sorted.ratio", dearest / bench.kept["requests.cpu_ms"], "×")]


def board(bench: Bench) -> list[Figure]:
    """The board of all opportunities, and the forecast by stage and month over them."""
    found = bench.measure("board", page("board", bench), at("board", "/board/"))
    return [*found, *bench.measure("report", page("report", bench), at("report", "/report/"))]


def _sorted(bench: Bench, name: str) -> list[Figure]:
    """Every column in every scope, against the first page in the list's own order in that scope."""
    found, ratios = [], []
    for scope in SCOPES:
        base, _seen = bench.cost(bench.server, at(name, f"/{name}/?scope={scope}"), SHORT)
        found.append(bench.figure(f"{name}.{scope}.cpu_ms", base, "ms"))
        for column in SORTS[name]:
            falling = "" if column == SORTS[name][0] and name == "orders" else "-"
            address = at(name, f"/{name}/?scope={scope}&sort={falling}{column}")
            cpu, _seen = bench.cost(bench.server, address, SHORT)
            ratios.append(cpu / base)
            found.append(bench.figure(f"{name}.sorted.{scope}.{column}.cpu_ms", cpu, "ms"))
    return [*found, bench.figure(f"{name}.sorted.ratio", max(ratios), "×")]
