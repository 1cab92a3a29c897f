"""The addresses that are measured."""

from __future__ import annotations

ADDRESSES = {
    "brief": "/customers/{customer}/",
    "customers.page1": "/customers/?scope=all",
    "customers.page1000": "/customers/?scope=all&after={cursor}",
    "customers.word": "/customers/?scope=all&q=maschinen",
    "typeahead": "/palette/?q={word}",
    "today": "/",
    "orders.page1": "/orders/?scope=all",
    "requests": "/requests/?scope=all",
    "board": "/opportunities/?scope=all",
    "quote": "/quotes/{quote}/",
    "report": "/opportunities/forecast/?scope=all",
}
SCOPES = ("mine", "tandem", "team", "all")
SORTS = {
    "customers": ("name", "town", "class", "state", "revenue"),
    "orders": ("day", "number", "status", "net"),
}
REQUESTS = (  # ways to narrow and order the inbox
    *("state=late", "state=answered", "state=any", "held=none", "held={me}", "kind={kind}", "sort=-due"),
    *("sort=received", "sort=-received", "state=any&sort=-received", "kind={kind}&state=late"),
)
NOTE = "/customers/{customer}/notes/new/"
