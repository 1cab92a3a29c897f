"""App entry."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.orders"
    label = "orders"
