"""Until when a question about pay is to be answered: so many working days, by the calendar of the person's team."""

from __future__ import annotations

from datetime import date, timedelta

from tandem.people.holidays import holidays_of
from tandem.people.models import Employee

from .models import QuestionKind

WORKING_DAYS = {QuestionKind.QUESTION: 3, QuestionKind.DISPUTE: 10}


def answer_by(kind: str, employee: Employee, asked: date) -> date:
    """The last day for an answer."""
    return working_day(employee, asked, WORKING_DAYS[QuestionKind(kind)])


def working_day(employee: Employee, asked: date, left: int = 1) -> date:
    """So many working days on, by the calendar of the person's team."""
    day, region = asked, employee.team.region if employee.team else "DE"
    free = {**holidays_of(region, asked.year), **holidays_of(region, asked.year + 1)}
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in free
    return day
