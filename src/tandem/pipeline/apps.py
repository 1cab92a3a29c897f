"""App entry."""

from django.apps import AppConfig


class PipelineConfig(AppConfig):
    """The app's name and label."""

    name = "tandem.pipeline"
    label = "pipeline"
