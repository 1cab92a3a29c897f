"""What search knows of people."""

from __future__ import annotations

from collections.abc import Iterable

from tandem.core import search
from tandem.core.search import Entry

from .models import Employee

PERSONNEL = "personnel"  # the kind of entries that only payroll and administration may find


def employee_entry(employee: Employee) -> Entry:
    """Found by name, mail and phone."""
    words = [employee.email, employee.phone, employee.job_title]
    return Entry(
        Employee.ref_kind,
        employee.pk,
        str(employee),
        [word for word in words if word],
        detail=employee.job_title or (employee.team.name if employee.team else ""),
    )


def personnel_entry(employee: Employee) -> Entry:
    """Found by the personnel number alone: the number must not lead a colleague to the name."""
    return Entry(PERSONNEL, employee.pk, employee.personnel_number, [], detail=str(employee))


def entries_of(employees: Iterable[Employee]) -> list[Entry]:
    """All entries of people who work here; for bulk paths."""
    here = [employee for employee in employees if employee.is_active]
    numbered = [employee for employee in here if employee.personnel_number]
    return [*map(employee_entry, here), *map(personnel_entry, numbered)]


def refresh_search(employee: Employee) -> None:
    """Make the person findable, or no longer, as things stand."""
    wanted = {entry.kind: entry for entry in entries_of([employee])}
    for kind in (Employee.ref_kind, PERSONNEL):
        if kind in wanted:
            search.put(wanted[kind])
        else:
            search.drop(kind, employee.pk)
