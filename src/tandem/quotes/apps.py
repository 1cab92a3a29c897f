"""App entry."""

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.quotes"
    label = "quotes"
