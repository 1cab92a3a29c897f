"""App entry."""

from django.apps import AppConfig


class TandemsConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.tandems"
    label = "tandems"
