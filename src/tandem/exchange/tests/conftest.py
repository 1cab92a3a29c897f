"""What tests of backup and restore share: a house that is loaded once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .houses import Builder, House


@pytest.fixture(scope="session")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builder]:
    """Makes houses with a small demo company, on the database that the tests run on."""
    builder = Builder(tmp_path_factory.mktemp("houses"))
    yield builder
    builder.close()


@pytest.fixture(scope="session")
def source(houses: Builder) -> House:
    """The house that is backed up; nobody changes it."""
    return houses.model


@pytest.fixture(scope="session")
def whole(source: House) -> str:
    """What is in it, as one number."""
    return source.contents()


@pytest.fixture(scope="session")
def archive(source: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One archive of it."""
    path = tmp_path_factory.mktemp("archives") / "house.tar.gz"
    code, out, err = source.tandem("backup", str(path), "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["path"] == str(path)
    return path
