"""The tandem room: what the two of the current tandem have agreed on and what is next for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.people.models import Delegation
from tandem.tandems.models import Lead, RulesOfPlay, Seat, Tandem
from tandem.tandems.queries import scope_of
from tandem.tandems.terms import Lists, Terms, company_terms, terms_from
from tandem.tandems.wording import days, meeting_slot, span
from tandem.together.models import ItemKind, Meeting, MinuteItem
from tandem.together.queries import visible_items, visible_meetings


@dataclass(frozen=True)
class Kept:
    """One promise of the rules: what, who leads it, what was agreed."""

    label: str
    lead: str
    who: str
    agreed: str


@dataclass(frozen=True)
class Room:
    """What the page shows. What is private to the two is empty for who covers them."""

    tandem: Tandem
    seats: Sequence[Seat]
    is_own: bool
    rules: RulesOfPlay | None
    proposal: RulesOfPlay | None
    kept: Sequence[Kept]
    next: Meeting | None
    last: Meeting | None
    promises: Sequence[MinuteItem]
    covers: Sequence[Delegation]

    @property
    def names(self) -> str:
        """Aylin and Malte; one name while a seat is vacant."""
        first = list(dict.fromkeys(seat.employee.first_name for seat in self.seats))
        return _("%(first)s and %(second)s") % {"first": first[0], "second": first[1]} if len(first) > 1 else first[0]


def room_of(actor: Actor) -> Room | None:
    """The room of the tandem in the viewer's bar; None for who acts for none. Five statements."""
    scope = scope_of(actor)
    if scope.current_id is None:
        return None
    seats = [seat for seat in scope.seats if seat.tandem_id == scope.current_id]
    tandem = seats[0].tandem
    rules, proposal = _rules(tandem)
    lists = Lists.load()
    terms = terms_from(rules.terms, lists, version=rules.number) if rules else company_terms(lists)
    meetings = list(visible_meetings(actor).filter(tandem=tandem).order_by("-pk")[:2])
    last = next((row for row in meetings if not row.is_open), None)
    return Room(
        tandem=tandem,
        seats=seats,
        is_own=tandem.pk in scope.tandem_ids,
        rules=rules,
        proposal=proposal,
        kept=_kept(terms, lists),
        next=next((row for row in meetings if row.is_open), None),
        last=last,
        promises=list(visible_items(actor).filter(meeting=last.pk if last else 0, kind=ItemKind.PROMISE)),
        covers=_covers(tandem, actor),
    )


def _rules(tandem: Tandem) -> tuple[RulesOfPlay | None, RulesOfPlay | None]:
    """What holds and what is proposed; one statement."""
    rows = list(tandem.rules_of_play.filter(withdrawn_at=None, ended_at=None).select_related("proposed_by"))
    return next((row for row in rows if row.in_force_at), None), next((row for row in rows if row.is_open), None)


def _kept(terms: Terms, lists: Lists) -> list[Kept]:
    used = [kind.key for kind in lists.kinds if kind.retired_at is None]
    minutes = [value for key in used for value in terms.answers[key].values()]
    both = str(Lead.BOTH.label)
    answer = " – ".join(dict.fromkeys(span(value) for value in (min(minutes), max(minutes)))) if minutes else "–"
    return [
        Kept(_("First answer to a request"), "both", _("whoever is free"), answer),
        Kept(_("Accept a hand-off or return it"), "both", both, span(terms.accept_minutes)),
        _led(_("Visit report"), terms, "visit", days(terms.report_days)),
        _led(_("Follow up a quote"), terms, "follow-up", days(terms.follow_up_days)),
        Kept(_("Weekly meeting"), "both", both, meeting_slot(terms)),
    ]


def _led(label: str, terms: Terms, step: str, agreed: str) -> Kept:
    lead = terms.leads.get(step, Lead.BOTH.value)
    return Kept(label, lead, str(Lead(lead).label), agreed)


def _covers(tandem: Tandem, actor: Actor) -> list[Delegation]:
    """Who covers whom, today and from when on; one statement."""
    rows = Delegation.objects.filter(Q(end=None) | Q(end__gt=actor.today), purpose=Delegation.COVER)
    rows = rows.filter(scope_kind=Tandem.ref_kind, scope_id=tandem.pk).select_related("person", "deputy")
    return list(rows.order_by("start", "pk")[:5])
