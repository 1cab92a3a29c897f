"""The customers' door: their two people, requests, orders, appointments and documents, by a sign-in of their own."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The customer portal."""

    name = "tandem.portal"
