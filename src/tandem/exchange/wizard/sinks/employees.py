"""Employees, by the actions of people: found by mail address or personnel number."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.events import trail
from tandem.exchange.wizard.cells import Field, Parsed, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Unique, Verdict, differing, held
from tandem.people.actions import edit_employee, hire_employee, set_roles
from tandem.people.models import Employee, Role, Team

from .contacts import split_name
from .customers import my_teams, teams

OWN = (
    "email",
    "first_name",
    "last_name",
    "personnel_number",
    "cost_centre",
    "phone",
    "job_title",
    "language",
    "joined_on",
)


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Employee, **more)


SCREENS = (("de", gettext_lazy("German")), ("en", gettext_lazy("English")))


class EmployeeSink(Sink):
    """People of the company. Nobody can sign in as them until they are invited."""

    fields = (
        _own("email", gettext_lazy("E-mail"), kind="mail", needed=True),
        _own("first_name", gettext_lazy("First name")),
        _own("last_name", gettext_lazy("Last name")),
        Field("full_name", gettext_lazy("Full name")),
        Field(
            "roles",
            gettext_lazy("Roles"),
            kind="choices",
            choices=words_of(
                Role.choices, ID="inside", AD="field", Vertriebsinnendienst="inside", Reisender="field",
                sales_rep="field", Admin="admin", Verkaufsleiter="manager", Vertriebsleiter="manager",
            ),
        ),
        Field("team", gettext_lazy("Team"), kind="choice", choices=teams, fixed=True, offers=my_teams),
        _own("personnel_number", gettext_lazy("Personnel number")),
        _own("cost_centre", gettext_lazy("Cost centre")),
        _own("phone", gettext_lazy("Phone")),
        _own("job_title", gettext_lazy("Job title")),
        picked("language", gettext_lazy("Language of the screens"), SCREENS, words_of(SCREENS), model=Employee),
        _own("joined_on", gettext_lazy("Joined on"), kind="day"),
    )  # fmt: skip
    uniques = (Unique("email", Employee, "email"), Unique("personnel_number", Employee, "personnel_number"))
    keys = (
        ("email", gettext_lazy("mail address")),
        ("personnel_number", gettext_lazy("personnel number")),
    )

    def tidy(self, row: Parsed) -> None:
        """First and last name, where they stand in one cell."""
        split_name(row.values)

    def identity(self, row: Parsed) -> Hashable:
        """Their address, or the number the import goes by."""
        return row.values.get(self.ctx.key or "email")

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Known ones by address or number."""
        mails = [row.values["email"] for row in rows if row.values.get("email")]
        numbers = [row.values["personnel_number"] for row in rows if row.values.get("personnel_number")]
        people = list(held(Employee.objects.filter(Q(email__in=mails) | Q(personnel_number__in=numbers)), self.ctx))
        return [self._judge(row, people) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """By the actions, so that the address for signing in and the last administrator are looked after."""
        with trail(self.ctx.trail):
            for verdict in verdicts:
                self._write(verdict)

    def _write(self, verdict: Verdict) -> None:
        actor, at, values = self.ctx.actor, self.ctx.at, verdict.row.values
        if verdict.state == State.NEW:
            given = {name: values[name] for name in OWN if values.get(name) not in (None, "")}
            team = Team.objects.get(pk=values["team"]) if values.get("team") else None
            names = {"first_name": "", "last_name": "", **given}
            hire_employee(roles=values.get("roles", ()), team=team, actor=actor, at=at, **names)
            return
        changes = dict(verdict.found["changes"])
        person = Employee.objects.get(pk=verdict.target.pk)
        if roles := changes.pop("roles", None):
            set_roles(person, roles=roles, version=person.version, actor=actor, at=at)
            person.refresh_from_db()
        if "team" in changes:
            changes["team"] = Team.objects.get(pk=changes["team"])
        if changes:
            edit_employee(person, values=changes, version=person.version, actor=actor, at=at)

    def _judge(self, row: Parsed, people: Sequence[Employee]) -> Verdict:
        values = row.values
        target = self._match(values, people)
        if target is None and not values.get("last_name"):
            row.problems.setdefault("last_name", _("is empty"))
        for name in ("email", "personnel_number"):
            if values.get(name) and any(getattr(one, name) == values[name] and one != target for one in people):
                row.problems.setdefault(name, _("belongs to somebody who is already here"))
        changes = differing(target, values, OWN) if target else {}
        if target and values.get("team") and str(target.team_id) != values["team"]:
            changes["team"] = values["team"]
        if target and values.get("roles") and frozenset(target.roles) != values["roles"]:
            changes["roles"] = values["roles"]
        return self.decide(row, target, changes)

    def _match(self, values: dict[str, Any], people: Sequence[Employee]) -> Employee | None:
        names = [self.ctx.key] if self.ctx.key else ["email", "personnel_number"]
        for name in names:
            for person in people:
                if values.get(name) and str(getattr(person, name)).lower() == str(values[name]).lower():
                    return person
        return None
