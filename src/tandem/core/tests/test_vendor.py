"""What is vendored is what the lock says, styles what the templates use, and stays small."""

import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from markup import OWN_CSS, PORTAL_CSS, SOURCE, STATIC, defined_classes, used_classes

ROOT = SOURCE.parents[1]
VENDORED = (STATIC / "vendor", Path(__file__).parent / "vendor", SOURCE / "core" / "documents" / "vendor")
# Classes that scripts or tests look for and nothing styles.
HOOKS: set[str] = set()

KB = 1000
BUDGETS = {
    "Tabler cut": (["vendor/tabler.css"], 40),
    "Inter": (["vendor/inter-latin.woff2"], 48.5),
    "htmx": (["vendor/htmx.js"], 17),
    "own modules": (["js/*.js"], 20),
    "own CSS and icons": (["css/*.css", "img/*.svg"], 40),
}


def lock() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((ROOT / "vendor.lock.json").read_text(encoding="utf-8"))
    return entries


def locked_files() -> dict[str, str]:
    return {path: sha for entry in lock() for path, sha in entry["files"].items()}


def test_every_vendored_file_is_the_locked_one() -> None:
    found = {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in locked_files()}
    assert found == locked_files()


def test_no_file_lies_there_that_the_lock_does_not_name() -> None:
    lying = {str(path.relative_to(ROOT)) for folder in VENDORED for path in folder.iterdir() if path.is_file()}
    assert lying == {path for path in locked_files() if "/vendor/" in path}


def test_versions_are_exact_and_no_host_is_named() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {entry["name"]: entry["version"] for entry in lock()} == wanted
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_licence_texts_are_there() -> None:
    texts = (ROOT / "THIRD_PARTY.txt").read_text(encoding="utf-8")
    assert not [entry["name"] for entry in lock() if f"{entry['name']} {entry['version']}" not in texts]


def test_every_class_used_is_styled() -> None:
    sheets = ["vendor/tabler.css", *OWN_CSS]
    defined = {name for sheet in sheets for name in defined_classes((STATIC / sheet).read_text(encoding="utf-8"))}
    at_portal = defined_classes(PORTAL_CSS.read_text(encoding="utf-8"))
    missing = {
        name: sorted(str(path.relative_to(SOURCE)) for path in paths)
        for name, paths in used_classes().items()
        if name not in defined | HOOKS
        and not (name in at_portal and all("portal" in path.relative_to(SOURCE).parts[0] for path in paths))
    }
    assert missing == {}, "not in tandem.css; if Tabler has it: npm ci && npm run vendor"


def test_every_icon_used_is_in_the_sprite() -> None:
    sprite = (STATIC / "img" / "sprite.svg").read_text(encoding="utf-8")
    symbols = set(re.findall(r'<symbol id="i-([^"]+)"', sprite))
    templates = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*/templates/**/*.html"))
    used = set(re.findall(r"""\{% icon ['"]([\w-]+)['"]""", templates)) | set(
        re.findall(r'\bicon="([\w-]+)"', templates)
    )
    assert used - symbols == set(), "add it to tools/vendor.json: npm ci && npm run vendor"


def test_our_modules_need_no_bundler_and_stay_strict() -> None:
    for path in (STATIC / "js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*import\s|\beval\(|new Function|\.style\.|on\w+\s*=\s*[\"']", text, re.MULTILINE), (
            path.name
        )


def test_templates_carry_no_inline_script_or_style() -> None:
    for path in SOURCE.glob("*/templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", text), path.name
        for script in re.findall(r"<script\b[^>]*>", text):
            assert "src=" in script or "application/json" in script, f"{path.name}: {script}"


@pytest.mark.parametrize("name", BUDGETS)
def test_budgets_in_gzip(name: str) -> None:
    patterns, kb = BUDGETS[name]
    files = [path for pattern in patterns for path in STATIC.glob(pattern)]
    size = sum(
        len(path.read_bytes() if path.suffix == ".woff2" else gzip.compress(path.read_bytes(), 9)) for path in files
    )
    assert files
    assert size <= kb * KB, f"{name}: {size / KB:.1f} kB"
