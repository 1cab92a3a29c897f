"""Lists: columns, sort, filter chips kept in the URL, scope, search and keyset paging, the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote_plus

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .actor import Actor
from .exports.sheets import Sheet
from .paging import Order, page_of
from .sources import Narrow, PlainSource, PreparedSource, Source

Text = str | Promise
Rows = QuerySet[Any]
ANY = "any"  # takes off a filter that is chosen by default
MANY = 10_000  # rows are counted no further unless somebody asks: counting them all costs more than showing a page
FOUND = 1_000  # neither is what is searched for
SCOPES: tuple[tuple[str, Text], ...] = (
    ("mine", _("Mine")),
    ("tandem", _("Tandem")),
    ("team", _("Team")),
    ("all", _("All")),
)


@dataclass(frozen=True)
class Column:
    """A column of a list; `sort` is a field that is never null and has an index."""

    key: str
    label: Text
    sort: str = ""
    numeric: bool = False
    wide: bool = False  # not on a phone
    falling: bool = False  # the first click sorts downwards
    tie: str = "pk"  # the key in the table of `sort`, where that is another one with the same key


@dataclass(frozen=True)
class Filter:
    """A filter chip: its choices for this viewer, and how one narrows the rows."""

    name: str
    label: Text
    options: Callable[[Actor], Sequence[tuple[str, Text]]]
    apply: Callable[[Rows, str], Rows]
    default: str = ""  # chosen where the address says nothing; its chip can be taken off as any other


@dataclass(frozen=True)
class Listing:
    """What a list offers. `scope` narrows to mine, tandem or team; `search` to a query."""

    title: Text
    columns: Sequence[Column]
    row_template: str
    default_sort: str
    filters: Sequence[Filter] = ()
    scope: Callable[[Rows, str, Actor], Rows] | None = None
    scopes: Sequence[tuple[str, Text]] = SCOPES  # the widest last
    search: Callable[[Rows, str], Rows] | None = None
    default_scope: Callable[[Actor], str] = lambda actor: "all"
    fetch: Callable[[Sequence[Any], Actor], Sequence[Any]] | None = None  # what a page of rows needs besides
    size: int = 50
    most: int = MANY  # rows are counted no further; 0: all of them
    empty: Text = _("Nothing here yet.")
    name: str = ""  # under which config/lists.py knows it, where it can be taken along
    sheets: Sequence[Sheet] = ()  # as what
    about: str = ""  # whose list it is, where one name stands for many: the number of a price list


@dataclass(frozen=True)
class Page:
    """One page of a list, ready for core/_listing.html."""

    title: Text
    scopes: list[tuple[str, Text, str, bool]]
    chips: list[tuple[Text, Text, str]]
    filters: list[tuple[str, Text, list[tuple[Text, str, bool]]]]
    columns: list[tuple[str, Text, str, str, bool, bool]]
    rows: Sequence[Any]
    row_template: str
    count: int
    more: bool  # there are more than `count`
    count_url: str  # counts them all
    first: int
    last: int
    prev_url: str
    next_url: str
    search: str
    searchable: bool
    narrowed: bool
    reset_url: str
    empty: Text
    new_url: str = ""
    new_label: Text = ""
    name: str = ""
    sheets: Sequence[Sheet] = ()
    about: str = ""


@dataclass(frozen=True)
class Tools:
    """Scopes, chips and filters above what is no list, such as a board; ready for core/_listing_tools.html."""

    title: Text
    scopes: list[tuple[str, Text, str, bool]]
    chips: list[tuple[Text, Text, str]]
    filters: list[tuple[str, Text, list[tuple[Text, str, bool]]]]
    search: str
    narrowed: bool
    searchable: bool = True


def tools_of(listing: Listing, rows: Rows, params: QueryDict, actor: Actor) -> tuple[Rows, Tools]:
    """The rows narrowed as the URL asks, and what is offered to narrow them."""
    query = _query(params)
    rows, scope, chosen = _narrow(listing, rows, params, actor, query)
    chips, filters = _chips(chosen, params, query), _filters(chosen, listing, params, actor)
    return rows, Tools(listing.title, _scopes(listing, params, scope), chips, filters, query, bool(chosen or query))


def build_page(
    listing: Listing,
    rows: Rows | Callable[[Actor], Rows],
    params: QueryDict,
    actor: Actor,
    *,
    new_url: str = "",
    new_label: Text = "",
) -> Page:
    """Narrow, sort and page the rows as the URL asks; what the URL asks for in vain is passed over.

    Rows given as a function of the viewer are asked for by a prepared query as long as nothing narrows them but scope.
    """
    query = _query(params)
    scope, chosen = _scope(listing, params, actor), _chosen(listing, params, actor)
    column, falling = _order(listing, params)
    source = _source(listing, rows, scope, chosen, actor, query)
    order = Order(column.sort, falling, column.tie)
    before, after = params.get("before", ""), params.get("after", "")
    cut = page_of(source.ask(order), source.model, order, size=listing.size, before=before, after=after)
    shown = listing.fetch(cut.rows, actor) if listing.fetch else cut.rows
    count, more = _count(source, _most(listing, params, query))
    return Page(
        title=listing.title,
        scopes=_scopes(listing, params, scope),
        chips=_chips(chosen, params, query),
        filters=_filters(chosen, listing, params, actor),
        columns=_columns(listing, params, column, falling),
        rows=shown,
        row_template=listing.row_template,
        count=count,
        more=more,
        count_url=_url(params, count="all") if more else "",
        first=cut.first if cut.rows else 0,
        last=cut.first + len(cut.rows) - 1 if cut.rows else 0,
        prev_url=_url(params, before=cut.before, after="") if cut.before else "",
        next_url=_url(params, after=cut.after, before="") if cut.after else "",
        search=query,
        searchable=listing.search is not None,
        narrowed=bool(_narrower(chosen) or query or (scope and scope != listing.scopes[-1][0])),
        reset_url=_url(QueryDict(), scope=listing.scopes[-1][0]) if listing.scope else "?",
        empty=listing.empty,
        new_url=new_url,
        new_label=new_label,
        name=listing.name,
        sheets=listing.sheets,
        about=listing.about,
    )


def narrowed_rows(listing: Listing, rows: Rows, params: QueryDict, actor: Actor) -> Rows:
    """All rows behind the list as narrowed by the URL, in its order: for bulk acts and export."""
    rows, _scope, _chosen = _narrow(listing, rows, params, actor, _query(params))
    column, falling = _order(listing, params)
    return _ordered(rows, column, falling=falling)


def _ordered(rows: Rows, column: Column, *, falling: bool) -> Rows:
    sign = "-" if falling else ""
    return rows.order_by(f"{sign}{column.sort}", f"{sign}{column.tie}")


def _narrower(chosen: Chosen) -> bool:
    """Whether a filter is chosen other than the list's own."""
    return any(value != item.default for item, value, _label in chosen)


