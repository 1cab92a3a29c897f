"""App entry."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.customers"
    label = "customers"
