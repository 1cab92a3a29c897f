"""The lock: every version pinned, every artefact hashed, tests run on what is shipped."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ROOT / "requirements"
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(.*?)(?=^[a-z#]|\Z)", re.MULTILINE | re.DOTALL)

# Replaces the files of urllib3 with its own, whatever version of urllib3 is locked.
BANNED = {"urllib3-future"}


def pins(name: str) -> dict[str, str]:
    return {package: version for package, version, _ in PIN.findall((LOCKS / f"{name}.txt").read_text())}


@pytest.mark.parametrize("name", ["runtime", "dev", "tools"])
def test_every_pin_has_hashes(name: str) -> None:
    found = PIN.findall((LOCKS / f"{name}.txt").read_text())
    assert found
    assert [package for package, _, rest in found if "--hash=sha256:" not in rest] == []
    assert not BANNED & {package for package, _, _ in found}


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    assert pins("runtime").items() <= pins("dev").items()


def test_the_package_asks_for_what_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = (LOCKS / "runtime.in").read_text().splitlines()
    assert project["dependencies"] == [line for line in asked if line and not line.startswith("#")]
