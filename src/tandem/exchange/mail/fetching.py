"""Reading the mailbox: each mail once, in order, and none in the way of the next."""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from tandem.core.actor import Actor
from tandem.core.locking import lock, save_changes

from .imap import AWAY, Folder, opened
from .keeping import keep_unread
from .models import Mailbox
from .place import Place
from .taking import take_in_mail

log = logging.getLogger("tandem.mailbox")
HELD = timedelta(minutes=10)  # after that whoever read it is taken to have been cut off
AT_ONCE = 50  # mails per look: others wait for the worker, too


def look_into(place: Place, *, at: datetime, most: int = AT_ONCE) -> bool:
    """Take in what is new; returns whether more is waiting. What goes wrong stands on the mailbox's page."""
    mailbox = _hold(place, at)
    if mailbox is None:
        return False
    with override(settings.LANGUAGE_CODE):
        try:
            with opened(place, to_read=not place.done) as folder:
                more = _read(mailbox, place, folder, at, most)
        except AWAY as error:
            log.warning("The mailbox could not be read: %s", error)
            _let_go(mailbox, error=told(error), error_at=at)
            return False
        except BaseException:
            _let_go(mailbox)
            raise
    _let_go(mailbox, error="", error_at=None, looked_at=at)
    return more


def told(error: Exception) -> str:
    """What the server or the line said, as administration may read it."""
    return (" ".join(str(error).split()) or type(error).__name__)[:300]


@transaction.atomic
def _hold(place: Place, at: datetime) -> Mailbox | None:
    """The mailbox for this process alone; None while another one reads it. Another place begins anew, from today."""
    Mailbox.objects.get_or_create(pk=1)
    mailbox = lock(Mailbox(pk=1))
    if mailbox.held_until and mailbox.held_until > at:
        return None
    new: dict[str, object] = {"held_until": at + HELD}
    if mailbox.place != place.name:
        new |= {"place": place.name, "validity": 0, "last_uid": 0, "since": timezone.localdate(at)}
    save_changes(mailbox, new)
    return mailbox


def _let_go(mailbox: Mailbox, **told: object) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(held_until=None, **told)


def _read(mailbox: Mailbox, place: Place, folder: Folder, at: datetime, most: int) -> bool:
    if folder.validity != mailbox.validity:  # numbered anew: all is read again, and known by its Message-ID
        save_changes(mailbox, {"validity": folder.validity, "last_uid": 0})
    numbers = folder.numbers(after=mailbox.last_uid, since=mailbox.since or timezone.localdate(at))
    for uid in numbers[:most]:
        if _take(folder, uid, at):
            mailbox.mail_at = at
        mailbox.last_uid = uid
        mailbox.held_until = max(at, timezone.now()) + HELD
        mailbox.save(update_fields=["last_uid", "mail_at", "held_until"])
        if place.done:
            folder.move(uid, place.done)
    return len(numbers) > most


def _take(folder: Folder, uid: int, at: datetime) -> bool:
    """One mail; what cannot be read is kept as it is and says so. False for one that has gone meanwhile."""
    size = folder.size(uid)
    large = size is not None and size > settings.FILE_BYTES
    raw = folder.head(uid) if large else folder.message(uid)
    if size is None or raw is None:
        return False
    house, remark = Actor.system(at, "mailbox"), ""
    if large:
        sizes = {"size": filesizeformat(size), "most": filesizeformat(settings.FILE_BYTES)}
        remark = _("This mail has %(size)s, more than the %(most)s that are taken in. Read it in the mailbox.") % sizes
    try:
        take_in_mail(raw, remark=remark, actor=house, at=at)
    except (OperationalError, InterfaceError):  # the database is away: the mail is as good as before
        raise
    except Exception:  # whatever is wrong with one mail, those after it come in; this one is kept as it came
        log.exception("mail %s could not be taken in", uid)
        keep_unread(hashlib.sha256(b"raw:" + raw).hexdigest(), raw, at=at)
    return True
