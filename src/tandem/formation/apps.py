"""App entry."""

from django.apps import AppConfig


class FormationConfig(AppConfig):
    """Who sells with whom: what people say of themselves and each other, and proposals made from it."""

    name = "tandem.formation"
    label = "formation"
