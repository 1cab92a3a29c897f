"""All that contacts read exists in six languages; what only the desk reads is in the German catalogue like the rest."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from tests.project.test_messages import PLACEHOLDER, Entries, joined, read_catalogue

from tandem.portal.viewer import LANGUAGES

pytestmark = pytest.mark.once
SOURCE = Path(__file__).resolve().parents[2]
OTHERS = sorted(LANGUAGES.keys() - dict(settings.LANGUAGES).keys())
# The desk's side of the portal, in German and English only.
DESK = re.compile(
    r"/(templates/access/|access_\w+\.py|views/(accesses|sharing)\.py|queries/desk\.py|actions/accesses\.py)"
)


def folder(language: str) -> Path:
    return SOURCE / "locale" / language / "LC_MESSAGES"


def wanted(tmp_path: Path) -> set[tuple[str, str]]:
    """Every text of the portal that a contact may read."""
    ignored = shutil.ignore_patterns("static", "tests", "migrations")
    shutil.copytree(SOURCE / "portal", tmp_path / "portal", ignore=ignored)
    (tmp_path / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "fr", "--verbosity", "0"]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "TANDEM_ENV": "test"}
    subprocess.run(command, cwd=tmp_path, env=environment, check=True)
    found = set()
    for block in (tmp_path / "locale" / "fr" / "LC_MESSAGES" / "django.po").read_text().split("\n\n")[1:]:
        places = re.findall(r"portal/[\w/.]+", block.partition("msgid")[0])
        fields = dict(re.findall(r'^(msgctxt|msgid) ((?:".*"\s*)+)', block, re.MULTILINE))
        if fields.get("msgid") and not all(DESK.search(f"/{place}") for place in places):
            found.add((joined(fields.get("msgctxt", '""')), joined(fields["msgid"])))
    return found


def test_the_portal_speaks_six_languages() -> None:
    assert sorted(LANGUAGES) == ["de", "en", "fr", "it", "nl", "pl"]
    assert OTHERS == ["fr", "it", "nl", "pl"]


@pytest.mark.skipif(not shutil.which("xgettext"), reason="the package gettext is missing")
def test_every_text_of_the_portal_is_translated(tmp_path: Path) -> None:
    texts = wanted(tmp_path)
    assert len(texts) > 150
    kept = {language: read_catalogue(folder(language) / "django.po") for language in OTHERS}
    missing = {(language, *text) for language in OTHERS for text in texts if not all(kept[language].get(text, [""]))}
    assert missing == set()


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogues_are_whole_and_compiled(language: str) -> None:
    catalogue: Entries = read_catalogue(folder(language) / "django.po")
    with (folder(language) / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert [text for (_, text), forms in catalogue.items() if not all(forms)] == []
    changed = [
        text
        for (_, text), forms in catalogue.items()
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(forms[0]))
    ]
    assert changed == []
    differing = [
        text
        for (context, text), forms in catalogue.items()
        if forms[0] != (compiled.pgettext(context, text) if context else compiled.gettext(text))
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_all_know_the_same_texts(language: str) -> None:
    first, other = (read_catalogue(folder(one) / "django.po").keys() for one in (OTHERS[0], language))
    assert first == other


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "Se connecter"), ("it", "Accedere"), ("nl", "Aanmelden"), ("pl", "Zaloguj")]
)
def test_a_mail_and_a_word_in_each(language: str, word: str) -> None:
    with translation.override(language):
        assert str(translation.gettext("Sign in")) == word
        told = render_to_string("portal/mail/code.txt", {"contact": "Birte", "code": "123456"})
    assert "123456" in told
    assert "Your code" not in told
