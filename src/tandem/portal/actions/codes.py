"""Step-up: six digits to the contact's own address before anything binding, for one thing in the version they saw."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tandem.core.errors import Invalid, Refused
from tandem.core.events import record
from tandem.core.locking import lock
from tandem.portal.limits import CODES, within
from tandem.portal.models import Code
from tandem.portal.queries.accesses import is_open
from tandem.portal.secrets import code_digest, code_in, is_code, new_secret
from tandem.portal.viewer import Viewer, actor_of
from tandem.portal.wording import TOO_OFTEN

LASTS = timedelta(minutes=10)
MOST_TRIES = 5


@transaction.atomic
def ask_code(viewer: Viewer, *, purpose: str, thing: Any, version: int, at: datetime) -> Code:
    """Send a new code; what was sent before for the same no longer works."""
    if viewer.session is None or not within(CODES, str(viewer.contact.pk)):
        raise Refused("too_often", TOO_OFTEN)
    open_codes(viewer, purpose=purpose, thing=thing).update(expires_at=at)
    code = Code(
        session=viewer.session,
        purpose=purpose,
        about_kind=thing.ref_kind,
        about_id=thing.pk,
        about_version=version,
        nonce=new_secret(),
        created_at=at,
        expires_at=at + LASTS,
    )
    code.digest = code_digest(code, code_in(code))
    code.save()
    actor = actor_of(viewer)
    record("portal.code_asked", viewer.access, viewer.contact, actor=actor, at=at, data={"code": code.pk})
    return code


def use_code(viewer: Viewer, typed: str, *, right: str, purpose: str, thing: Any, version: int, at: datetime) -> None:
    """Use a code up, in the transaction of what it allows; Invalid where it is none, and each try counts.

    A wrong try must stay counted though the deed is refused: so the caller asks `try_code` first, outside. The right
    is asked again here: somebody may have closed the door, or taken it, since the page was asked for.
    """
    _refuse_closed(viewer, right)
    code = _current(viewer, purpose=purpose, thing=thing, version=version, at=at)
    code = lock(code)
    if code.used_at or not is_code(code, typed):
        raise _wrong()
    code.used_at = at
    code.save(update_fields=["used_at"])


@transaction.atomic
def _count(code: Code) -> Code:
    current = lock(code)
    current.tries += 1
    current.save(update_fields=["tries"])
    return current


def try_code(viewer: Viewer, typed: str, *, purpose: str, thing: Any, version: int, at: datetime) -> None:
    """Count one try in a transaction of its own, and say whether the digits are right."""
    code = _count(_current(viewer, purpose=purpose, thing=thing, version=version, at=at))
    if code.tries > MOST_TRIES:
        raise Refused("code_worn", _("Too many tries. Ask for a new code."))
    if not is_code(code, typed):
        raise _wrong()


def open_codes(viewer: Viewer, *, purpose: str, thing: Any) -> Any:
    """Codes of this browser for this deed that have not been used."""
    rows = Code.objects.filter(session=viewer.session, purpose=purpose, used_at=None)
    return rows.filter(about_kind=thing.ref_kind, about_id=thing.pk)


def _current(viewer: Viewer, *, purpose: str, thing: Any, version: int, at: datetime) -> Code:
    rows = open_codes(viewer, purpose=purpose, thing=thing)
    code: Code | None = rows.filter(about_version=version, expires_at__gt=at).order_by("-pk").first()
    if code is None:
        raise Refused("code_expired", _("This code has expired, or what it was for has changed. Ask for a new one."))
    return code


def _refuse_closed(viewer: Viewer, right: str) -> None:
    access = lock(viewer.access)
    access.contact = viewer.access.contact
    if not is_open(access) or right not in access.rights:
        raise Refused("access_changed", _("You may not do this any more. Nothing was changed."))


def _wrong() -> Invalid:
    return Invalid("code_wrong", _("These are not the six digits."), {"code": _("These are not the six digits.")})
