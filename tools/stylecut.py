"""Cuts a stylesheet down to the rules that can match, and to the custom properties that something reads."""

import re
from dataclasses import dataclass

from markup import plain


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
