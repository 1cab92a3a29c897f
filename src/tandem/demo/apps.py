"""App entry."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.demo"
    label = "demo"
