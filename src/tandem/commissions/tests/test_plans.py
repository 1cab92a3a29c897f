"""Writing plans: drafts, four eyes, one version after the other, acceptance, who is on which plan."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tandem.commissions.cases import document_digest
from tandem.commissions.models import Plan, PlanAcceptance, PlanMember, PlanStatus, PlanVersion
from tandem.commissions.plans.actions import (
    accept_version,
    approve_version,
    copy_version,
    create_plan,
    edit_version,
    propose_version,
    return_version,
)
from tandem.commissions.plans.members import edit_member, put_on_plan
from tandem.commissions.plans.queries import own_plans, version_page
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.spans import on_day
from tandem.desk.addressees import case_of
from tandem.desk.audience import addressees
from tandem.orders.tests.factories import a_pair, actor_of
from tandem.people.tests.factories import an_employee

from .factories import POOL, a_payroll, a_plan, locked, plan_of_pair

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
JANUARY = date(2027, 1, 1)
DOCUMENT = {"components": [POOL]}


def a_draft(author: Any, **fields: Any) -> PlanVersion:
    values: dict[str, Any] = {"name": "Nord", "document": DOCUMENT, "start": JANUARY} | fields
    return create_plan(**values, actor=actor_of(author), at=AT)


def proposed(author: Any, row: PlanVersion | None = None) -> PlanVersion:
    row = row or a_draft(author)
    propose_version(row, version=row.version, actor=actor_of(author), at=AT)
    return fresh(row)


def fresh(row: PlanVersion) -> PlanVersion:
    return PlanVersion.objects.select_related("plan").get(pk=row.pk)


def states() -> list[tuple[int, str]]:
    return list(PlanVersion.objects.order_by("number").values_list("number", "status"))


def test_from_draft_to_approved_by_two_people() -> None:
    author, second = an_employee(["manager"]), a_payroll()
    row = proposed(author)
    approve_version(row, version=row.version, actor=actor_of(second), at=AT)
    row = fresh(row)
    assert (row.status, row.proposed_by, row.approved_by) == (PlanStatus.APPROVED, author, second)
    assert row.document == {"schema": 1, "name": "Nord", "components": [POOL]}
    verbs = Event.objects.filter(verb__startswith="plan").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["plan.created", "plan_version.proposed", "plan_version.approved"]


def test_nobody_approves_what_they_wrote_changed_or_are_paid_by() -> None:
    author, helper = an_employee(["manager"]), an_employee(["manager"])
    row = a_draft(author)
    edit_version(row, document=row.document, values={"note": "x"}, version=1, actor=actor_of(helper), at=AT)
    row = proposed(author, fresh(row))
    paid = an_employee(["manager", "field"])
    PlanMember.objects.create(plan=row.plan, employee=paid, start=JANUARY)
    for person in (author, helper, paid, an_employee(["inside"]), an_employee(["admin"])):
        with pytest.raises(Refused):
            approve_version(row, version=row.version, actor=actor_of(person), at=AT)
    assert fresh(row).status == PlanStatus.PROPOSED
    assert not Event.objects.filter(verb="plan_version.approved").exists()


def test_only_drafts_change_and_a_stale_draft_is_a_conflict() -> None:
    author = an_employee(["manager"])
    row = a_draft(author)
    edit_version(row, document=DOCUMENT | {"schema": 1}, values={"note": "a"}, version=1, actor=actor_of(author), at=AT)
    with pytest.raises(Conflict):
        edit_version(row, document={"schema": 1}, values={}, version=1, actor=actor_of(author), at=AT)
    row = proposed(author, fresh(row))
    with pytest.raises(Refused):
        edit_version(row, document={"schema": 1}, values={}, version=row.version, actor=actor_of(author), at=AT)
    return_version(row, reason="Zu steil", version=row.version, actor=actor_of(author), at=AT)
    assert (fresh(row).status, fresh(row).note) == (PlanStatus.DRAFT, "a")


def test_an_unfinished_plan_is_kept_and_not_proposed() -> None:
    author = an_employee(["manager"])
    half = {"id": "j", "kind": "target", "weight": "60 %", "quota": "1000"}
    row = a_draft(author, document={"components": [half]})
    with pytest.raises(Refused, match="60 %"):
        propose_version(row, version=1, actor=actor_of(author), at=AT)
    with pytest.raises(Invalid) as refused:
        edit_version(
            row, document={"schema": 1, "components": [{"id": "x", "rate": "many"}]}, values={}, version=1,
            actor=actor_of(author), at=AT,
        )  # fmt: skip
    assert list(refused.value.fields) == ["components[0].rate"]
    assert fresh(row).document["components"] == [half]


def test_two_plans_of_one_name_and_backward_spans_are_refused() -> None:
    author = an_employee(["manager"])
    row = a_draft(author)
    with pytest.raises(Invalid):
        a_draft(author, name="NORD")
    with pytest.raises(Invalid):
        edit_version(row, document=row.document, values={"end": JANUARY}, version=1, actor=actor_of(author), at=AT)
    assert Plan.objects.count() == 1


def test_the_next_version_ends_the_one_before() -> None:
    pair = a_pair()
    first = plan_of_pair(pair)
    author = an_employee(["manager"])
    row = proposed(author, copy_version(first, start=JANUARY, actor=actor_of(author), at=AT))
    assert row.document == first.document
    approve_version(row, version=row.version, actor=actor_of(a_payroll()), at=AT)
    assert (fresh(first).end, states()) == (JANUARY, [(1, "approved"), (2, "approved")])
    late = copy_version(first, start=date(2026, 12, 1), actor=actor_of(author), at=AT)
    with pytest.raises(Refused):
        propose_version(late, version=1, actor=actor_of(author), at=AT)


def test_no_version_begins_in_months_that_are_in_the_books() -> None:
    first = plan_of_pair(a_pair())
    locked()
    author = an_employee(["manager"])
    row = copy_version(first, start=date(2026, 9, 15), actor=actor_of(author), at=AT)
    with pytest.raises(Refused):
        propose_version(row, version=1, actor=actor_of(author), at=AT)
    edit_version(
        row, document=row.document, values={"start": date(2026, 10, 1)}, version=1, actor=actor_of(author), at=AT
    )
    assert proposed(author, fresh(row)).status == PlanStatus.PROPOSED


def test_who_may_approve_is_told_and_the_author_where_it_comes_back() -> None:
    author, second, pair = an_employee(["manager"]), a_payroll(), a_pair()
    an_employee(["payroll"], is_active=False)
    paid = an_employee(["manager", "field"])
    version = plan_of_pair(pair)
    PlanMember.objects.create(plan=version.plan, employee=paid, start=JANUARY)
    row = proposed(author, copy_version(version, start=JANUARY, actor=actor_of(author), at=AT))
    event = Event.objects.get(verb="plan_version.proposed")
    assert {one.employee_id for one in addressees(case_of(event))} == {second.pk, pair.tandem.team.manager_id}
    back = return_version(row, reason="Stufe fehlt", version=row.version, actor=actor_of(second), at=AT)
    assert {one.employee_id for one in addressees(case_of(back))} == {author.pk}


def test_everybody_on_it_is_told_and_accepts_for_themselves_once() -> None:
    pair = a_pair()
    first = plan_of_pair(pair)
    author = an_employee(["manager"])
    row = proposed(author, copy_version(first, start=JANUARY, actor=actor_of(author), at=AT))
    with pytest.raises(Refused):
        accept_version(row, actor=actor_of(pair.inside), at=AT)
    event = approve_version(row, version=row.version, actor=actor_of(a_payroll()), at=AT)
    assert {one.employee_id for one in addressees(case_of(event))} == {pair.inside.pk, pair.field.pk}
    one, two = (accept_version(fresh(row), actor=actor_of(pair.inside), at=AT) for _ in range(2))
    assert (one, one.digest) == (two, document_digest(row.document))
    with pytest.raises(Refused):
        accept_version(fresh(row), actor=actor_of(author), at=AT)
    assert list(PlanAcceptance.objects.values_list("employee", flat=True)) == [pair.inside.pk]
    page = version_page(fresh(row), actor_of(author))
    assert (page.accepted, page.open) == (1, 1)
    own = own_plans(pair.inside, actor_of(pair.inside))
    assert [(plan.version.number, plan.accepted is not None) for plan in own] == [(2, True), (1, False)]


def test_one_plan_at_a_time_set_by_who_leads_and_never_by_oneself() -> None:
    pair = a_pair()
    row = a_plan([], [POOL])
    made = put_on_plan(row.plan, pair.inside, start=JANUARY, target_cents=1000_00, actor=actor_of(pair.manager), at=AT)
    with pytest.raises(Invalid):
        put_on_plan(row.plan, pair.inside, start=date(2026, 5, 1), actor=actor_of(pair.manager), at=AT)
    for person in (pair.inside, pair.field, an_employee(["manager"]), an_employee(["admin"])):
        with pytest.raises(Refused):
            put_on_plan(row.plan, pair.field, start=JANUARY, actor=actor_of(person), at=AT)
        with pytest.raises(Refused):
            edit_member(made, end=None, role="", target_cents=9, version=1, actor=actor_of(person), at=AT)
    assert list(PlanMember.objects.filter(on_day(JANUARY)).values_list("employee", "target_cents")) == [
        (pair.inside.pk, 1000_00)
    ]
    told = Event.objects.get(verb="plan_member.added")
    assert "100000" not in str(told.data)


def test_target_pay_of_others_is_not_on_the_page() -> None:
    pair = a_pair()
    row = plan_of_pair(pair)
    far = an_employee(["manager"])
    assert [one.readable for one in version_page(row, actor_of(far)).members] == [False, False]
    assert [one.readable for one in version_page(row, actor_of(pair.manager)).members] == [True, True]
