"""Who may be chosen to hold work: the tandem first, then oneself, then the team."""

from __future__ import annotations

from tandem.core.actor import Actor
from tandem.people.models import SALES, Employee
from tandem.people.queries import employees_here, signed_in

from .belonging import Home


def holders_for(home: Home, actor: Actor) -> list[Employee]:
    """Everybody who comes into question, likeliest first; one statement."""
    me = signed_in(actor)
    mates = employees_here(actor.today).filter(team=home.team).select_related("team").order_by("name_key")
    people = [*home.people, *([me] if me is not None and me.sells else []), *(p for p in mates if SALES & p.roles)]
    return list({person.pk: person for person in people}.values())


def partner_first(home: Home, actor: Actor) -> list[Employee]:
    """The same without oneself: to whom something can be passed."""
    others = [person for person in holders_for(home, actor) if person.pk != actor.id]
    partner = home.partner_of(actor.id)
    return sorted(others, key=lambda person: person != partner)
