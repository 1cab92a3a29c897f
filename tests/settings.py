"""The product's settings in a house of their own: nothing of the surrounding installation reaches a test.

Plain `pytest` works with it, side by side with other runs: each gets a temporary TANDEM_HOME, which the
process that made it removes. The embedded database is a file there: journeys and threads need connections.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

KEPT = {"TANDEM_DATABASE_URL", "TANDEM_SAMPLES", "TANDEM_CHROMIUM", "TANDEM_TEST_HOME"}


def move_in() -> str:
    home = os.environ.get("TANDEM_TEST_HOME")
    if home is None:
        home = os.environ["TANDEM_TEST_HOME"] = tempfile.mkdtemp(prefix="tandem-test-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
    home = str(Path(home, os.environ.get("PYTEST_XDIST_WORKER", "house")))  # workers do not clear each other's files
    Path(home, "static").mkdir(parents=True, exist_ok=True)
    for name in [name for name in os.environ if name.startswith("TANDEM_") and name not in KEPT]:
        del os.environ[name]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the browser's loop runs in the process of other tests
    os.environ |= {"TANDEM_ENV": "test", "TANDEM_HOME": home, "TANDEM_LANGUAGE": "en"}
    return home


HOUSE = move_in()

from tandem.config.settings import *  # noqa: E402, F403
from tandem.config.settings import DATABASES, SQLITE_OPTIONS  # noqa: E402

if DATABASES["default"]["ENGINE"] == "tandem.core.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": f"{HOUSE}/test.sqlite3"}
    # A test database need not survive a power cut.
    SQLITE_OPTIONS["init_command"] += "; PRAGMA synchronous=OFF"
# The same algorithm with the work taken out: tests hash hundreds of passwords.
PASSWORD_HASHERS = ["tandem.people.tests.world.CheapArgon2"]
TANDEM_COMPARE_PREPARED = True
WHITENOISE_AUTOREFRESH = True  # each client of a test would look for all files first
KEPT_MAIL = Path(HOUSE, "mail")
