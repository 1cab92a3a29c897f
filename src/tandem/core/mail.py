"""Mail out: a template in the reader's language, sent by the worker."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from .models import Event


def send(
    event: Event,
    template: str,
    *,
    to: str,
    language: str,
    context: Mapping[str, Any],
    name: str = "",
    calendar: tuple[str, bytes] | None = None,
    reply_to: Sequence[str] = (),
) -> None:
    """Send one mail for an event; the template's first line is the subject, its rest the text.

    Delivered again after a crash, it bears the same Message-ID, so that mail programs show it once. `name` takes the
    event's place in it where several events may bring the same mail. `calendar` is (method, text) of an invitation.
    """
    with translation.override(language):
        text = render_to_string(template, {**context, "address": settings.ADDRESS})
    subject, _blank, body = text.strip().partition("\n")
    reader = hashlib.blake2s(to.encode(), digest_size=6).hexdigest()
    host = urlsplit(settings.ADDRESS).hostname
    headers = {"Message-ID": f"<{name or f'event-{event.pk}'}-{reader}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(
        subject.strip(), body.strip() + "\n", to=[to], headers=headers, reply_to=list(reply_to)
    )
    if calendar is not None:
        method, content = calendar
        message.attach_alternative(content.decode(), f"text/calendar; method={method}")
    message.send()