def _most(listing: Listing, params: QueryDict, query: str) -> int:
    """How far to count: all of them where somebody asks."""
    if params.get("count") == "all":
        return 0
    return min(listing.most, FOUND) if query else listing.most


def _count(source: Source, most: int) -> tuple[int, bool]:
    """How many rows there are, and whether that is only as far as was counted."""
    if not most:
        return source.count(None), False
    found = source.count(most + 1)
    return min(found, most), found > most


def _query(params: QueryDict) -> str:
    """What is searched for; nobody types more, and databases refuse patterns of any length."""
    return params.get("q", "").strip()[:200]


Chosen = list[tuple[Filter, str, Text]]


def _narrow(listing: Listing, rows: Rows, params: QueryDict, actor: Actor, query: str) -> tuple[Rows, str, Chosen]:
    scope, chosen = _scope(listing, params, actor), _chosen(listing, params, actor)
    return _narrowed(listing, rows, scope, chosen, actor, query), scope, chosen


def _scope(listing: Listing, params: QueryDict, actor: Actor) -> str:
    """Whose rows; the widest scope where the address names none that there is."""
    if not listing.scope:
        return ""
    wanted = params.get("scope") or listing.default_scope(actor)
    return wanted if wanted in dict(listing.scopes) else listing.scopes[-1][0]


def _chosen(listing: Listing, params: QueryDict, actor: Actor) -> Chosen:
    """The filters that the address, or the list itself, has chosen; values that nobody may choose are passed over."""
    chosen: Chosen = []
    for item in listing.filters:
        value = params.get(item.name, item.default)
        label = dict(item.options(actor)).get(value) if value else None
        if label is not None:
            chosen.append((item, value, label))
    return chosen


