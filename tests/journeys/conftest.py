"""A whole house for the journeys, as `tandem demo` starts it, with a small demo company."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from weakref import WeakKeyDictionary

import pytest
from playwright.sync_api import Browser, BrowserContext, Keyboard, Locator, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from tests.pristine import kept_file

ROOT = Path(__file__).resolve().parents[2]
AXE = next((ROOT / "src/tandem/core/tests/vendor").glob("axe*.js"))
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
ALWAYS = {"test_first_day.py", "test_two_browsers.py"}
PATIENCE = 20_000  # milliseconds for what a busy machine does in one
PASSWORD = "zwei-im-tandem"
PAGES: WeakKeyDictionary[Keyboard, Page] = WeakKeyDictionary()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser, and shares one house per process; a few stand for the rest in `make test`."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)
            if Path(item.path).name not in ALWAYS:
                item.add_marker(pytest.mark.wide)


@dataclass(frozen=True)
class House:
    """Where it runs, and who may sign in."""

    url: str
    home: Path
    environment: dict[str, str]

    def run(self, code: str) -> str:
        """Run code inside the house, as an administrator at its machine would."""
        command = [sys.executable, "-m", "tandem.config.cli", "shell", "-c", code]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True, cwd=ROOT)
        return done.stdout


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`tandem demo` on free ports, stopped by Ctrl-C at the end; over a database migrated before, if one is kept."""
    home = tmp_path_factory.mktemp("house")
    if (migrated := kept_file()).exists():
        shutil.copyfile(migrated, home / "tandem.sqlite3")
    port = _free_ports()
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("TANDEM_", "DJANGO_"))},
        "TANDEM_HOME": str(home),
        "TANDEM_PORT": str(port),
        "TANDEM_DEMO_CUSTOMERS": "120",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "tandem.config.cli", "demo"]
    with (home / "log").open("wb") as log:
        child = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/health/", child, home / "log")
        yield House(f"http://127.0.0.1:{port}", home, {**environment, "TANDEM_ENV": "demo", **_secret(home)})
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 0, (home / "log").read_text()[-3000:]


def _secret(home: Path) -> dict[str, str]:
    return {"TANDEM_SECRET_KEY": (home / "secret").read_text()}


def _free_ports() -> int:
    """A port whose follower is free too: live updates listen on it."""
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two free ports in a row")


def _wait(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 400  # a busy machine takes its time over a whole company
    while time.monotonic() < deadline:
        assert child.poll() is None, log.read_text()[-3000:]
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(log.read_text()[-3000:])


class Chromium:
    """Debian's Chromium, started when it is needed. Now and then it never closes a window: then it is started anew."""

    def __init__(self, playwright: Playwright) -> None:
        self.playwright = playwright
        self.mark = f"--class=journeys-{secrets.token_hex(8)}"  # by which its process is found
        self.browser: Browser | None = None
        self.ended = False

    def new_context(self, **values: Any) -> BrowserContext:
        if self.browser is None or not self.browser.is_connected():
            path = os.environ.get("TANDEM_CHROMIUM", "/usr/bin/chromium")
            self.browser = self.playwright.chromium.launch(executable_path=path, args=[*FLAGS, self.mark])
        return self.browser.new_context(**values)

    def close(self, one: Browser | BrowserContext) -> None:
        """Within its patience, or by ending the process: there is no other limit to waiting for it."""
        self.ended = False
        limit = threading.Timer(PATIENCE / 1000, self.end)
        limit.start()
        try:
            one.close()
        except PlaywrightError:
            if not self.ended:
                raise
        finally:
            limit.cancel()

    def end(self) -> None:
        """The process, and with it all that waits for it."""
        self.ended = True
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                line = (process / "cmdline").read_bytes().split(b"\0")
                if self.mark.encode() in line and not any(part.startswith(b"--type=") for part in line):
                    os.kill(int(process.name), signal.SIGKILL)


def _act_when_loaded() -> None:
    """Nobody presses a key within the moment between a page's first letter and its scripts; a journey would."""
    for kind in (Locator, Keyboard):
        for name in {"click", "fill", "press", "type", "check", "uncheck", "select_option"} & vars(kind).keys():
            setattr(kind, name, _when_loaded(getattr(kind, name)))


def _when_loaded(deed: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(deed)
    def act(on: Any, *values: Any, **options: Any) -> Any:
        (on.page if isinstance(on, Locator) else PAGES[on]).wait_for_load_state()
        return deed(on, *values, **options)

    return act


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One for all journeys of a process."""
    expect.set_options(timeout=PATIENCE / 2)
    _act_when_loaded()
    with sync_playwright() as playwright:
        found = Chromium(playwright)
        yield found
        if found.browser is not None:
            found.close(found.browser)


Open = Callable[..., Page]


@pytest.fixture
def visit(house: House, browser: Chromium) -> Iterator[Open]:
    """`visit(who, phone=…, language=…)` signs a person in, in a browser of their own; fails on any script error."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(who: str = "", *, phone: bool = False, language: str = "en", dark: bool = False) -> Page:
        context = browser.new_context(
            base_url=house.url,
            viewport=PHONE if phone else WIDE,
            locale="de-DE" if language == "de" else "en-GB",
            color_scheme="dark" if dark else "light",
            has_touch=phone,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        PAGES[page.keyboard] = page
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        if who:
            sign_in(page, who)
            _speak(house, page, who, language)
        return page

    yield open_page
    for context in contexts:
        browser.close(context)
    assert errors == []


def sign_in(page: Page, who: str) -> None:
    """By e-mail and password, as the demo prints them."""
    page.goto("/accounts/login/")
    page.locator("input[type=email], input[name=login]").first.fill(who)
    page.locator("input[type=password]").first.fill(PASSWORD)
    page.locator("input[type=password]").first.press("Enter")
    expect(page.locator("#content")).to_be_visible()


def _speak(house: House, page: Page, who: str, language: str) -> None:
    """The person's own language decides; journeys are told in English unless they look at German."""
    page.evaluate(
        """async (language) => {
            const token = document.querySelector('input[name=csrfmiddlewaretoken]').value;
            await fetch('/language/', {method: 'POST', headers: {'X-CSRFToken': token},
              body: new URLSearchParams({language, next: '/'})});
        }""",
        language,
    )
    page.goto("/")


def findings(page: Page) -> list[dict[str, Any]]:
    """What axe-core has to say about the page as it stands: WCAG 2.2 A and AA, and best practices."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        {"rule": item["id"], "where": [node["target"] for node in item["nodes"]][:3], "help": item["help"]}
        for item in found
    ]


def assert_accessible(page: Page) -> None:
    """No finding, and nothing scrolls sideways."""
    assert findings(page) == [], json.dumps(findings(page), indent=1)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), "scrolls sideways"
