"""App entry."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.letters"
    label = "letters"
