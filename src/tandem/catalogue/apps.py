"""App entry."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.catalogue"
    label = "catalogue"
