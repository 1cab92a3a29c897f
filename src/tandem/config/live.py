"""The live door: a process of its own that only speaks /events/."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tandem.config.settings")

import django

django.setup()

from tandem.desk.live import application  # noqa: E402

__all__ = ["application"]
