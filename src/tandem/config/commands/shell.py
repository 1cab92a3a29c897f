"""tandem shell: a Python prompt."""

from __future__ import annotations

import argparse

from django.core.management import call_command


def run(arguments: argparse.Namespace) -> int:
    """Hand over to Django's shell."""
    call_command("shell", command=arguments.code or None, verbosity=0 if arguments.code else 1)
    return 0
