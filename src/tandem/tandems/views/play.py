"""Rules of play: what holds, proposing and changing, agreeing, earlier versions."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.errors import Refused
from tandem.core.forms import LONGEST
from tandem.core.http import Request, done, key_in
from tandem.core.models import Event
from tandem.core.once import FIELD, event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import Rule, require
from tandem.core.undo import undoers
from tandem.tandems import actions
from tandem.tandems.forms import TermsForm
from tandem.tandems.models import RulesOfPlay, Tandem
from tandem.tandems.queries import visible_tandems
from tandem.tandems.queries.play import cover_candidates, rules_page, version_page
from tandem.tandems.rules import can_agree_rules, can_see_rules
from tandem.tandems.terms import Lists, company_terms, terms_from

from .tandems import FORM


@require_safe
def show_rules(request: Request, pk: int) -> HttpResponse:
    """In force and proposed, side by side."""
    tandem = _tandem(request, pk, can_see_rules)
    return render(request, "tandems/rules.html", {"page": rules_page(tandem, request.actor)})


@require_safe
def show_version(request: Request, pk: int, number: int) -> HttpResponse:
    """One version as it was."""
    tandem = _tandem(request, pk, can_see_rules)
    rules = get_object_or_404(tandem.rules_of_play.select_related("proposed_by"), number=number)
    groups, agreed = version_page(rules, request.actor)
    context = {"tandem": tandem, "rules": rules, "groups": groups, "agreed": agreed}
    return render(request, "tandems/rules_version.html", context)


@require_http_methods(FORM)
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose, or change what is proposed; `?from=company` starts from the company's lists, `?why=` says why."""
    actor, tandem = request.actor, _tandem(request, pk, can_agree_rules)
    form, waiting = _terms_form(request, tandem)

    def act() -> Event | None:
        values = {"terms": form.terms, "note": form.cleaned_data["note"], "actor": actor, "at": actor.at}
        key = request.POST.get(FIELD, "")[:60]
        if waiting and not key:
            return actions.change_proposal(waiting, version=form.shown_version, **values)
        make = lambda: actions.propose_rules(tandem, **values)  # noqa: E731
        rules = once(RulesOfPlay, key, make, actor=actor, at=actor.at)
        return event_of("rules.in_force", rules) or event_of("rules.proposed", rules)

    return form_page(
        request,
        "tandems/rules_form.html",
        form,
        act,
        to=_home(tandem),
        text=lambda event: _text(event) if event else _("Nothing was different."),
        context={"tandem": tandem, "waiting": waiting, "cancel_url": _home(tandem)},
    )


@require_POST
def agree(request: Request, pk: int) -> HttpResponse:
    """Agree to the proposal as it was read."""
    tandem = _tandem(request, pk, can_agree_rules)
    rules, version = _waiting(tandem), key_in(request.POST, "version") or 0
    event = actions.agree_to_rules(rules, version=version, actor=request.actor, at=request.actor.at)
    return done(request, _home(tandem), _text(event), event if event.verb in undoers() else None)


@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Leave everything as it is."""
    tandem = _tandem(request, pk, can_agree_rules)
    rules, version = _waiting(tandem), key_in(request.POST, "version") or 0
    event = actions.withdraw_proposal(rules, version=version, actor=request.actor, at=request.actor.at)
    return done(request, _home(tandem), _text(event), event)


def _terms_form(request: Request, tandem: Tandem) -> tuple[TermsForm, RulesOfPlay | None]:
    """The form over the proposal that waits, else a fresh one from what holds or from the company's lists."""
    lists = Lists.load()
    rows = list(tandem.rules_of_play.filter(ended_at=None, withdrawn_at=None))
    waiting = next((row for row in rows if row.is_open), None)
    current = next((row for row in rows if row.in_force_at), None)
    from_company = request.GET.get("from") == "company"
    source = None if from_company else waiting or current
    base = terms_from(source.terms, lists) if source else company_terms(lists)
    people = cover_candidates(tandem, request.actor, base)
    form = TermsForm(sent(request), instance=waiting, lists=lists, start=base, people=people)
    why = request.GET.get("why", "").strip()
    if why and not form.is_bound:
        form.initial["note"] = "\n".join(filter(None, (waiting.note if waiting else "", why)))[:LONGEST]
    return form, waiting


def _text(event: Event) -> str:
    if event.verb == "rules.in_force":
        return str(_("Version %d is in force from now on.") % event.data["number"])
    texts = {
        "rules.proposed": _("Version %d is proposed. It holds once both have agreed."),
        "rules.changed": _("Version %d was changed. It waits for your partner again."),
        "rules.agreed": _("You have agreed to version %d. It waits for your partner."),
        "rules.withdrawn": _("Version %d was withdrawn. Everything stays as it was."),
    }
    return str(texts[event.verb] % event.data["number"])


def _waiting(tandem: Tandem) -> RulesOfPlay:
    rules = tandem.rules_of_play.filter(in_force_at=None, withdrawn_at=None).first()
    if rules is None:
        raise Refused("nothing_waits", _("No proposal waits any more. Look at what holds now."))
    return rules


def _tandem(request: Request, pk: int, rule: Rule) -> Tandem:
    tandem = get_object_or_404(visible_tandems(request.actor), pk=pk)
    require(rule, request.actor, tandem)
    return tandem


def _home(tandem: Tandem) -> str:
    return reverse("tandems:rules", args=[tandem.pk])
