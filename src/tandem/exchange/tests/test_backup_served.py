"""The product itself after a restore: it starts, sessions of before are over, people sign in and find their orders."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from tandem.demo.logins import PASSWORD

from .houses import Builder, House

pytestmark = pytest.mark.wide

WHO = "aylin.demir@nordwelle-antriebe.example"


@contextmanager
def served(house: House) -> Iterator[str]:
    """`tandem serve` until the end of the block; its address."""
    port = _free_ports()
    house.more["TANDEM_PORT"] = str(port)
    log = house.home / "log"
    with log.open("w") as out:
        child = house.start("-m", "tandem.config.cli", "serve", stdout=out, stderr=out, start_new_session=True)
    try:
        _wait(f"http://127.0.0.1:{port}/health/", child, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 0, log.read_text()[-2000:]


def _free_ports() -> int:
    """One whose follower is free too, for live updates."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def _wait(url: str, child: subprocess.Popen[str], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert child.poll() is None, log.read_text()[-2000:]
        try:
            build_opener().open(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(log.read_text()[-2000:])


def page(browser: OpenerDirector, url: str, **values: str) -> str:
    """A page, or the answer to a form."""
    with browser.open(url, urlencode(values).encode() if values else None, timeout=30) as answer:
        body: bytes = answer.read()
        return body.decode()


def sign_in(browser: OpenerDirector, url: str) -> None:
    form = page(browser, f"{url}/accounts/login/")
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[0]
    page(browser, f"{url}/accounts/login/", login=WHO, password=PASSWORD, csrfmiddlewaretoken=token)


def orders(browser: OpenerDirector, url: str) -> list[str]:
    return re.findall(r'href="(/orders/[0-9-]+/)"', page(browser, f"{url}/orders/?scope=all"))


def test_people_go_on(houses: Builder, tmp_path: Path) -> None:
    house, place, archive = houses.like_model(TANDEM_ENV="demo"), houses.empty(TANDEM_ENV="demo"), tmp_path / "a.tar.gz"
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with served(house) as url:
        sign_in(browser, url)
        seen = orders(browser, url)
        assert len(seen) > 3
        assert house.tandem("backup", str(archive))[0] == 0
    assert place.tandem("restore", str(archive))[0] == 0
    with served(place) as url:
        assert 'name="password"' in page(browser, f"{url}/orders/")  # the cookie of before lets nobody in
        sign_in(browser, url)
        assert orders(browser, url) == seen
        assert "Aylin" in page(browser, f"{url}/me/")
        photo = re.findall(r'src="([^"]*photo[^"]*)"', page(browser, f"{url}/me/"))[0]
        with browser.open(f"{url}{photo}", timeout=30) as answer:
            assert answer.read()[8:12] == b"WEBP"
