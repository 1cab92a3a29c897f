"""Leads with the person behind them, found by the other system's id, mail, or company and town."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import search
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.search import fold
from tandem.exchange.wizard.cells import Field, Parsed, countries, languages, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Unique, Verdict, bad, differing, held
from tandem.people.models import Language
from tandem.people.queries import signed_in
from tandem.pipeline.entries import lead_entry
from tandem.pipeline.lead_listing import visible_leads
from tandem.pipeline.models import Lead, LeadNote, LeadPerson, LeadState, Source
from tandem.pipeline.rules import can_work_on_lead
from tandem.work.belonging import home_for

from .contacts import split_name
from .customers import LONGEST_ID
from .holders import put_holder

OWN = (
    "company", "wish", "source", "town", "country", "phone", "email", "website", "holder", "need", "budget", "decides",
    "needed_by",
)  # fmt: skip
PERSON = ("salutation", "first_name", "last_name", "function", "mobile", "language")
_PERSON_GROUP = gettext_lazy("The person behind it")
_STATES = words_of(
    LeadState.choices,
    open="new", offen="new", contacted="talking", working="talking", attempted_to_contact="talking",
    in_progress="talking", connected="talking", in_Kontakt="talking", in_Bearbeitung="talking",
    open_not_contacted="new", working_contacted="talking", closed_not_converted="dropped", unqualified="dropped",
    closed_converted="converted",
    disqualified="dropped", verworfen="dropped", lost="dropped",
)  # fmt: skip
SOURCES = words_of(
    Source.choices, web="website", online="website", internet="website", Messe="fair", trade_show="fair", event="fair",
    referral="recommended", Empfehlung="recommended", word_of_mouth="recommended", phone_inquiry="call",
    cold_call="call", Telefon="call", phone="call", email="mail", newsletter="mail", partner_referral="partner",
    purchased_list="other", Sonstiges="other", other="other",
)  # fmt: skip


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Lead, **more)


def _of_person(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=LeadPerson, group=_PERSON_GROUP, **more)


class LeadSink(Sink):
    """Interests that nobody has looked into yet; they go to the tandem of whoever puts them in."""

    fields = (
        _own("company", gettext_lazy("Company"), needed=True),
        Field("external_id", gettext_lazy("Other system's id"), model=Lead, column="source_key"),
        _own("wish", gettext_lazy("What they want")),
        picked("source", gettext_lazy("Where it comes from"), Source.choices, SOURCES, model=Lead),
        Field("state", gettext_lazy("State"), kind="choice", choices=_STATES),
        _own("town", gettext_lazy("Town")),
        _own("country", gettext_lazy("Country"), kind="choice", choices=countries, fixed=True),
        _own("phone", gettext_lazy("Phone")),
        _own("email", gettext_lazy("E-mail"), kind="mail"),
        _own("website", gettext_lazy("Website"), kind="url"),
        Field("holder", gettext_lazy("Holder"), fixed=True),
        _own("need", gettext_lazy("What they need, and for what")),
        _own("budget", gettext_lazy("What they may spend")),
        _own("decides", gettext_lazy("Who decides")),
        _own("needed_by", gettext_lazy("By when")),
        Field("note", gettext_lazy("Note")),
        Field("reason", gettext_lazy("Reason"), model=Lead),
        _of_person("salutation", gettext_lazy("Salutation")),
        _of_person("first_name", gettext_lazy("First name")),
        _of_person("last_name", gettext_lazy("Last name")),
        Field("full_name", gettext_lazy("Full name"), group=_PERSON_GROUP),
        _of_person("function", gettext_lazy("Function")),
        _of_person("mobile", gettext_lazy("Mobile")),
        picked("language", gettext_lazy("Language"), Language.choices, languages, model=LeadPerson),
    )  # fmt: skip
    uniques = (Unique("external_id", Lead, "source_key", "file:"),)
    keys = (
        ("external_id", gettext_lazy("other system's id")),
        ("email", gettext_lazy("mail address")),
        ("company", gettext_lazy("company and town")),
    )

    def tidy(self, row: Parsed) -> None:
        """Names apart, the holder as a person, a dropped one with its reason."""
        split_name(row.values)
        put_holder(row, self.ctx)
        if len(row.values.get("external_id") or "") > LONGEST_ID:
            row.problems.setdefault("external_id", _("is longer than %(most)s letters") % {"most": LONGEST_ID})
        if row.values.get("state") == LeadState.DROPPED and not row.values.get("reason"):
            row.values["reason"] = _("Dropped before the import")

    def identity(self, row: Parsed) -> Hashable:
        """The best key the row has."""
        name, key = self._best(row.values)
        return (name, key) if key else None

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Known ones by their best key; the rights of the one who imports decide what may change."""
        best = {row.line: self._best(row.values) for row in rows}
        known = self._known(list(best.values()))
        return [self._judge(row, _meant(row, known.get(best[row.line], []), best[row.line][0])) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """New ones in bulk, changes one by one with their old values."""
        self._add([one for one in verdicts if one.state == State.NEW])
        self._change([one for one in verdicts if one.state == State.CHANGE])

    def _best(self, values: Mapping[str, Any]) -> tuple[str, Any]:
        names = [self.ctx.key] if self.ctx.key else [name for name, _label in self.keys]
        return next(((name, key) for name in names if (key := _key_of(name, values))), ("", None))

    def _known(self, wanted: Sequence[tuple[str, Any]]) -> dict[tuple[str, Any], list[Lead]]:
        keys = {name: {key for kind, key in wanted if kind == name} for name in ("external_id", "email", "company")}
        rows = visible_leads(self.ctx.actor).filter(
            Q(source_key__in=[f"file:{key}" for key in keys["external_id"]])
            | Q(email__in=keys["email"])
            | Q(company_key__in={key[0] for key in keys["company"]})
        )
        found: dict[tuple[str, Any], list[Lead]] = {}
        for lead in held(rows.prefetch_related("people"), self.ctx):
            told = {**vars(lead), "external_id": (lead.source_key or "").removeprefix("file:")}
            for name in keys:
                found.setdefault((name, _key_of(name, told)), []).append(lead)
        return found

    def _judge(self, row: Parsed, found: Sequence[Lead]) -> Verdict:
        values = row.values
        if len(found) > 1:
            return bad(row, "", _("several leads are known by this; give the other system's id"))
        target = found[0] if found else None
        changes = differing(target, values, OWN) if target else {}
        if target and _is_new_person(target, values):
            changes["person"] = _named(values)
        if target is None and values.get("state") == LeadState.CONVERTED:
            return bad(row, "state", _("it became an opportunity there; put it in as one"))
        verdict = self.decide(row, target, changes)
        if target is None or verdict.state != State.CHANGE:
            return verdict
        if not target.is_open:
            return bad(row, "", _("“%(name)s” is over: it was dropped or became an opportunity"), name=target.company)
        if not self.ctx.actor.is_system and not can_work_on_lead(self.ctx.actor, target):
            return bad(row, "", _("“%(name)s” belongs to another tandem"), name=target.company)
        return verdict

    def _add(self, verdicts: Sequence[Verdict]) -> None:
        if not verdicts:
            return
        home, by = home_for(None, self.ctx.actor), signed_in(self.ctx.actor)
        leads = [_lead(one.row.values, home, by, self.ctx.at) for one in verdicts]
        insert_many(leads)
        people = [
            _person(lead, one.row.values)
            for lead, one in zip(leads, verdicts, strict=True)
            if one.row.values.get("last_name")
        ]
        insert_many(people)
        insert_many(
            [
                LeadNote(lead=lead, text=one.row.values["note"], at=self.ctx.at, author=by)
                for lead, one in zip(leads, verdicts, strict=True)
                if one.row.values.get("note")
            ]
        )
        behind = {person.lead_id: person for person in people}
        search.put_many(lead_entry(lead, [behind[lead.pk]] if lead.pk in behind else []) for lead in leads)
        record_many([self._told("lead.created", lead) for lead in leads], actor=self.ctx.actor, deliver=True)

    def _change(self, verdicts: Sequence[Verdict]) -> None:
        drafts, touched = [], []
        for verdict in verdicts:
            lead, changes = verdict.target, dict(verdict.found["changes"])
            person = changes.pop("person", None)
            if "company" in changes:
                changes["company_key"] = fold(changes["company"])[:200]
            told = save_changes(lead, changes)
            told.pop("company_key", None)
            if told:
                drafts.append(self._told("lead.edited", lead, changes=told))
            if person:
                made = LeadPerson.objects.create(lead=lead, **person)
                drafts.append(self._told("lead.person_added", lead, person=str(made), person_id=made.pk))
            touched.append(lead)
        record_many(drafts, actor=self.ctx.actor, deliver=True)
        search.replace_many(lead_entry(lead, list(LeadPerson.objects.filter(lead=lead))) for lead in touched)

    def _told(self, verb: str, lead: Lead, **data: Any) -> Draft:
        subjects = [("lead", lead.pk), *([("tandem", lead.tandem_id)] if lead.tandem_id else [])]
        kept = {"lead": lead.pk, "name": lead.company, **data, **self.ctx.data}
        return Draft(verb, self.ctx.at, subjects, kept, trail=self.ctx.trail)


def _meant(row: Parsed, found: Sequence[Lead], key: str) -> list[Lead]:
    """Open ones; those that are over only where the row says so too, or names them by their id."""
    over = row.values.get("state") in (LeadState.DROPPED, LeadState.CONVERTED)
    ended = [lead for lead in found if not lead.is_open]
    return [lead for lead in found if lead.is_open] or (ended[-1:] if over or key == "external_id" else [])


def _key_of(name: str, values: Mapping[str, Any]) -> Any:
    if name == "company":
        company = fold(str(values.get("company") or ""))[:200]
        return (company, fold(str(values.get("town") or ""))) if company else None
    return str(values.get(name) or "").lower() or None if name == "email" else values.get(name) or None


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """The person of a row; their mail and phone are those of the lead."""
    given = {name: values[name] for name in (*PERSON, "email", "phone") if values.get(name)}
    return given if given.get("last_name") else {}


def _is_new_person(lead: Lead, values: Mapping[str, Any]) -> bool:
    name = fold(f"{values.get('first_name') or ''} {values.get('last_name') or ''}").strip()
    return bool(values.get("last_name")) and name not in {fold(str(person)) for person in lead.people.all()}


def _person(lead: Lead, values: Mapping[str, Any]) -> LeadPerson:
    return LeadPerson(lead=lead, **_named(values))


def _lead(values: Mapping[str, Any], home: Any, by: Any, at: Any) -> Lead:
    given = {name: values[name] for name in OWN if values.get(name) not in (None, "")}
    state = values.get("state") or LeadState.NEW.value
    if state == LeadState.QUALIFIED and not (values.get("need") and values.get("decides")):
        state = LeadState.TALKING.value  # what has to be asked first was not asked here
    ended = {"ended_at": at, "ended_by": by, "reason": values["reason"]} if state == LeadState.DROPPED else {}
    return Lead(
        company_key=fold(values["company"])[:200],
        state=state,
        tandem=home.tandem,
        team=home.team,
        created_at=at,
        created_by=by,
        source_key=f"file:{values['external_id']}" if values.get("external_id") else None,
        **{**ended, **given},
    )
