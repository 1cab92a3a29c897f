"""Figures of goals as people read them, each with its unit."""

from __future__ import annotations

from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from engines.goals import Forecast, Method
from engines.money import round_half_up
from tandem.core.templatetags.tandem import NBSP, money, money_short

from .models import Goal, Scope

WHOLE = 1_000_000


def figure(goal: Goal, value: Fraction | int, *, exact: bool = False) -> str:
    """An amount, a share or a count; amounts to the cent where `exact`. Shares come as fractions of one."""
    if goal.is_share:
        return percent(Fraction(value))
    whole = round_half_up(Fraction(value))
    if goal.is_money:
        return money(whole, goal.currency) if exact else money_short(whole, goal.currency)
    return str(number_format(whole, force_grouping=True))


def unit_figure(goal: Goal, value: int) -> str:
    """The same for a value in the unit of the goal's target."""
    return figure(goal, Fraction(value, WHOLE) if goal.is_share else value)


def percent(share: Fraction | None) -> str:
    """A fraction of one in per cent, with one decimal, cut off: what is not reached is not shown as reached."""
    if share is None:
        return "–"
    tenths = int(abs(share) * 1000)
    sign = "−" if share < 0 and tenths else ""
    return f"{sign}{number_format(f'{tenths // 10}.{tenths % 10}')}{NBSP}%"


def whose(goal: Goal) -> str:
    """Whose goal, in words."""
    if goal.scope == Scope.COMPANY:
        return _("Company")
    if goal.scope == Scope.TEAM:
        return str(goal.team)
    if goal.scope == Scope.ROLE:
        return f"{goal.tandem}, {goal.get_seat_display()}"
    return str(goal.tandem)


def method_words(found: Forecast) -> str:
    """How a forecast was found."""
    texts = {
        Method.SAME_DAYS: _(
            "As the last %(size)d periods went on from the same day: the median of their ends, from the lowest to the "
            "highest."
        ),
        Method.RESAMPLED: _(
            "From the last %(size)d months, drawn again a thousand times for the rest of the period: the median, and "
            "the range that eight of ten draws fall into."
        ),
        Method.OVER: _("The period is over: this is what was reached."),
        Method.TOO_LITTLE: _("Not enough data: a forecast needs three earlier periods or six months of figures."),
    }
    return texts[found.method] % {"size": found.size}
