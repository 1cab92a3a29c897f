"""The solvers are loaded by who solves, never by who only starts Tandem: they would cost every process 60 MiB."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.once
LOADED = """
import sys, django
django.setup()
import tandem.config.kinds, tandem.config.reactions, tandem.config.registry, tandem.config.urls
print([name for name in ("numpy", "scipy", "ortools", "pandas") if name in sys.modules])
"""


def test_starting_loads_no_solver() -> None:
    environment = {"DJANGO_SETTINGS_MODULE": "tandem.config.settings", "TANDEM_ENV": "test"}
    environment |= {"TANDEM_DATABASE_URL": "sqlite:///:memory:", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run([sys.executable, "-c", LOADED], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
