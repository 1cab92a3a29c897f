"""The company, its teams, people, tandems and products."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.catalogue.entries import product_entry
from tandem.catalogue.models import Product
from tandem.core.events import Draft, record_many
from tandem.core.models import Company
from tandem.core.search import fold, put_many
from tandem.customers.models import Customer
from tandem.exchange.mapping import Record
from tandem.exchange.planning import TandemPlan
from tandem.exchange.profile import Profile
from tandem.exchange.reading import InputRefused
from tandem.orders.models import Order
from tandem.people.entries import entries_of
from tandem.people.models import Employee, Team
from tandem.tandems.entries import tandem_entry
from tandem.tandems.models import Seat, SeatRole, Tandem

from .context import Context, some


def claim_company(profile: Profile, *, write: bool) -> None:
    """Refuse a company whose data comes from elsewhere; with `write`, note that it comes from this source."""
    company = Company.objects.filter(pk=1).first()
    if company is not None and company.source == profile.source:
        return
    if company is not None and company.source:
        raise InputRefused(
            _("%(company)s already holds data from %(source)s. Import into a company of its own (TANDEM_HOME).")
            % {"company": company.name, "source": company.source}
        )
    if Customer.objects.exists() or Order.objects.exists():
        raise InputRefused(
            _("This company already holds customers of its own. Import into a company of its own (TANDEM_HOME).")
        )
    if write:
        company = company or Company(pk=1, name=profile.company)
        company.currency, company.source = profile.currency, profile.source
        company.save()


@transaction.atomic
def write_foundation(context: Context) -> None:
    """Everything that customers and orders stand on; nothing is written when nothing is missing."""
    claim_company(context.profile, write=True)
    _write_teams(context)
    _write_employees(context)
    _write_tandems(context)
    _write_products(context)


def _write_teams(context: Context) -> None:
    by_name = dict(Team.objects.values_list("name", "pk"))
    for team in context.records("team"):
        if team.values["name"] in by_name:  # a team set up by hand is used as it is
            context.keys["team"].setdefault(team.key, by_name[team.values["name"]])
    missing = context.split(context.records("team"))
    rows = [Team(name=team.values["name"], source_key=context.stamp(team.key)) for team in missing]
    context.add(missing, rows)
    drafts = [Draft("team.created", context.at, [("team", row.pk)], {"name": row.name}) for row in rows]
    record_many(drafts, actor=context.actor, deliver=False)


def _write_employees(context: Context) -> None:
    missing = context.split(context.records("employee"))
    context.add(missing, [_employee(context, record) for record in missing])
    led = {team.values.get("manager"): context.keys["team"][team.key] for team in context.records("team")}
    for record in missing:
        if record.key in led:
            manager = context.keys["employee"][record.key]
            Team.objects.filter(pk=led[record.key], manager=None).update(manager=manager)
    new = [context.keys["employee"][record.key] for record in missing]
    people = list(Employee.objects.filter(pk__in=new).select_related("team").order_by("pk"))
    put_many(entries_of(people))
    record_many([_hired(context, person) for person in people], actor=context.actor, deliver=False)


def _hired(context: Context, person: Employee) -> Draft:
    teams = [("team", person.team_id)] if person.team_id else []
    data = {"name": str(person), "roles": sorted(person.roles)}
    return Draft("employee.hired", context.at, [("employee", person.pk), *teams], data)


def _employee(context: Context, record: Record) -> Employee:
    """A person without a password: nobody can sign in as them until an administrator invites them."""
    values = some(record.values, "joined_on", "job_title", "phone", "personnel_number", "language")
    return Employee(
        first_name=record.values["first_name"],
        last_name=record.values["last_name"],
        email=record.values["email"],
        roles=record.values["roles"],
        team_id=context.id_of("team", record.values.get("team")),
        password=make_password(None),
        source_key=context.stamp(record.key),
        **values,
    )


def _write_tandems(context: Context) -> None:
    missing = [plan for plan in context.plan.tandems if plan.key not in context.keys["tandem"]]
    taken = set(Tandem.objects.values_list("name", flat=True)) if missing else set()
    rows = [
        Tandem(
            name=plan.name if plan.name not in taken else f"{plan.name} {plan.key}",
            team_id=context.keys["team"][plan.team],
            founded_on=plan.founded_on,
            source_key=context.stamp(plan.key),
        )
        for plan in missing
    ]
    Tandem.objects.bulk_create(rows)
    context.keys["tandem"] |= {plan.key: row.pk for plan, row in zip(missing, rows, strict=True)}
    seats = [seat for plan, row in zip(missing, rows, strict=True) for seat in _seats(context, plan, row)]
    Seat.objects.bulk_create(seats)
    new = Tandem.objects.filter(pk__in=[row.pk for row in rows]).select_related("team").order_by("pk")
    tandems = list(new.prefetch_related("seats__employee"))
    put_many([tandem_entry(tandem, context.actor.today) for tandem in tandems])
    record_many([_formed(context, tandem) for tandem in tandems], actor=context.actor, deliver=False)


def _formed(context: Context, tandem: Tandem) -> Draft:
    people = {seat.role: seat.employee for seat in tandem.seats.all()}
    subjects = [("tandem", tandem.pk), ("team", tandem.team_id)]
    data = {
        "name": tandem.name,
        "team": tandem.team.name,
        "from": tandem.founded_on.isoformat(),
        "weights": [],
        **{str(role): str(person) for role, person in people.items()},
    }
    return Draft(
        "tandem.formed", context.at, [*subjects, *(("employee", person.pk) for person in people.values())], data
    )


def _seats(context: Context, plan: TandemPlan, tandem: Tandem) -> list[Seat]:
    sitting = [(SeatRole.FIELD, plan.field), *([(SeatRole.INSIDE, plan.inside)] if plan.inside else [])]
    return [
        Seat(tandem=tandem, role=role, employee_id=context.keys["employee"][key], start=start)
        for role, (key, start) in sitting
    ]


def _write_products(context: Context) -> None:
    missing = context.split(context.records("product"))
    rows = [
        Product(
            number=record.values["number"],
            name=record.values["name"],
            name_key=fold(record.values["name"])[:200],
            list_price=record.values["list_price"],
            currency=context.profile.currency,
            source_key=context.stamp(record.key),
            **some(record.values, "group", "cost", "sold_from", "sold_to"),
        )
        for record in missing
    ]
    context.add(missing, rows)
    put_many([product_entry(row) for row in rows])
    drafts = [Draft("product.added", context.at, [("product", row.pk)], {"name": row.name}) for row in rows]
    record_many(drafts, actor=context.actor, deliver=False)
