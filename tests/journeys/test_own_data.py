"""Somebody brings a list: sees a bad row, mends it, finds a duplicate and merges it, and takes both back."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.conftest import Open, assert_accessible

MANAGER = "katrin.asmussen@nordwelle-antriebe.example"
LIST = (
    "Kundennummer;Firma;Straße;PLZ;Ort;Telefon;E-Mail;Status\n"
    "81001;Zwillingswerk Fördertechnik GmbH;Speicherstr. 7;20457;Hamburg;040 5550181;info@zwillingswerk.example;Kunde\n"
    "81002;Zwillingswerk Foerdertechnik;Speicherstrasse 7;20457;Hamburg;+49405550181;info.zwillingswerk.example;Kunde\n"
)
JOB_TIME = 60_000


def _upload(page: Page, path: Path) -> None:
    page.goto("/imports/new/")
    page.get_by_label("file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#preview table")).to_be_visible()


def _wait_for_end(page: Page) -> None:
    """The page asks again by itself; what it ends with stands on the import's own page."""
    page.wait_for_selector(".t-lead, #job-state .t-state.t-ok", timeout=JOB_TIME)
    page.reload()


def test_import_mend_merge_and_take_back(visit: Open, tmp_path: Path) -> None:
    page = visit(MANAGER)
    path = tmp_path / "kunden.csv"
    path.write_text(LIST, encoding="utf-8")
    _upload(page, path)
    assert_accessible(page)
    bad = page.locator("#preview tbody tr").nth(1)
    expect(bad).to_contain_text("refused")
    expect(bad).to_contain_text("is not a mail address")
    first_import = page.url.removesuffix("mapping/")
    page.locator("button[name=act][value=start]").click()
    _wait_for_end(page)
    expect(page.locator(".t-lead")).to_have_text("1 new, 0 changed, 0 as they were, 1 refused.")
    assert_accessible(page)

    with page.expect_download() as caught:
        page.get_by_role("link", name="Refused lines as a file").click()
    mended = tmp_path / "mended.csv"
    text = Path(caught.value.path()).read_text(encoding="utf-8-sig")
    assert "info.zwillingswerk.example" in text
    mended.write_text(text.replace("info.zwillingswerk", "info@zwillingswerk"), encoding="utf-8")
    _upload(page, mended)
    second_import = page.url.removesuffix("mapping/")
    page.locator("button[name=act][value=start]").click()
    _wait_for_end(page)
    expect(page.locator(".t-lead")).to_have_text("1 new, 0 changed, 0 as they were, 0 refused.")

    page.goto("/customers/81001/merge/81002/")
    assert_accessible(page)
    page.get_by_role("button", name="Merge", exact=False).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zwillingswerk")
    page.goto("/customers/81002/")
    assert page.url.endswith("/customers/81001/")
    page.goto("/customers/?scope=all&q=zwillingswerk")
    expect(page.locator("tbody tr")).to_have_count(1)

    _undo_merge(page)
    expect(page.locator("tbody tr")).to_have_count(2)
    for address in (second_import, first_import):
        page.goto(address)
        page.get_by_role("button", name="Take the import back").click()
        _wait_for_end(page)
        expect(page.locator(".t-lead")).to_contain_text("0 kept")
    page.goto("/customers/?scope=all&q=zwillingswerk")
    expect(page.locator("tbody tr")).to_have_count(0)


def _undo_merge(page: Page) -> None:
    """By the timeline's entry, as somebody would a week later."""
    page.goto("/customers/81001/")
    page.locator("#timeline a[href*='/duplicates/merges/']").first.click()
    page.get_by_role("button", name="Take it back").click()
    page.goto("/customers/?scope=all&q=zwillingswerk")
