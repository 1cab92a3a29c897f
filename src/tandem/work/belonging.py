"""Where new work belongs: to the tandem that owns the customer, else to that of whoever makes it, else to a queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.errors import Refused
from tandem.core.spans import on_day
from tandem.customers.models import Assignment, Customer
from tandem.people.models import Employee, Team
from tandem.people.queries import signed_in
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of


@dataclass(frozen=True)
class Home:
    """A tandem and its team, or a team's queue; `people` sit in the tandem on the day, inside first."""

    tandem: Tandem | None
    team: Team
    people: tuple[Employee, ...] = ()

    def partner_of(self, person_id: int | None) -> Employee | None:
        """The other one in the tandem; None where the seat is vacant or the person sits elsewhere."""
        if person_id not in {person.pk for person in self.people}:
            return None
        return next((person for person in self.people if person.pk != person_id), None)


def home_of_customer(customer: Customer, day: date) -> Home:
    """The tandem that owns the customer on a day, or its team's queue; one statement."""
    seated = FilteredRelation("tandem__seats", condition=on_day(day, "tandem__seats__"))
    rows = list(
        Assignment.objects.filter(on_day(day), customer=customer)
        .annotate(seated=seated)
        .select_related("tandem__team", "seated__employee__team")  # type: ignore[misc]  # mypy knows no filtered relation
        .order_by("-seated__role")
    )
    if not rows:
        return Home(None, customer.team)
    tandem, seats = rows[0].tandem, [row.__dict__["seated"] for row in rows]
    return Home(tandem, tandem.team, tuple(dict.fromkeys(seat.employee for seat in seats if seat is not None)))


def home_of_tandem(tandem: Tandem, day: date) -> Home:
    """The tandem with who sits in it on a day; one statement."""
    seats = Seat.objects.filter(on_day(day), tandem=tandem).select_related("employee__team").order_by("-role")
    return Home(tandem, tandem.team, tuple(dict.fromkeys(seat.employee for seat in seats)))


def home_for(
    customer: Customer | None, actor: Actor, *, tandem: Tandem | None = None, team: Team | None = None
) -> Home:
    """Where work that this actor makes belongs; Refused for who sits in no tandem and no team."""
    if customer is not None:
        return home_of_customer(customer, actor.today)
    if team is not None and tandem is None:
        return Home(None, team)
    scope = scope_of(actor)
    if tandem is None and scope.current_id:
        tandem = next(seat.tandem for seat in scope.seats if seat.tandem_id == scope.current_id)
    if tandem is not None:
        return home_of_tandem(tandem, actor.today)
    person = signed_in(actor)
    team = person.team if person is not None else None
    if team is None and scope.led_team_ids:  # a manager may lead a team without being one of it
        team = Team.objects.filter(pk=min(scope.led_team_ids)).first()
    if team is None:
        raise Refused("belongs_nowhere", _("You sit in no tandem and no team, so choose a customer first."))
    return Home(None, team)