def _narrowed(listing: Listing, rows: Rows, scope: str, chosen: Chosen, actor: Actor, query: str) -> Rows:
    if listing.scope:
        rows = listing.scope(rows, scope, actor)
    for item, value, _label in chosen:
        rows = item.apply(rows, value)
    return listing.search(rows, query) if query and listing.search else rows


def _source(
    listing: Listing,
    rows: Rows | Callable[[Actor], Rows],
    scope: str,
    chosen: Chosen,
    actor: Actor,
    query: str,
) -> Source:
    """Where a page's rows come from: prepared for the usual look at a list, plain where somebody narrows it."""
    if not callable(rows):
        return PlainSource(_narrowed(listing, rows, scope, chosen, actor, query))
    if _narrower(chosen) or query:
        return PlainSource(_narrowed(listing, rows(actor), scope, chosen, actor, query))
    usual: list[tuple[Narrow, str]] = [(_without_actor(item.apply), value) for item, value, _label in chosen]
    scoped: list[tuple[Narrow, str]] = [(listing.scope, scope)] if listing.scope else []
    return PreparedSource(rows, (*scoped, *usual), actor)


@cache
def _without_actor(apply: Callable[[Rows, str], Rows]) -> Narrow:
    return lambda rows, value, actor: apply(rows, value)


def _order(listing: Listing, params: QueryDict) -> tuple[Column, bool]:
    wanted = params.get("sort", "")
    sortable = {column.key: column for column in listing.columns if column.sort}
    if wanted.removeprefix("-") not in sortable:
        wanted = listing.default_sort
    return sortable[wanted.removeprefix("-")], wanted.startswith("-")


def _scopes(listing: Listing, params: QueryDict, scope: str) -> list[tuple[str, Text, str, bool]]:
    if not listing.scope:
        return []
    return [(key, label, _url(params, scope=key, after="", before=""), key == scope) for key, label in listing.scopes]


def _chips(chosen: Chosen, params: QueryDict, query: str) -> list[tuple[Text, Text, str]]:
    chips: list[tuple[Text, Text, str]] = [
        (item.label, label, _url(params, **{item.name: ANY if item.default else "", "after": "", "before": ""}))
        for item, _value, label in chosen
    ]
    if query:
        chips.append((_("Search"), query, _url(params, q="", after="", before="")))
    return chips


def _filters(
    chosen: Chosen, listing: Listing, params: QueryDict, actor: Actor
) -> list[tuple[str, Text, list[tuple[Text, str, bool]]]]:
    current = {item.name: value for item, value, _label in chosen}
    return [
        (
            item.name,
            item.label,
            [
                (label, _url(params, **{item.name: value, "after": "", "before": ""}), current.get(item.name) == value)
                for value, label in item.options(actor)
            ],
        )
        for item in listing.filters
    ]


def _columns(
    listing: Listing, params: QueryDict, current: Column, falling: bool
) -> list[tuple[str, Text, str, str, bool, bool]]:
    shown = []
    for column in listing.columns:
        direction = ""
        down = column.falling
        if column is current:
            direction = "descending" if falling else "ascending"
            down = not falling
        sort = f"{'-' if down else ''}{column.key}"
        url = _url(params, sort=sort, after="", before="") if column.sort else ""
        shown.append((column.key, column.label, url, direction, column.numeric, column.wide))
    return shown


def _url(params: QueryDict, **changes: str) -> str:
    """The same address with some parameters changed; a list shows some sixty of them."""
    kept = [_written(name, value) for name, values in params.lists() if name not in changes for value in values]
    return "?" + "&".join([*kept, *(_written(name, value) for name, value in changes.items() if value)])


@lru_cache(maxsize=2048)
def _written(name: str, value: str) -> str:
    return f"{quote_plus(name)}={quote_plus(value)}"


def choices_of(pairs: Sequence[tuple[str, Any]]) -> Callable[[Actor], Sequence[tuple[str, Text]]]:
    """Options that are the same for every viewer."""
    return lambda actor: list(pairs)


def by_field(field: str) -> Callable[[Rows, str], Rows]:
    """A filter that compares one field with the chosen value; a value it cannot hold finds nothing."""

    def apply(rows: Rows, value: str) -> Rows:
        try:
            return rows.filter(**{field: value})
        except (ValueError, ValidationError):
            return rows.none()

    return apply
