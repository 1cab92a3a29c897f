"""The two jobs: finding who should own whom, and moving the customers of an accepted plan."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from engines.territory import solve
from tandem.core.actor import Actor
from tandem.core.errors import Refused, TandemError
from tandem.core.events import record
from tandem.core.jobs import Work
from tandem.core.locking import lock
from tandem.core.rules import require
from tandem.customers.actions import assign_customer
from tandem.customers.models import Customer
from tandem.tandems.models import Tandem

from .models import Spread
from .rules import can_change_spread
from .spreading import land_of, told_result

SOLVE, MOVE = "spread.solve", "spread.move"
SECONDS = 300  # the best plan found by then counts, with its gap


def solve_spread(work: Work) -> Mapping[str, Any]:
    """The runner. An answer to what has been changed meanwhile is not kept."""
    spread = Spread.objects.select_related("team").get(pk=work.params["spread"])
    require(can_change_spread, work.actor, spread)
    work.progress(0, 3, _("Collecting what is known"))
    land = land_of(spread, work.actor)
    if land is None:
        raise Refused("nobody", _("There are no customers to spread, or no tandem with both seats taken."))
    ends = time.monotonic() + SECONDS

    def stop() -> bool:
        work.progress(1, 3, _("Looking for the best assignment"))
        return time.monotonic() > ends

    result = solve(land.problem, stop=stop)
    if not result.homes:
        raise Refused("no_spread", trouble_text(result.trouble))
    _keep(spread, told_result(land, result), work)
    return {"text": _("The assignment is ready."), "url": spread.get_absolute_url()}


@transaction.atomic
def _keep(spread: Spread, result: dict[str, Any], work: Work) -> None:
    spread = lock(spread)
    if spread.version != work.params["version"]:
        raise Refused("moved_on", _("The proposal was changed meanwhile. Solve it again."))
    spread.result, spread.solved_at = result, work.at
    spread.save(update_fields=["result", "solved_at"])
    record("spread.solved", spread, spread.team, actor=work.actor, at=work.at, data={"team": str(spread.team)})


def trouble_text(code: str) -> str:
    """Why there is no plan."""
    if code in ("limits", "too_tight"):
        return _("The limits cannot be kept. Allow more difference from the mean, or fix fewer customers.")
    return _("Nothing can be proposed from this.")


class _When(TypedDict):
    actor: Actor
    at: datetime


def move_customers(work: Work) -> Mapping[str, Any]:
    """The runner: one transaction per customer; run again, it passes over those that have moved."""
    spread = Spread.objects.select_related("team").get(pk=work.params["spread"])
    moves = spread.result["moves"]
    tandems = Tandem.objects.in_bulk({after for _key, _before, after in moves})
    moved, refused = 0, 0
    for number, (key, _before, after) in enumerate(moves):
        work.progress(number, len(moves), _("Customers move"))
        customer = Customer.objects.filter(pk=key).first()
        if customer is None or after not in tandems:
            refused += 1
            continue
        who: _When = {"actor": work.actor, "at": work.at}
        try:
            assign_customer(customer, tandem=tandems[after], start=spread.starts_on, reason=spread.title, **who)
            moved += 1
        except TandemError as error:
            refused += error.code != "same_tandem"
            moved += error.code == "same_tandem"
    text = _("%(moved)d customers move; %(refused)d stayed where they are.") % {"moved": moved, "refused": refused}
    return {"text": text, "url": spread.get_absolute_url()}
