"""What two people, a team or the company want to reach, and how far they are."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Goals with their versions, what was agreed, and progress."""

    name = "tandem.goals"
