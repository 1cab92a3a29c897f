"""What the two do together: the weekly meeting."""

from django.apps import AppConfig


class TogetherConfig(AppConfig):
    """The weekly meeting with its agenda and minutes."""

    name = "tandem.together"
