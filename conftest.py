"""An embedded test database is migrated once and copied after that, as long as what migrates it stays as it is."""

import gc
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pytest_django import DjangoDbBlocker
from tests import pristine

examples.register_profile("calm", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("calm")  # a busy machine is no fault of what is tested

PAGES = re.compile(r"^test_(\w*pages?|views|attacks)\.py$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages show the same on every database; that none breaks on the stricter one, test_junk tries at every address."""
    for item in items:
        if PAGES.match(item.path.name) and not item.get_closest_marker("both"):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish() -> None:
    """What is loaded stays until the end: the collector of garbage need not look at it, an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Whether a migrated database could be put in place; pytest-django makes one otherwise."""
    there, wanted = pristine.kept_file(), _embedded()
    if wanted is None or not there.exists():
        return False
    shutil.copyfile(there, wanted)
    return True


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_keepdb: bool, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep what was just migrated for the next run, and go back to it after each test that committed."""
    kept = pristine.kept_file()
    with django_db_blocker.unblock():
        if not django_db_keepdb and _embedded() is not None:
            _keep(kept)
        restore = pristine.remembered(kept)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: restore())
        yield


def _keep(kept: Path) -> None:
    fresh = kept.with_suffix(f".{os.getpid()}")
    kept.parent.mkdir(parents=True, exist_ok=True)
    for old in kept.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(fresh)])
    fresh.replace(kept)


def _embedded() -> Path | None:
    """Where the test database lies as a file; None on a server."""
    database = settings.DATABASES["default"]
    return Path(database["TEST"]["NAME"]) if database["ENGINE"] == "tandem.core.sqlite" else None
