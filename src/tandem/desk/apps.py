"""App entry."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.desk"
    label = "desk"
