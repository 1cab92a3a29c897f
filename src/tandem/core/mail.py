"""Mail out: a template in the reader's language, sent by the worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from .models import Event


def send(event: Event, template: str, *, to: str, language: str, context: Mapping[str, Any]) -> None:
    """Send one mail for an event; the template's first line is the subject, its rest the text.

    Delivered again after a crash, it bears the same Message-ID, so that mail programs show it once.
    """
    with translation.override(language):
        text = render_to_string(template, {**context, "address": settings.ADDRESS})
    subject, _blank, body = text.strip().partition("\n")
    reader = hashlib.blake2s(to.encode(), digest_size=6).hexdigest()
    name = f"<event-{event.pk}-{reader}@{urlsplit(settings.ADDRESS).hostname}>"
    headers = {"Message-ID": name, "Auto-Submitted": "auto-generated"}
    EmailMessage(subject.strip(), body.strip() + "\n", to=[to], headers=headers).send()
