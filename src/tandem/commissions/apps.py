"""Commission plans, the books, settlement runs and what each person reads of their pay."""

from django.apps import AppConfig


class CommissionsConfig(AppConfig):
    """What people earn by shared plans, and why, cent by cent."""

    name = "tandem.commissions"
