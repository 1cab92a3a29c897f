"""App entry."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Errors, events, outbox, permissions, search and the shell."""

    name = "tandem.core"
    label = "core"
