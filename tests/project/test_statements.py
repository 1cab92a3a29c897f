"""Every page asks the database the same number of times for 1, 3 and 60 rows, and at most twelve times.

Pages that still ask more stand in DEARER with what they ask now: they may become cheaper, never dearer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from .company import Company, a_company
from .crowd import grow
from .rights import ROUTES
from .test_rights import address

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.wide]
MOST = 12
DEARER = {
    "together:agenda": 15,  # eleven tables, each with an order and a limit of its own, that one union could not keep
}
ONCE_THERE_IS_SOME = {"pipeline:forecast": 1}  # asked in addition once opportunities have a history, however many
READERS = ["manager", "inside", "admin"]
MORE_READERS = {"brief": ["cover", "far_inside"], "home": ["cover"]}
QUERIES = {
    "customers:customers": [
        "scope=all",
        "scope=team&sort=-revenue",
        "q=kunde&class=none&group=none&sort=-group",
        "scope=tandem&sort=town",
    ],
    "customers:groups": ["q=gruppe", "sort=-number"],
    "orders:orders": ["scope=all", "q=77", "scope=team"],
    "work:requests": ["scope=all", "scope=team&sort=-received", "q=wunsch&state=any", "held=none", "state=closed"],
    "pipeline:board": ["scope=all", "scope=team&moving=still", "q=linie&class=A", "moving=step"],
    "pipeline:list": ["scope=all", "state=won", "sort=-value&q=linie", "moving=still"],
    "pipeline:forecast": ["scope=all&since=month", "sum=full&pipeline=1"],
    "pipeline:leads": ["q=werft", "state=dropped&scope=all"],
    "catalogue:price_lists": ["q=liste", "valid=now&currency=EUR", "sort=-number"],
    "catalogue:price_list": ["q=motor", "sort=-list_price", "group=&sold=yes"],
    "work:calendar": ["view=week", "who=partner", "view=week&who=mine"],
    "work:appointments": ["scope=all", "scope=team&sort=-start", "scope=all&q=besuch", "scope=all&state=ahead"],
    "palette": ["q=kunde", "q=neu", "q="],
    "timeline": ["kind=notes", "kind=orders", "kind=requests", "before=999999"],
    "brief": ["kind=calls"],
    "people:employees": ["q=neu"],
    "outbox": ["state=parked"],
    "together:agenda": ["short=1"],
}


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """One of everything at first; the test makes it more."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield a_company()
        transaction.set_rollback(True)


def pages(company: Company) -> Iterator[tuple[str, str, str]]:
    """(who, address, route) of every page that somebody may open, in its usual variants."""
    for line, route in ROUTES.items():
        allowed = (route.get or frozenset()) & route.knows
        readers = [reader for reader in READERS if reader in allowed][:2] + MORE_READERS.get(line, [])
        url = address(company, line, route, restricted=False)
        bare = url.partition("?")[0]
        for one in [url, *(f"{bare}?{query}" for query in QUERIES.get(line, []))]:
            yield from ((reader, one, line.partition(" |")[0]) for reader in readers)


def statements(company: Company) -> dict[tuple[str, str, str], int]:
    """How often each page asks the database, all in all: session, person, shell and the page itself."""
    counts = {}
    for reader, url, line in pages(company):
        connection.queries_log.clear()  # a full log would count nothing more
        with CaptureQueriesContext(connection) as asked:
            answer = company.clients[reader].get(url)
        assert answer.status_code in (200, 302), (url, answer.status_code)
        counts[reader, url, line] = len(asked)
    return counts


def test_statements(company: Company) -> None:
    one = statements(company)
    grow(company, range(2))
    three = statements(company)
    grow(company, range(2, 59))
    many = statements(company)
    growing = [f"{url} by {who}: {one[key]}, {three[key]}, {many[key]}" for key in one for who, url, _line in [key]]
    most = {key: asked + ONCE_THERE_IS_SOME.get(key[2], 0) for key, asked in one.items()}
    wrong = [text for text, key in zip(growing, one, strict=True) if max(three[key], many[key]) > most[key]]
    dear = [f"{url} by {who}: {n}" for (who, url, line), n in many.items() if n > DEARER.get(line, MOST)]
    told = [*(f"more for more rows: {text}" for text in wrong), *(f"more than {MOST}: {text}" for text in dear)]
    assert not told, "\n".join(told)
