"""App entry."""

from django.apps import AppConfig


class ProgrammeConfig(AppConfig):
    """How a company gets from two departments to tandems: readiness, steps, pilot, waves, reviews."""

    name = "tandem.programme"
    label = "programme"
