"""Telling customers of their new people: who gets a mail, who has to be called, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_http_methods

from tandem.core.documents.letterhead import letterhead
from tandem.core.errors import Invalid
from tandem.core.http import Request, done
from tandem.core.pages import add_errors, sent
from tandem.core.rules import require
from tandem.formation.actions import tell_customers
from tandem.formation.models import NoMail, SpreadRollout
from tandem.formation.note_forms import NotesForm
from tandem.formation.note_words import PLACEHOLDERS
from tandem.formation.notes import Told, note_for, to_be_told
from tandem.formation.queries import visible_spreads
from tandem.formation.rules import can_change_spread

SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: Request, pk: int) -> HttpResponse:
    """Look at it, reword it, see it filled in; sent, a job writes."""
    spread, actor = get_object_or_404(visible_spreads(request.actor), pk=pk), request.actor
    require(can_change_spread, actor, spread)
    rollout: SpreadRollout | None = getattr(spread, "rollout", None)
    told = to_be_told(spread, actor) if rollout is not None else []
    first = {one.language: one for one in reversed(told) if one.contact}
    form = NotesForm(sent(request), languages=sorted(first))
    valid = form.is_bound and form.is_valid()
    if valid and "preview" not in request.POST:
        try:
            job = tell_customers(spread, texts=form.texts(), actor=actor, at=actor.at)
        except Invalid as error:
            add_errors(form, error)
        else:
            return done(request, f"/jobs/{job.pk}/")
    calls = [one for one in told if one.contact is None]
    context: dict[str, Any] = {
        "spread": spread,
        "rollout": rollout,
        "form": form,
        "mails": len(told) - len(calls),
        "calls": [(one.customer, NoMail(one.why).label) for one in calls[:SHOWN]],
        "calling": len(calls),
        "parts": _parts(form, [first[key] for key in sorted(first)], told, spread),
        "placeholders": PLACEHOLDERS.items(),
        "moving": rollout is not None and rollout.job is not None and not rollout.job.is_over,
        "job": rollout.notes_job if rollout is not None else None,
    }
    return render(request, "formation/notes.html", context, status=422 if form.errors else 200)


def _parts(form: NotesForm, first: Sequence[Told], told: Sequence[Told], spread: Any) -> list[dict[str, Any]]:
    """By language: its fields, how many read it, and the first of them."""
    counts, company = Counter(each.language for each in told if each.contact), letterhead().name if first else ""
    return [_part(form, one, counts[one.language], note_for(one, spread, form.texts(), company)) for one in first]


def _part(form: NotesForm, one: Told, count: int, note: tuple[str, str]) -> dict[str, Any]:
    subject, body = note
    return {
        "language": get_language_info(one.language)["name_translated"],
        "code": one.language,
        "subject": form[f"subject_{one.language}"],
        "body": form[f"body_{one.language}"],
        "count": count,
        "told": one,
        "text": body,
        "title": subject,
    }
