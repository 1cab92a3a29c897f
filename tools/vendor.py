"""Fetches nothing: copies what `npm ci --ignore-scripts` brought, cuts Tabler's CSS to what is used,
builds the icon sprite and writes the lock and the licence texts. Run: npm ci && npm run vendor"""

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

from markup import OWN_CSS, STATIC, plain, used_classes

MODULES = ROOT / "node_modules"
LOCK = ROOT / "vendor.lock.json"
LAYERS = "@layer tabler, tokens, base, shell, parts, states;"


@dataclass
class Rule:
    """One CSS rule: a prelude with either nested rules or declarations."""

    prelude: str
    rules: list["Rule"]
    declarations: list[str]

    def __str__(self) -> str:
        if not self.prelude.endswith("{"):
            return f"{self.prelude};"
        inner = "".join(map(str, self.rules)) or ";".join(self.declarations)
        return f"{self.prelude}{inner}}}"


def main() -> None:
    wish = json.loads((ROOT / "tools" / "vendor.json").read_text(encoding="utf-8"))
    copy_files(wish["copy"])
    write_sprite(wish["icons"])
    write_tabler(set(wish["keep"]) | set(used_classes()))
    write_lock(wish["packages"])


def copy_files(files: dict[str, str]) -> None:
    for source, target in files.items():
        path = ROOT / target
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, path)


def write_sprite(icons: list[str]) -> None:
    """Own marks first, then the outline icons on the list, one symbol each."""
    own = (ROOT / "tools" / "marks.svg").read_text(encoding="utf-8")
    symbols = re.findall(r"<symbol.*?</symbol>", own, re.S)
    for name in sorted(icons):
        svg = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text(encoding="utf-8")
        shapes = "".join(re.findall(r"<(?:path|circle|rect|line)\b[^>]*/>", svg.split("-->")[-1]))
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (STATIC / "img" / "sprite.svg").write_text(sprite, encoding="utf-8")


def write_tabler(used: set[str]) -> None:
    css = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text(encoding="utf-8")
    css = re.sub(r"/\*.*?\*/|@charset[^;]*;", "", css, flags=re.S)
    rules = cut(parse(css), used)
    own = "".join((STATIC / name).read_text(encoding="utf-8") for name in OWN_CSS)
    drop_unread_properties(rules, own)
    drop_unread_keyframes(rules, own)
    body = "\n".join(str(rule) for rule in rules if rule.rules or rule.declarations)
    head = "/* Tabler 1.6.1, MIT, cut to what Tandem uses: npm run vendor */"
    text = f"{head}\n{LAYERS}\n@layer tabler {{\n{body}\n}}\n"
    (STATIC / "vendor" / "tabler.css").write_text(text, encoding="utf-8")


def parse(css: str) -> list[Rule]:
    rules, _ = _parse(css, 0)
    return rules


def _parse(css: str, at: int) -> tuple[list[Rule], int]:
    rules: list[Rule] = []
    start = at
    while at < len(css):
        sign = css[at]
        if sign in "\"'":
            at = css.index(sign, at + 1) + 1
        elif sign == "(":
            at = _closing(css, at)
        elif sign == "{":
            prelude = css[start : at + 1].strip()
            if re.match(r"@(media|supports|layer|-?\w*-?keyframes)", prelude):
                nested, at = _parse(css, at + 1)
                rules.append(Rule(prelude, nested, []))
            else:
                end = _block_end(css, at)
                rules.append(Rule(prelude, [], _split(css[at + 1 : end], ";")))
                at = end + 1
            start = at
        elif sign == "}":
            return rules, at + 1
        else:
            at += 1
    return rules, at


def _closing(css: str, at: int) -> int:
    depth = 0
    while True:
        if css[at] in "\"'":
            at = css.index(css[at], at + 1)
        depth += {"(": 1, ")": -1}.get(css[at], 0)
        at += 1
        if depth == 0:
            return at


def _block_end(css: str, at: int) -> int:
    while css[at] != "}":
        at = css.index(css[at], at + 1) + 1 if css[at] in "\"'" else at + 1
    return at


def _split(text: str, sign: str) -> list[str]:
    """Parts at this sign outside strings and brackets."""
    parts, at, start = [], 0, 0
    while at < len(text):
        if text[at] in "\"'":
            at = text.index(text[at], at + 1) + 1
        elif text[at] == "(":
            at = _closing(text, at)
        elif text[at] == sign:
            parts.append(text[start:at])
            at = start = at + 1
        else:
            at += 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def cut(rules: list[Rule], used: set[str]) -> list[Rule]:
    """Rules whose selectors can match: every class is used, no foreign data attribute is asked."""
    kept = []
    for rule in rules:
        if rule.prelude.startswith(("@media", "@supports", "@layer")):
            rule.rules = cut(rule.rules, used)
            if rule.rules:
                kept.append(rule)
        elif rule.prelude.startswith("@"):
            kept.append(rule)
        else:
            selectors = _split(rule.prelude[:-1], ",")
            matching = [s for s in selectors if _can_match(s, used)]
            if matching:
                kept.append(Rule(",".join(matching) + "{", [], rule.declarations))
    return kept


def _can_match(selector: str, used: set[str]) -> bool:
    asked = selector
    while ":not(" in asked:
        at = asked.index(":not(")
        asked = asked[:at] + asked[_closing(asked, at + 4) :]
    if re.search(r"\[(data-(?!bs-theme[=\]])|dir=)", asked) or ":-moz-" in asked or ":-ms-" in asked:
        return False
    return all(plain(name) in used for name in re.findall(r"\.((?:\\.|[\w-])+)", asked))


def drop_unread_properties(rules: list[Rule], own: str) -> None:
    """Custom properties that nothing reads any more, until none is left."""
    while True:
        text = "".join(map(str, rules)) + own
        read = set(re.findall(r"var\(\s*(--[\w-]+)", text))
        if not _drop(rules, read):
            return


def _drop(rules: list[Rule], read: set[str]) -> int:
    dropped = 0
    for rule in rules:
        kept = [d for d in rule.declarations if not d.startswith("--") or d.split(":")[0] in read]
        dropped += len(rule.declarations) - len(kept) + _drop(rule.rules, read)
        rule.declarations = kept
        rule.rules = [inner for inner in rule.rules if inner.rules or inner.declarations]
    return dropped


def drop_unread_keyframes(rules: list[Rule], own: str) -> None:
    frames = [rule for rule in rules if "keyframes" in rule.prelude]
    text = own + "".join(str(rule) for rule in rules if rule not in frames)
    named = set(re.findall(r"[\w-]+", " ".join(re.findall(r"animation[^:]*:([^;}]+)", text))))
    for frame in frames:
        if frame.prelude[:-1].split()[-1] not in named:
            rules.remove(frame)


def write_lock(packages: dict[str, dict[str, object]]) -> None:
    """Names, versions, licences and SHA-256 of every vendored file; licence texts beside them."""
    texts, lock = [], []
    for name, entry in packages.items():
        about = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        licence = ROOT / "tools" / str(entry["text"]) if "text" in entry else MODULES / name / "LICENSE"
        text = licence.read_text(encoding="utf-8").strip()
        files = {path: digest(ROOT / path) for path in entry["files"]}  # type: ignore[attr-defined]
        lock.append({"name": name, "version": about["version"], "licence": about["license"], "files": files})
        texts.append(f"{name} {about['version']} ({about['license']})\n{'=' * 72}\n\n{text}\n")
    LOCK.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")
    (ROOT / "THIRD_PARTY.txt").write_text("\n\n".join(texts), encoding="utf-8")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
