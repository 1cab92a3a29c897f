"""Fetches nothing: copies what `npm ci --ignore-scripts` brought, cuts Tabler's CSS to what is used,
unpacks the fonts, builds the icon sprite and writes the lock and the licence texts.
Run: npm ci --ignore-scripts && npm run vendor (its fontTools and brotli come with make setup-dev)"""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from markup import OWN_CSS, STATIC, used_classes
from stylecut import cut, drop_unread_keyframes, drop_unread_properties, parse

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
LOCK = ROOT / "vendor.lock.json"
LAYERS = "@layer tabler, tokens, base, shell, parts, states;"


def main() -> None:
    wish = json.loads((ROOT / "tools" / "vendor.json").read_text(encoding="utf-8"))
    copy_files(wish["copy"])
    unpack_fonts(wish["fonts"])
    write_sprite(wish["icons"])
    write_tabler(set(wish["keep"]) | set(used_classes()))
    write_lock(wish["packages"])


def copy_files(files: dict[str, str]) -> None:
    for source, target in files.items():
        path = ROOT / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, path)


def unpack_fonts(files: dict[str, str]) -> None:
    """Fonts of documents: what the web packs as WOFF2, as the TrueType file inside it."""
    for source, target in files.items():
        path = ROOT / target
        path.parent.mkdir(parents=True, exist_ok=True)
        font = TTFont(MODULES / source, recalcTimestamp=False)
        font.flavor = None
        font.save(path)


def write_sprite(icons: list[str]) -> None:
    """Own marks first, then the outline icons on the list, one symbol each."""
    own = (ROOT / "tools" / "marks.svg").read_text(encoding="utf-8")
    symbols = re.findall(r"<symbol.*?</symbol>", own, re.DOTALL)
    for name in sorted(icons):
        svg = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        shapes = "".join(re.findall(r"<(?:path|circle|rect|line)\b[^>]*/>", svg.split("-->")[-1]))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (STATIC / "img" / "sprite.svg").write_text(sprite, encoding="utf-8")


def write_tabler(used: set[str]) -> None:
    css = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.DOTALL)
    rules = cut(parse(css), used)
    own = "".join((STATIC / name).read_text(encoding="utf-8") for name in OWN_CSS)
    drop_unread_properties(rules, own)
    drop_unread_keyframes(rules, own)
    body = "\n".join(str(rule) for rule in rules if rule.rules or rule.declarations)
    head = "/* Tabler 1.6.1, MIT, cut to what Tandem uses: npm run vendor */"
    text = f"{head}\n{LAYERS}\n@layer tabler {{\n{body}\n}}\n"
    (STATIC / "vendor" / "tabler.css").write_text(text, encoding="utf-8")


def write_lock(packages: dict[str, dict[str, Any]]) -> None:
    """Names, versions, licences and SHA-256 of every vendored file; licence texts beside them."""
    texts, lock = [], []
    for name, entry in packages.items():
        about = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        in_package = MODULES / name / entry.get("licence_file", "LICENSE")
        licence = ROOT / "tools" / entry["text"] if "text" in entry else in_package
        text = licence.read_text(encoding="utf-8").strip()
        files = {path: digest(ROOT / path) for path in entry["files"]}
        lock.append({"name": name, "version": about["version"], "licence": about["license"], "files": files})
        texts.append(f"{name} {about['version']} ({about['license']})\n{'=' * 72}\n\n{text}\n")
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    (ROOT / "THIRD_PARTY.txt").write_text("\n\n".join(texts), encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
