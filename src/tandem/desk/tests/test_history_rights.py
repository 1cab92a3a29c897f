"""A history tells no more than the page of the same object would."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tandem.people import actions
from tandem.people.models import Employee
from tandem.people.tests.factories import a_team, an_employee, as_actor, signed_in_client

pytestmark = pytest.mark.django_db
SECRETS = ("PN-4711", "PN-0815", "KST-900")


@pytest.fixture
def told() -> Employee:
    """Somebody whose personnel number and cost centre were changed."""
    admin = as_actor(an_employee(["admin"]))
    person = an_employee(["inside"], a_team(), personnel_number="PN-0815")
    values = {"personnel_number": "PN-4711", "cost_centre": "KST-900", "job_title": "Chief of drives"}
    actions.edit_employee(person, values=values, version=person.version, actor=admin, at=timezone.now())
    return person


def history(kind: str, pk: int, reader: Employee) -> str:
    answer = signed_in_client(reader).get(f"/history/{kind}/{pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", ["inside", "field", "manager", "council"])
def test_colleagues_read_no_personnel_data_in_a_history(told: Employee, role: str) -> None:
    reader = an_employee([role], told.team)
    for page in (history("employee", told.pk, reader), history("team", told.team_id or 0, reader)):
        assert not [secret for secret in SECRETS if secret in page]
    assert "Chief of drives" in history("employee", told.pk, reader)


@pytest.mark.parametrize("role", ["payroll", "admin"])
def test_payroll_and_administration_read_it_there(told: Employee, role: str) -> None:
    page = history("employee", told.pk, an_employee([role]))
    assert all(secret in page for secret in SECRETS)


def test_each_reads_their_own(told: Employee) -> None:
    assert "KST-900" in history("employee", told.pk, told)
