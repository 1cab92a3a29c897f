"""App entry."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.people"
    label = "people"
