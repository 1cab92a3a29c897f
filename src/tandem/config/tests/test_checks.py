"""What keeps a house from running, each with what to do about it."""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tandem.config.checks import problems, sqlite_is_affected
from tandem.config.commands import check, serve, work
from tandem.core.models import Company

pytestmark = pytest.mark.django_db
LONG = "k" * 50


@pytest.fixture
def production(settings: Any) -> Any:
    """A house that is well set up."""
    settings.ENV, settings.DEBUG, settings.SECRET_KEY = "production", False, LONG
    settings.ALLOWED_HOSTS = ["tandem.example"]
    return settings


def test_a_house_that_is_well_set_up_may_run(production: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert problems() == []
    assert check.run(Namespace()) == 0
    assert capsys.readouterr().out == "All is well.\n"


@pytest.mark.parametrize(
    ("name", "value", "said", "advice"),
    [
        ("DEBUG", True, "TANDEM_DEBUG is on", "Unset it."),
        ("SECRET_KEY", "insecure", "TANDEM_SECRET_KEY is not set", "secrets.token_urlsafe(50)"),
        ("SECRET_KEY", "k" * 39, "TANDEM_SECRET_KEY is shorter than 40", "Set a longer random text."),
        ("ALLOWED_HOSTS", ["tandem.example", "*"], "TANDEM_HOSTS allows every host", "List the names"),
        ("BACKUP_KEEP", "0,4,12", "TANDEM_BACKUP_KEEP is '0,4,12'", "such as 7,4,12, and at least one day"),
    ],
)
def test_a_setting_that_is_wrong_is_said_with_what_to_do(
    production: Any, capsys: pytest.CaptureFixture[str], name: str, value: Any, said: str, advice: str
) -> None:
    setattr(production, name, production.DEFAULT_SECRET if value == "insecure" else value)
    assert check.run(Namespace()) == 1
    told = capsys.readouterr()
    assert (told.out, told.err.count("tandem: ")) == ("", 1)
    assert said in told.err
    assert advice in told.err


def test_nobody_works_in_a_house_that_is_half_restored(production: Any, tmp_path: Path) -> None:
    production.HOME = tmp_path
    (tmp_path / "restoring").write_text("unpacking")  # nothing of it is in use yet: the place is as good as empty
    assert problems() == []
    (tmp_path / "restoring").write_text("publishing")
    assert ["Run tandem restore again" in problem for problem in problems()] == [True]


def test_all_that_is_wrong_is_said_at_once(production: Any) -> None:
    production.DEBUG, production.SECRET_KEY, production.ALLOWED_HOSTS = True, "short", ["*"]
    assert len(problems()) == 3


@pytest.mark.parametrize("kind", ["demo", "test"])
def test_demo_and_tests_may_run_with_what_production_may_not(production: Any, kind: str) -> None:
    production.ENV, production.DEBUG, production.SECRET_KEY = kind, True, production.DEFAULT_SECRET
    assert problems() == []


def test_production_does_not_run_on_the_demo_company(production: Any) -> None:
    Company.objects.create(pk=1, name="Demo", source="demo")
    assert [problem for problem in problems() if "TANDEM_HOME" in problem] == problems()
    assert len(problems()) == 1
    production.ENV = "demo"
    assert problems() == []


@pytest.mark.parametrize(
    ("version", "affected"),
    [((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 51, 2), True), ((3, 51, 3), False)],
)
def test_which_sqlite_loses_commits(version: tuple[int, int, int], affected: bool) -> None:
    assert sqlite_is_affected(version) is affected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own")
def test_an_affected_sqlite_is_refused_even_for_the_demo(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ENV = "demo"
    assert problems() == []
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    (problem,) = problems()
    assert "can lose commits" in problem
    assert "requirements/runtime.txt" in problem


def test_the_wheel_brings_a_sqlite_that_is_not_affected() -> None:
    assert not sqlite_is_affected(sqlite3.sqlite_version_info)


def test_missing_migrations_are_named(production: Any) -> None:
    ((_app, last),) = MigrationExecutor(connection).loader.graph.leaf_nodes("customers")
    MigrationRecorder(connection).record_unapplied("customers", last)
    (problem,) = problems()
    assert f"(customers.{last})" in problem
    assert problem.endswith("Make a backup, then run: tandem init")


def test_half_of_the_migrations_are_named_and_the_rest_counted(production: Any) -> None:
    for app, name in list(MigrationRecorder(connection).applied_migrations()):
        if app in ("people", "customers", "tandems", "orders", "catalogue"):
            MigrationRecorder(connection).record_unapplied(app, name)
    (problem,) = problems()
    assert " more). Make a backup" in problem


@pytest.mark.parametrize("command", [check, serve, work])
def test_nothing_starts_while_something_is_wrong(
    production: Any, capsys: pytest.CaptureFixture[str], command: Any
) -> None:
    production.DEBUG = True
    assert command.run(Namespace(once=True, jobs=False)) == 1
    assert "TANDEM_DEBUG is on" in capsys.readouterr().err
