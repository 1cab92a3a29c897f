"""Requests, hand-offs, to-dos, appointments."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Open work, each piece with one holder."""

    name = "tandem.work"
