"""What holds in every app: verbs, handlers, kinds and addresses are what they are called elsewhere."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.text import smart_split

from tandem.config.kinds import KINDS
from tandem.config.reactions import REACTIONS, UNDOERS
from tandem.config.registry import SECTIONS
from tandem.core.events import Handler, handler_name
from tandem.core.models import Event, EventSubject
from tandem.desk.queries.deeds import DEEDS
from tandem.desk.queries.told import TOLD as TIMELINE
from tandem.tandems.queries.history import TOLD as HISTORY

pytestmark = pytest.mark.once

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tandem"
VERB = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
# Told already; no import records it so far.
NOT_YET = {"order.imported"}
# Found by another word than the object's own: a person by personnel number, or by what they are told.
SECOND_NAMES = {"personnel", "bell", "return"}


@cache
def modules() -> Sequence[tuple[Path, ast.Module]]:
    """Every module of the product, read once."""
    paths = [path for path in SOURCE.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    return [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def called(node: ast.Call) -> str:
    return str(getattr(node.func, "id", getattr(node.func, "attr", "")))


def calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    for path, tree in modules():
        yield from ((path, node) for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in names)


def words(node: ast.expr | None) -> list[str]:
    """The string constants an expression can come to; none where it is computed."""
    if isinstance(node, ast.IfExp):
        return [*words(node.body), *words(node.orelse)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def constants() -> dict[str, str]:
    """Module constants that are strings, by name: verbs may stand in one."""
    return {
        target.id: node.value.value
        for _path, tree in modules()
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def argument(call: ast.Call, place: int, name: str) -> ast.expr | None:
    named = next((word.value for word in call.keywords if word.arg == name), None)
    return call.args[place] if len(call.args) > place else named


@cache
def recorders() -> dict[str, tuple[int, str]]:
    """What writes an event: {function: (place, name) of its verb}; helpers that pass a verb on count too."""
    found = {"record": (0, "verb"), "Draft": (0, "verb")}
    functions = [node for _path, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    while True:
        more = {
            function.name: (_place(function, verb.id), verb.id)
            for function in functions
            for call in ast.walk(function)
            if isinstance(call, ast.Call) and called(call) in found
            if isinstance(verb := argument(call, *found[called(call)]), ast.Name)
            if verb.id in [given.arg for given in [*function.args.args, *function.args.kwonlyargs]]
        }
        if more.keys() <= found.keys():
            return found
        found |= more


def _place(function: ast.FunctionDef, name: str) -> int:
    """Where callers put it; far out of reach where it goes by keyword only."""
    names = [given.arg for given in function.args.args if given.arg not in ("self", "cls")]
    return names.index(name) if name in names else 99


@cache
def recorded() -> dict[str, Path]:
    """Every verb that some line of the product records."""
    named, writers = constants(), recorders()
    found: dict[str, Path] = {}
    for path, call in calls(*writers):
        verb = argument(call, *writers[called(call)])
        spelled = [named[verb.id]] if isinstance(verb, ast.Name) and verb.id in named else words(verb)
        found |= dict.fromkeys(spelled, path)
    return found


def test_verbs_are_dotted_words_that_fit_their_column() -> None:
    verbs = recorded()
    assert len(verbs) > 40
    longest = Event._meta.get_field("verb").max_length or 0
    wrong = {verb: path for verb, path in verbs.items() if not VERB.fullmatch(verb) or len(f"{verb}.undone") > longest}
    assert wrong == {}


def test_every_verb_has_words_in_the_history() -> None:
    assert set(recorded()) - set(DEEDS) == {"schedule.daily"}


@pytest.mark.parametrize(
    "known", [REACTIONS, UNDOERS, TIMELINE, HISTORY], ids=["reactions", "undoers", "timeline", "history"]
)
def test_nothing_waits_for_a_verb_that_nobody_records(known: dict[str, object]) -> None:
    verbs = recorded()
    assert {verb for verb in known if verb.removesuffix(".undone") not in verbs} - NOT_YET == set()


def test_what_waits_for_an_undo_waits_for_one_that_can_come() -> None:
    undone = {verb.removesuffix(".undone") for verb in REACTIONS if verb.endswith(".undone")}
    assert undone - UNDOERS.keys() == set()


def handlers() -> set[Handler]:
    return {handler for found in REACTIONS.values() for handler in found}


def test_every_handler_can_be_found_by_its_name() -> None:
    for handler in handlers():
        assert import_string(f"{handler.__module__}.{handler.__qualname__}") is handler
    names = Counter(handler_name(handler) for handler in handlers())
    assert [name for name, times in names.items() if times > 1] == []


def test_no_verb_has_the_same_handler_twice() -> None:
    assert [verb for verb, found in REACTIONS.items() if len(set(found)) != len(found)] == []


def test_kinds_are_words_of_models_each_of_its_own() -> None:
    words_of = Counter(model.ref_kind for model in apps.get_models() if hasattr(model, "ref_kind"))
    assert [kind for kind, times in words_of.items() if times > 1] == []
    longest = EventSubject._meta.get_field("kind").max_length or 0
    assert [kind for kind in words_of if len(kind) > longest] == []
    assert KINDS.keys() - words_of.keys() <= SECOND_NAMES
    assert {name: kind.name for name, kind in KINDS.items()} == {name: name for name in KINDS}
    assert SECTIONS.keys() - words_of.keys() == set()


URL_TAG = re.compile(r"""\{%-?\s*url\s+(["'])(?P<name>[^"']+)\1(?P<rest>[^%]*)%\}""")
Address = tuple[str, int, tuple[str, ...]]


def addresses_in_templates() -> Iterator[tuple[str, Address]]:
    for path in SOURCE.glob("*/templates/**/*.html"):
        for tag in URL_TAG.finditer(path.read_text(encoding="utf-8")):
            bits = list(smart_split(tag["rest"]))
            bits = bits[: bits.index("as")] if "as" in bits else bits
            named = [bit.partition("=")[0] for bit in bits if re.match(r"\w+=", bit)]
            yield str(path.relative_to(SOURCE)), (tag["name"], len(bits) - len(named), tuple(named))


def test_no_key_stands_in_the_way_of_keys_that_are_pressed_after_another() -> None:
    for path in SOURCE.glob("*/templates/**/*.html"):
        assert 'data-key="g"' not in path.read_text(encoding="utf-8"), path.name


def addresses_in_code() -> Iterator[tuple[str, Address]]:
    for path, call in calls("reverse", "redirect"):
        names = [name for name in words(argument(call, 0, "viewname")) if "/" not in name]
        given, named = argument(call, 99, "args"), argument(call, 99, "kwargs")
        if isinstance(given, ast.List | ast.Tuple | None) and isinstance(named, ast.Dict | None):
            keys = tuple(word for key in (named.keys if named else []) for word in words(key))
            count = len(given.elts) if given else 0
            yield from ((str(path.relative_to(SOURCE)), (name, count, keys)) for name in names)


def leads_somewhere(address: Address) -> bool:
    name, count, named = address
    try:
        reverse(name, args=[1] * count or None, kwargs=dict.fromkeys(named, 1) or None)
    except NoReverseMatch:
        return False
    return True


def test_every_address_in_templates_leads_somewhere() -> None:
    found = list(addresses_in_templates())
    assert len(found) > 60
    assert [place for place in found if not leads_somewhere(place[1])] == []


def test_every_address_in_code_leads_somewhere() -> None:
    found = list(addresses_in_code())
    assert len(found) > 30
    assert [place for place in found if not leads_somewhere(place[1])] == []
