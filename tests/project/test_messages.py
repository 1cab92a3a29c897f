"""The German catalogue is complete, and the compiled file in the repository is that of the text file beside it."""

import ast
import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tandem"
FOLDER = SOURCE / "locale" / "de" / "LC_MESSAGES"
FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\s*)+)', re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


Entries = dict[tuple[str, str], list[str]]


def read_catalogue(path: Path) -> Entries:
    """(context, source text) -> the translations, one per plural form; obsolete entries (#~) are left out."""
    entries: Entries = {}
    for block in path.read_text().split("\n\n"):
        fields = {name: joined(quoted) for name, quoted in FIELD.findall(block)}
        if fields.get("msgid"):
            forms = [text for name, text in fields.items() if name.startswith("msgstr")]
            entries[fields.get("msgctxt", ""), fields["msgid"]] = forms
    return entries


def joined(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.splitlines())


def test_every_text_is_translated() -> None:
    catalogue = read_catalogue(FOLDER / "django.po")
    assert catalogue
    assert "#, fuzzy" not in (FOLDER / "django.po").read_text()
    assert [text for (_, text), forms in catalogue.items() if not all(forms)] == []


def test_translations_keep_the_placeholders() -> None:
    catalogue = read_catalogue(FOLDER / "django.po")
    changed = [
        text
        for (_, text), forms in catalogue.items()
        if len(forms) == 1 and sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(forms[0]))
    ]
    assert changed == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    differing = [
        text
        for (context, text), forms in read_catalogue(FOLDER / "django.po").items()
        if len(forms) == 1 and forms[0] != (compiled.pgettext(context, text) if context else compiled.gettext(text))
    ]
    assert differing == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="the package gettext is missing")
def test_the_catalogue_holds_every_text_of_the_source(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "tandem", ignore=shutil.ignore_patterns("static", "tests", "locale"))
    (tmp_path / "tandem" / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "de", "--verbosity", "0"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "TANDEM_ENV": "test"}
    subprocess.run(command, cwd=tmp_path / "tandem", env=environment, check=True)
    found = read_catalogue(tmp_path / "tandem" / "locale" / "de" / "LC_MESSAGES" / "django.po")
    kept = read_catalogue(FOLDER / "django.po")
    assert [text for context, text in found if (context, text) not in kept] == [], "run make messages"
    assert [text for context, text in kept if (context, text) not in found] == [], "no longer used"
