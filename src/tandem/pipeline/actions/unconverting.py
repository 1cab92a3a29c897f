"""Taking a lead's conversion back: the lead stands as before, with everybody, every note and every file."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from tandem.core import search
from tandem.core.actor import SYSTEM, Actor
from tandem.core.errors import Conflict
from tandem.core.locking import lock, save_changes
from tandem.core.models import Attachment, Event, EventSubject
from tandem.core.rules import require
from tandem.customers.models import Contact, Customer, Note
from tandem.pipeline.models import Lead, LeadState, Opportunity
from tandem.pipeline.rules import can_lead_opportunity

from .common import has_step
from .leads import lead_of
from .writing import opportunity_of


def undo_converted(event: Event, actor: Actor, at: datetime) -> tuple[models.Model | None, ...]:
    """Qualified again. The opportunity goes, with the customer where it was made for it; a Conflict where anybody has
    built on either since. The people and notes that went along never left the lead; its files come back to it."""
    lead = lock(lead_of(event, actor))
    if lead.state != LeadState.CONVERTED or lead.ended_at != event.at or "made" not in event.data:
        raise Conflict("changed_since", _("This was changed again since, so it cannot be taken back."))
    opportunity, made = opportunity_of(event), event.data["made"]
    require(can_lead_opportunity, actor, opportunity)
    customer = lock(opportunity.customer)
    _refuse_if_built_on(event, lock(opportunity), customer, made)
    mine, here = {"about_kind": Lead.ref_kind, "about_id": lead.pk}, {"about_kind": Opportunity.ref_kind}
    Attachment.objects.filter(**here, about_id=opportunity.pk).update(**mine)
    state = event.changes["state"][0]
    save_changes(lead, {"state": state, "customer": None, "ended_at": None, "ended_by": None})
    Note.objects.filter(pk__in=made["notes"], customer=customer, removed_at=None).update(removed_at=at)
    gone: list[models.Model] = [opportunity, *Contact.objects.filter(pk__in=made["contacts"], customer=customer)]
    gone += [customer] if made["customer"] else []
    _remove(gone)
    return lead, lead.tandem, (None if made["customer"] else customer)


def _refuse_if_built_on(event: Event, opportunity: Opportunity, customer: Customer, made: dict[str, list[int]]) -> None:
    """Whatever anybody did since to what the conversion made; what the house does by itself does not count."""
    about = [(Opportunity.ref_kind, [opportunity.pk]), (Contact.ref_kind, made["contacts"])]
    about += [(Note.ref_kind, made["notes"]), (Customer.ref_kind, [customer.pk] if made["customer"] else [])]
    wanted = models.Q(pk__in=[])
    for kind, keys in about:
        wanted |= models.Q(kind=kind, object_id__in=keys)
    since = EventSubject.objects.filter(wanted, event__gt=event.pk).exclude(event__actor_kind=SYSTEM)
    if opportunity.version != 1 or has_step(opportunity) or since.exists():
        text = _("“%s” has been worked on since, so the lead stays what it became. Close the opportunity instead.")
        raise Conflict("built_on", text % opportunity.title)


def _remove(rows: list[models.Model]) -> None:
    keys = [(str(row.ref_kind), row.pk) for row in rows]  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            for row in rows:
                row.delete()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        raise Conflict("used_since", _("Something refers to this by now, so it cannot be taken back.")) from error
    for kind, key in keys:
        search.drop(kind, int(key))
