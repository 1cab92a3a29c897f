"""App entry."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.contracts"
    label = "contracts"
