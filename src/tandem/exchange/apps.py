"""App entry."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.exchange"
    label = "exchange"
