"""What a browser loads for the first page after signing in, packed as a proxy would pack it."""

from __future__ import annotations

import gzip
import os
import shutil
import sys

from benchmarks.bench import Bench
from benchmarks.figures import Figure

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


def first_page(bench: Bench) -> list[Figure]:
    """Every file once, with an empty cache; what is packed already stays as it is."""
    browser = os.environ.get("TANDEM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not browser:
        print("Not measured: first_page needs the package chromium.", file=sys.stderr)
        return []
    bodies = _loaded(bench, browser)
    sizes = [min(len(body), len(gzip.compress(body, 9))) for body in bodies]
    return [
        bench.figure("first_page.kb_gzip", sum(sizes) / 1024, "KB"),
        bench.figure("first_page.files", len(sizes), ""),
    ]


def _loaded(bench: Bench, browser: str) -> list[bytes]:
    from playwright.sync_api import Response, sync_playwright

    home = f"http://127.0.0.1:{bench.server.port}/"
    answers: list[Response] = []
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=browser, args=FLAGS)
        context = started.new_context()
        for part in bench.cookie.split("; "):
            name, _, value = part.partition("=")
            context.add_cookies([{"name": name, "value": value, "url": home}])
        page = context.new_page()
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  a bound builtin cannot be marked
        page.goto(home)
        page.wait_for_timeout(1500)  # modules load what they import; the stream of live updates never ends
        bodies = [answer.body() for answer in answers if "/events/" not in answer.url and answer.status == 200]
        started.close()
    return bodies
