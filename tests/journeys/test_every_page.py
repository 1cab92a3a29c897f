"""Every page a person meets: no accessibility finding, nothing sideways, in all sizes, languages, themes."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page
from tests.journeys.conftest import Open, assert_accessible

pytestmark = pytest.mark.wide
INSIDE = "aylin.demir@nordwelle-antriebe.example"
MANAGER = "katrin.asmussen@nordwelle-antriebe.example"
ADMIN = "silke.tietjen@nordwelle-antriebe.example"
BUDGET_KB = 165


def _pages(page: Page) -> list[str]:
    """The addresses of one of each kind, as the lists give them."""
    found = [
        "/",
        "/customers/?scope=mine",
        "/orders/?scope=mine",
        "/products/",
        "/price-lists/",
        "/tandems/",
        "/people/",
        "/requests/?scope=all&state=any",
        "/handoffs/?scope=all",
        "/todos/?scope=all",
        "/mails/?state=any",
    ]
    for listing in found[1:]:
        page.goto(listing)
        href = page.locator("tbody th a").first.get_attribute("href")
        assert href, listing
        found.append(href)
    customer = next(address for address in found if address.startswith("/customers/") and "?" not in address)
    order = next(address for address in found if address.startswith("/orders/") and "?" not in address)
    own = [
        "/me/",
        "/me/notices/",
        "/notices/",
        "/room/",
        "/tandems/1/swap-days/",
        "/tandems/1/swap-days/new/",
        "/swap-days/3/",
        "/tandems/1/pulse/",
        "/activities/",
        "/activities/new/",
        "/activities/1/",
        "/surveys/",
        "/surveys/2/answers/",
        "/calls/",
        "/calendar/",
        "/calendar/?view=week",
        "/appointments/find/",
        "/appointments/new/",
        "/appointments/",
        "/playbook/",
        "/requests/new/",
        "/todos/new/",
        "/mails/new/",
        "/imports/",
        "/imports/new/",
        "/jobs/",
        "/customers/duplicates/",
        "/absences/",
        "/agreements/",
        "/accounts/second-factor/",
        "/customers/new/",
        "/customers/?q=zzzz",
    ]
    return [*found, f"{customer}edit/", f"{customer}contacts/new/", f"{customer}assignments/", f"{order}trail/", *own]


def meet(page: Page, addresses: list[str]) -> None:
    """Each is there and accessible; all that is wrong is told at once."""
    wrong: dict[str, str] = {}
    for address in addresses:
        answer = page.goto(address)
        try:
            assert answer is not None
            assert answer.status == 200
            assert_accessible(page)
        except AssertionError as error:
            wrong[address] = str(error)
    assert not wrong


@pytest.mark.parametrize(
    ("language", "phone", "dark"), [("de", False, False), ("en", True, True), ("de", True, False), ("en", False, True)]
)
def test_sales(visit: Open, language: str, phone: bool, dark: bool) -> None:
    page = visit(INSIDE, language=language, phone=phone, dark=dark)
    meet(page, _pages(page))


@pytest.mark.parametrize("phone", [False, True])
def test_administration(visit: Open, phone: bool) -> None:
    page = visit(ADMIN, language="de", phone=phone)
    meet(
        page,
        [
            "/people/",
            "/people/new/",
            "/teams/",
            "/administration/outbox/",
            "/backups/",
            "/mailbox/",
            "/surveys/",
            "/surveys/settings/",
            "/agreements/",
            "/agreements/new/",
        ],
    )


@pytest.mark.parametrize(("language", "phone", "dark"), [("de", True, False), ("en", False, True)])
def test_management(visit: Open, language: str, phone: bool, dark: bool) -> None:
    page = visit(MANAGER, language=language, phone=phone, dark=dark)
    meet(page, ["/", "/overview/", "/overview/workload/", "/teams/1/swap-days/", "/surveys/1/"])


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"])
def test_signed_out(visit: Open, address: str) -> None:
    page = visit("", language="de", phone=True)
    page.goto(address)
    assert_accessible(page)


def test_first_signed_in_page_is_light(visit: Open) -> None:
    """All that the browser fetches for the first page after sign-in, compressed."""
    page = visit(INSIDE)
    sizes: dict[str, int] = {}

    def weigh(response: object) -> None:
        url, body = response.url, response.body()  # type: ignore[attr-defined]
        packed = url.rsplit(".", 1)[-1] in {"woff2", "webp", "jpg", "png"}
        sizes[url] = len(body) if packed else len(gzip.compress(body))

    page.on("response", weigh)
    page.goto("/")
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    assert len(sizes) > 5
    assert sum(sizes.values()) / 1024 <= BUDGET_KB, sorted(sizes.items(), key=lambda item: -item[1])[:8]
