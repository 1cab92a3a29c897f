"""What a contact asks, adds and rates. The lower apps keep it; here stands what the portal allows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.attachments.actions import attach
from tandem.core.attachments.storing import received
from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.core.models import Event
from tandem.portal.models import Rating, Score
from tandem.portal.queries.requests import CHANGEABLE
from tandem.portal.viewer import Viewer, actor_of
from tandem.tandems.models import RequestKind
from tandem.work.actions.hearing import hear_from_customer
from tandem.work.actions.requests import open_request
from tandem.work.models import Answer, Request, Source
from tandem.work.steps import keep_step

Files = Sequence["UploadedFile[bytes]"]
LONGEST = 10_000  # characters


@transaction.atomic
def ask(
    viewer: Viewer, *, kind: RequestKind, wish: str, files: Files = (), about: tuple[str, int] = ("", 0), at: datetime
) -> Request:
    """A new request of the contact, with a clock and a holder like every other."""
    _check(wish)
    actor, contact = actor_of(viewer), viewer.contact
    request = open_request(
        viewer.customer, kind=kind, wish=wish, contact=contact, source=Source.PORTAL, actor=actor, at=at
    )
    if about[1]:
        request.about_kind, request.about_id = about
        request.save(update_fields=["about_kind", "about_id"])
        keep_step(request)
    _keep(request, files, viewer, at)
    return request


@transaction.atomic
def reply(request: Request, *, viewer: Viewer, text: str, files: Files = (), at: datetime) -> Answer:
    """More from the customer; a closed request opens again and an answer is owed."""
    _check(text)
    answer = hear_from_customer(
        request, text=text, contact=viewer.contact, source=Source.PORTAL, actor=actor_of(viewer), at=at
    )
    _keep(answer.request, files, viewer, at)
    return answer


@transaction.atomic
def rate_request(request: Request, *, viewer: Viewer, score: str, at: datetime) -> Event:
    """Answer the one question about a closed request. The event tells that it was answered, not how."""
    if score not in Score.values:
        raise Invalid("no_answer", _("Choose one of the three."), {"score": _("Choose one of the three.")})
    request = lock(request)
    if request.closed_at is None:
        raise Refused("open_still", _("This request is open still. You can answer the question once it is closed."))
    row = Rating.objects.filter(request=request).first()
    if row is not None and at >= row.at + CHANGEABLE:
        raise Refused("rated_already", _("This was answered more than a day ago and stays as it is."))
    if row is None:
        Rating.objects.create(request=request, contact=viewer.contact, score=score, at=at)
    else:
        row.score, row.contact = score, viewer.contact
        row.save(update_fields=["score", "contact"])
    told = {"request": request.pk, "wish": str(request)}
    subjects = (request, request.customer, request.tandem, viewer.contact)
    return record("request.rated", *subjects, actor=actor_of(viewer), at=at, data=told)


def _keep(request: Request, files: Files, viewer: Viewer, at: datetime) -> None:
    for upload in files:
        with received(upload) as content:
            attach(request, name=upload.name or "", content=content, actor=actor_of(viewer), at=at)


def _check(text: str) -> None:
    if len(text) > LONGEST:
        raise Invalid("too_long", _("This is too long. Add it as a file."), {"text": _("This is too long.")})
