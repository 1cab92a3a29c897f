"""Reading one's notices, and how one wants to be told. Both are one's own business and leave no event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Invalid
from tandem.core.rules import require
from tandem.people.models import Employee
from tandem.people.rules import is_self

from .models import Notice, NoticeSettings
from .queries.notices import visible_notices


def can_read_notice(actor: Actor, notice: Notice) -> bool:
    """Whom it was given to."""
    return is_self(actor, notice.employee)


@transaction.atomic
def read_notice(notice: Notice, *, read: bool = True, actor: Actor, at: datetime) -> None:
    """Mark one as read, or as unread again."""
    require(can_read_notice, actor, notice)
    rows = Notice.objects.filter(pk=notice.pk, read_at__isnull=read)
    rows.update(read_at=at if read else None)


@transaction.atomic
def read_all(*, until: int, actor: Actor, at: datetime) -> int:
    """Mark all as read up to one that was on the screen: what came after it has not been seen yet."""
    keys = visible_notices(actor).filter(read_at=None, pk__lte=until).values("pk")
    return Notice.objects.filter(pk__in=list(keys.values_list("pk", flat=True))).update(read_at=at)


@transaction.atomic
def set_notice_settings(employee: Employee, *, values: Mapping[str, Any], actor: Actor, at: datetime) -> None:
    """Keep how one wants to be told; what is not among the values stays as it was."""
    require(is_self, actor, employee)
    wish = NoticeSettings.objects.filter(employee=employee).first() or NoticeSettings(employee=employee)
    for name, value in values.items():
        setattr(wish, name, value)
    if wish.digest and wish.is_quiet_at(wish.digest_at):
        text = _("This lies in your quiet hours. Choose another time, or change those.")
        raise Invalid("digest_in_quiet", text, {"digest_at": text})
    wish.save()
