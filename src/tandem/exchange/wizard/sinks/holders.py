"""Who holds an opportunity or a lead, by what a file calls them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from tandem.core.search import fold
from tandem.exchange.wizard.cells import Parsed
from tandem.exchange.wizard.verdicts import Ctx
from tandem.people.models import Employee


def put_holder(row: Parsed, ctx: Ctx) -> None:
    """The person instead of their name or mail address; nobody for an empty cell, a problem for an unknown one."""
    name = row.values.get("holder")
    if name is None or isinstance(name, Employee):
        return
    person = _sellers(ctx).get(fold(name)) if name else None
    if name and person is None:
        text = _("nobody in sales is called “%(name)s”; give the mail address")
        row.problems.setdefault("holder", text % {"name": name[:80]})
    row.values["holder"] = person


def _sellers(ctx: Ctx) -> Mapping[str, Employee]:
    """Who can hold work, by mail address and by name; a name that two of them have tells nobody."""
    if "sellers" not in ctx.cache:
        people = [one for one in Employee.objects.all() if one.sells and one.works_here_on(ctx.actor.today)]
        names: dict[str, list[Employee]] = {}
        for one in people:
            for name in {f"{one.first_name} {one.last_name}", f"{one.last_name}, {one.first_name}"}:
                names.setdefault(fold(name), []).append(one)
        plain = {name: ones[0] for name, ones in names.items() if len(ones) == 1}
        ctx.cache["sellers"] = {**plain, **{fold(one.email): one for one in people}}
    found: Mapping[str, Employee] = ctx.cache["sellers"]
    return found
