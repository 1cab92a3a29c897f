"""Drafts are deleted, versions in force get a last day; both can be taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tandem.commissions.models import PlanMember, PlanStatus, PlanVersion
from tandem.commissions.plans.actions import approve_version, copy_version, create_plan, propose_version
from tandem.commissions.plans.endings import end_version, remove_version
from tandem.commissions.plans.queries import own_plans, plan_rows, version_page, visible_plans, visible_versions
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.desk.addressees import case_of
from tandem.desk.audience import addressees
from tandem.orders.tests.factories import a_pair, actor_of
from tandem.people.tests.factories import an_employee, signed_in_client

from .factories import POOL, a_payroll, locked, plan_of_pair

pytestmark = [pytest.mark.django_db, pytest.mark.once]
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
YEAR_END, JANUARY = date(2026, 12, 31), date(2027, 1, 1)
DOCUMENT = {"components": [POOL]}


def fresh(row: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related("plan").get(pk=row.pk)


def test_a_deleted_draft_is_gone_for_everybody_and_comes_back() -> None:
    author = actor_of(an_employee(["manager"]))
    row = create_plan(name="Nord", document=DOCUMENT, start=JANUARY, actor=author, at=AT)
    event = remove_version(row, version=1, actor=author, at=AT)
    assert (event.verb, event.changes) == ("plan_version.removed", {"status": ["draft", "removed"]})
    assert (list(visible_versions(author)), list(visible_plans(author)), plan_rows(author)) == ([], [], [])
    with pytest.raises(Refused):
        propose_version(fresh(row), version=2, actor=author, at=AT)
    undo_event(event, actor=author, at=AT)
    assert (fresh(row).status, fresh(row).document["components"]) == (PlanStatus.DRAFT, [POOL])
    assert [one.waiting for one in plan_rows(author)] == [row]
    with pytest.raises(Refused):
        undo_event(event, actor=author, at=AT)


def test_a_name_is_free_again_once_all_of_its_drafts_are_deleted() -> None:
    author = actor_of(an_employee(["manager"]))
    first = create_plan(name="Nord", document=DOCUMENT, start=JANUARY, actor=author, at=AT)
    remove_version(first, version=1, actor=author, at=AT)
    second = create_plan(name="nord", document=DOCUMENT, start=JANUARY, actor=author, at=AT)
    assert (second.plan, second.number) == (first.plan, 2)
    assert [row.number for row in version_page(second, author).versions] == [2]


def test_only_a_draft_by_who_writes_plans_and_nothing_stale() -> None:
    pair, boss = a_pair(), an_employee(["manager"])
    held, author = plan_of_pair(pair), actor_of(boss)
    draft = copy_version(held, start=JANUARY, actor=author, at=AT)
    for person in (pair.inside, a_payroll(), an_employee(["admin"])):
        with pytest.raises(Refused):
            remove_version(draft, version=1, actor=actor_of(person), at=AT)
    with pytest.raises(Refused):
        remove_version(held, version=held.version, actor=author, at=AT)
    propose_version(draft, version=1, actor=author, at=AT)
    with pytest.raises(Conflict):
        remove_version(draft, version=1, actor=author, at=AT)
    with pytest.raises(Refused):
        remove_version(fresh(draft), version=2, actor=author, at=AT)
    assert list(PlanVersion.objects.values_list("status", flat=True).order_by("number")) == ["approved", "proposed"]
    assert not Event.objects.filter(verb="plan_version.removed").exists()


def test_the_only_draft_of_a_plan_with_people_stays() -> None:
    author = actor_of(an_employee(["manager"]))
    row = create_plan(name="Nord", document=DOCUMENT, start=JANUARY, actor=author, at=AT)
    PlanMember.objects.create(plan=row.plan, employee=an_employee(["inside"]), start=JANUARY)
    with pytest.raises(Refused):
        remove_version(row, version=1, actor=author, at=AT)
    assert (fresh(row).status, fresh(row).version) == (PlanStatus.DRAFT, 1)


def test_a_version_in_force_gets_a_last_day_and_who_is_paid_is_told() -> None:
    pair, boss = a_pair(), an_employee(["manager"])
    row, actor = plan_of_pair(pair), actor_of(boss)
    for person in (pair.inside, a_payroll(), an_employee(["admin"])):
        with pytest.raises(Refused):
            end_version(row, last=YEAR_END, version=1, actor=actor_of(person), at=AT)
    event = end_version(row, last=YEAR_END, version=1, actor=actor, at=AT)
    assert (fresh(row).end, event.changes) == (JANUARY, {"end": [None, "2027-01-01"]})
    assert {one.employee_id for one in addressees(case_of(event))} == {pair.inside.pk, pair.field.pk}
    assert [plan.version.last_day for plan in own_plans(pair.inside, actor_of(pair.inside))] == [YEAR_END]
    with pytest.raises(Refused):
        end_version(fresh(row), last=YEAR_END, version=2, actor=actor, at=AT)
    undo_event(event, actor=actor, at=AT)
    assert fresh(row).end is None


def test_nobody_ends_what_they_are_paid_by_nor_in_months_of_the_books() -> None:
    pair = a_pair()
    row, paid = plan_of_pair(pair), an_employee(["manager", "field"])
    PlanMember.objects.create(plan=row.plan, employee=paid, start=JANUARY)
    locked()
    with pytest.raises(Refused):
        end_version(row, last=YEAR_END, version=1, actor=actor_of(paid), at=AT)
    for last in (date(2026, 8, 30), date(2026, 9, 29)):
        with pytest.raises(Invalid):
            end_version(row, last=last, version=1, actor=actor_of(an_employee(["manager"])), at=AT)
    assert fresh(row).end is None


def test_an_end_is_not_taken_back_once_another_version_follows() -> None:
    pair, boss = a_pair(), an_employee(["manager"])
    row, actor = plan_of_pair(pair), actor_of(boss)
    event = end_version(row, last=YEAR_END, version=1, actor=actor, at=AT)
    nearer = copy_version(row, start=date(2027, 2, 1), actor=actor, at=AT)
    propose_version(nearer, version=1, actor=actor, at=AT)
    approve_version(fresh(nearer), version=2, actor=actor_of(a_payroll()), at=AT)
    with pytest.raises(Conflict):
        undo_event(event, actor=actor, at=AT)
    assert fresh(row).end == JANUARY


def test_both_stand_on_the_page() -> None:
    pair, boss = a_pair(), an_employee(["manager"], language="en")
    client = signed_in_client(boss)
    row = plan_of_pair(pair)
    draft = copy_version(row, start=JANUARY, actor=actor_of(boss), at=AT)
    page = client.get(reverse("commissions:plan_version", args=[row.pk])).content.decode()
    end, removal = (reverse(f"commissions:{name}", args=[row.pk]) for name in ("plan_end", "plan_removal"))
    assert end in page
    assert removal not in page
    assert client.post(end, {"version": "1", "last": "2020-01-01"}).status_code == 422
    assert client.post(end, {"version": "1", "last": "2026-12-31"}).status_code == 302
    assert fresh(row).end == JANUARY
    page = client.get(reverse("commissions:plan_version", args=[draft.pk])).content.decode()
    removal = reverse("commissions:plan_removal", args=[draft.pk])
    assert removal in page
    answer = client.post(removal, {"version": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("commissions:plan_version", args=[row.pk])
    assert "/undo/" in answer.content.decode()
    assert client.get(reverse("commissions:plan_version", args=[draft.pk])).status_code == 404
