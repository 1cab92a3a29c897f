"""What rules of play say: frozen terms, kept as JSON, with the company's own lists where a tandem says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Invalid

from .lists import Lists
from .models import CLASSES, Lead, RulesOfPlay

__all__ = ["Lists", "Terms", "check_terms", "company_terms", "terms_from", "terms_of"]

ACCEPT_MINUTES = 120  # of working time, until an offered hand-off counts as not accepted
FOLLOW_UP_DAYS = 5
REPORT_DAYS = 1
MOST_MINUTES, MOST_DAYS = 200 * 60, 999


@dataclass(frozen=True)
class Terms:
    """All that a clock or a plan asks. Minutes are of working time, days are calendar days, weekday 0 is Monday."""

    leads: Mapping[str, str]  # playbook step → inside, field or both
    answers: Mapping[str, Mapping[str, int]]  # kind of request → customer class → minutes to the first answer
    calls: Mapping[str, int | None]  # customer class → days between two calls
    visits: Mapping[str, int | None]
    accept_minutes: int = ACCEPT_MINUTES
    follow_up_days: int = FOLLOW_UP_DAYS  # after a quote
    report_days: int = REPORT_DAYS  # after a visit
    meeting_weekday: int = 0
    meeting_at: time = time(8, 30)
    meeting_minutes: int = 30
    cover: int | None = None  # the employee who covers both on holiday; None: the partner
    version: int = 0  # number of the version in force; 0: the company's own lists

    def answer_minutes(self, kind: str, customer_class: str) -> int:
        """Working minutes to the first answer."""
        return self.answers[kind][customer_class if customer_class in CLASSES else CLASSES[-1]]

    def as_json(self) -> dict[str, Any]:
        """As rows keep it; `terms_from` reads it."""
        return {
            "leads": dict(self.leads),
            "answers": {kind: dict(classes) for kind, classes in self.answers.items()},
            "calls": dict(self.calls),
            "visits": dict(self.visits),
            "accept_minutes": self.accept_minutes,
            "follow_up_days": self.follow_up_days,
            "report_days": self.report_days,
            "meeting_weekday": self.meeting_weekday,
            "meeting_at": self.meeting_at.strftime("%H:%M"),
            "meeting_minutes": self.meeting_minutes,
            "cover": self.cover,
        }


def check_terms(terms: Terms) -> None:
    """Raise Invalid for what no clock or calendar could keep."""
    minutes = [value for classes in terms.answers.values() for value in classes.values()]
    days = [value for value in (*terms.calls.values(), *terms.visits.values()) if value is not None]
    ranges = (
        (all(lead in Lead.values for lead in terms.leads.values()), ""),
        (all(0 < value <= MOST_MINUTES for value in minutes), ""),
        (all(0 < value <= MOST_DAYS for value in days), ""),
        (0 < terms.accept_minutes <= MOST_MINUTES, "accept_minutes"),
        (0 < terms.follow_up_days <= MOST_DAYS, "follow_up_days"),
        (0 < terms.report_days <= MOST_DAYS, "report_days"),
        (terms.meeting_weekday in range(7), "meeting_weekday"),
        (5 <= terms.meeting_minutes <= 480, "meeting_minutes"),
    )
    wrong = {name: _("Choose a value that can be kept.") for holds, name in ranges if not holds}
    if wrong:
        named = {name: text for name, text in wrong.items() if name}
        raise Invalid("terms_range", _("Some of these terms cannot be kept."), named)


def company_terms(lists: Lists) -> Terms:
    """What holds where a tandem has agreed on nothing."""
    return Terms(
        leads={step.key: step.lead for step in lists.steps},
        answers={kind.key: {name: kind.minutes_for(name) for name in CLASSES} for kind in lists.kinds},
        calls={pace.customer_class: pace.call_days for pace in lists.paces},
        visits={pace.customer_class: pace.visit_days for pace in lists.paces},
    )


def terms_from(data: Mapping[str, Any], lists: Lists, *, version: int = 0) -> Terms:
    """The terms that a row keeps; steps, kinds and classes that came later are as the company has them."""
    base = company_terms(lists)
    known = {name: data[name] for name in _PLAIN if name in data}
    if "meeting_at" in data:
        known["meeting_at"] = time.fromisoformat(data["meeting_at"])
    answers = {kind: {**classes, **(data.get("answers") or {}).get(kind, {})} for kind, classes in base.answers.items()}
    return Terms(
        leads={**base.leads, **(data.get("leads") or {})},
        answers=answers,
        calls={**base.calls, **(data.get("calls") or {})},
        visits={**base.visits, **(data.get("visits") or {})},
        version=version,
        **known,
    )


_PLAIN = ("accept_minutes", "follow_up_days", "report_days", "meeting_weekday", "meeting_minutes", "cover")


def terms_of(tandem_ids: Iterable[int | None], at: datetime, *, lists: Lists | None = None) -> dict[int | None, Terms]:
    """What holds in each tandem at an instant: its version in force then, else the company's lists.

    None stands for a team's queue. Two statements.
    """
    wanted, lists = set(tandem_ids), lists or Lists.load()
    rows = RulesOfPlay.objects.filter(tandem__in=[key for key in wanted if key], in_force_at__lte=at)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at))
    found: dict[int | None, Terms] = {row.tandem_id: terms_from(row.terms, lists, version=row.number) for row in rows}
    return {key: found.get(key) or company_terms(lists) for key in wanted}
