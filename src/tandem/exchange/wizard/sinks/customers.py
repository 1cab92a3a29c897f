"""Customers with their main site, found by number, other system's id, VAT id, or name and postcode."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.bulk import insert_many
from tandem.core.events import Draft, record_many
from tandem.core.locking import lock_name, save_changes
from tandem.core.search import fold
from tandem.customers.actions import next_number
from tandem.customers.entries import customer_entry
from tandem.customers.models import Assignment, Customer, CustomerClass, CustomerFigures, Lifecycle, Site
from tandem.customers.queries import remember_owner, visible_customers, with_owner
from tandem.customers.rules import can_own_customer
from tandem.exchange.wizard.cells import Field, Parsed, countries, languages, picked, words_of
from tandem.exchange.wizard.verdicts import Ctx, Sink, State, Verdict, bad, differing, held
from tandem.people.models import Language, Team
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems, scope_of

MASTER = (
    "name", "short_name", "customer_class", "lifecycle", "industry", "vat_id", "phone", "email", "website",
    "language", "currency", "payment_days", "agreements", "since",
)  # fmt: skip
ADDRESS = (
    "street", "extra", "postcode", "town", "region", "country", "latitude", "longitude", "opening_hours",
)  # fmt: skip
LONGEST_ID = 55  # of the other system's id, with the word before it
_ADDRESS_GROUP = gettext_lazy("Main site")


def teams() -> Mapping[str, str]:
    """Teams by name."""
    return {fold(name): str(key) for key, name in Team.objects.values_list("pk", "name")}


def tandems() -> Mapping[str, str]:
    """Tandems by name."""
    return {fold(name): str(key) for key, name in Tandem.objects.values_list("pk", "name")}


def _own(name: str, label: Any, **more: Any) -> Field:
    return Field(name, label, model=Customer, **more)


ADDRESS_FIELDS = (
    Field("street", gettext_lazy("Street and number"), model=Site, group=_ADDRESS_GROUP),
    Field("extra", gettext_lazy("Address line 2"), model=Site, group=_ADDRESS_GROUP),
    Field("postcode", gettext_lazy("Postcode"), model=Site, group=_ADDRESS_GROUP),
    Field("town", gettext_lazy("Town"), model=Site, group=_ADDRESS_GROUP),
    Field("region", gettext_lazy("State or region"), model=Site, group=_ADDRESS_GROUP),
    Field(
        "country", gettext_lazy("Country"), kind="choice", choices=countries, group=_ADDRESS_GROUP, fixed=True
    ),
)  # fmt: skip
PLACE_FIELDS = (
    Field(
        "latitude", gettext_lazy("Latitude"), kind="number", places=7, least=-90 * 10**7, most=90 * 10**7,
        group=_ADDRESS_GROUP,
    ),
    Field(
        "longitude", gettext_lazy("Longitude"), kind="number", places=7, least=-180 * 10**7, most=180 * 10**7,
        group=_ADDRESS_GROUP,
    ),
    Field("opening_hours", gettext_lazy("Opening hours"), model=Site, group=_ADDRESS_GROUP),
)  # fmt: skip


def my_teams(actor: Actor) -> list[tuple[str, str]]:
    """Teams by name, one's own first."""
    mine = scope_of(actor).team_ids
    rows = sorted(Team.objects.values_list("pk", "name"), key=lambda row: (row[0] not in mine, row[1]))
    return [(name, name) for _key, name in rows]


def _selling_tandems(actor: Actor) -> list[tuple[str, str]]:
    return [(name, name) for name in open_tandems(actor.today).values_list("name", flat=True)]


TEAM_FIELDS = (
    Field("team", gettext_lazy("Team"), kind="choice", choices=teams, fixed=True, offers=my_teams),
    Field("tandem", gettext_lazy("Tandem"), kind="choice", choices=tandems, fixed=True, offers=_selling_tandems),
)


_LIFECYCLES = words_of(
    Lifecycle.choices, customer="active", Kunde="active", Bestandskunde="active", lead="prospect",
    Neukunde="prospect", inactive="dormant", inaktiv="dormant", former="lost", ehemalig="lost",
)  # fmt: skip


class CustomerSink(Sink):
    """Customers."""

    fields = (
        _own("number", gettext_lazy("Customer number")),
        _own("name", gettext_lazy("Name")),
        _own("short_name", gettext_lazy("Short name")),
        Field("external_id", gettext_lazy("Other system's id"), model=Customer, column="source_key"),
        _own("customer_class", gettext_lazy("Class"), kind="choice", choices=words_of(CustomerClass.choices)),
        picked("lifecycle", gettext_lazy("Lifecycle"), Lifecycle.choices, _LIFECYCLES, model=Customer),
        _own("industry", gettext_lazy("Industry")),
        _own("vat_id", gettext_lazy("VAT id")),
        _own("phone", gettext_lazy("Phone")),
        _own("email", gettext_lazy("E-mail"), kind="mail"),
        _own("website", gettext_lazy("Website"), kind="url"),
        picked("language", gettext_lazy("Language"), Language.choices, languages, model=Customer),
        _own("currency", gettext_lazy("Currency"), fixed=True),
        _own("payment_days", gettext_lazy("Days to pay"), kind="number", most=365),
        _own("agreements", gettext_lazy("Agreements")),
        _own("since", gettext_lazy("Customer since"), kind="day"),
        *TEAM_FIELDS,
        *ADDRESS_FIELDS,
        *PLACE_FIELDS,
    )  # fmt: skip
    keys = (
        ("number", gettext_lazy("customer number")),
        ("external_id", gettext_lazy("other system's id")),
        ("vat_id", gettext_lazy("VAT id")),
        ("place", gettext_lazy("name and postcode")),
    )

    def tidy(self, row: Parsed) -> None:
        """Codes without the blanks people put into them."""
        _tidy(row)

    def identity(self, row: Parsed) -> Hashable:
        """The best key the row has."""
        name, key = self._best(row)
        return (name, key) if key else None

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Known ones by their key; the rights of the one who imports decide what may change."""
        known = self._known(rows)
        return [self._judge(row, *known.get(row.line, (None, ""))) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """New ones in bulk, changes one by one with their old values."""
        add_customers([one.row.values for one in verdicts if one.state == State.NEW], self.ctx)
        self._change([one for one in verdicts if one.state == State.CHANGE])

    def _keys(self) -> Sequence[str]:
        return [self.ctx.key] if self.ctx.key else [name for name, _label in self.keys]

    def _known(self, rows: Sequence[Parsed]) -> dict[int, tuple[Customer | None, str]]:
        """By line: the customer that the row is about, or why that cannot be told."""
        best = {row.line: self._best(row) for row in rows}
        wanted: dict[str, set[Any]] = {name: set() for name in self._keys()}
        for name, key in best.values():
            wanted.setdefault(name, set()).add(key)
        groups = find_customers({name: keys - {None} for name, keys in wanted.items() if name}, self.ctx)
        found: dict[int, tuple[Customer | None, str]] = {}
        for row in rows:
            name, key = best[row.line]
            match = groups[name].get(key, []) if key else []
            if len(match) > 1:
                text = _("several customers are known by “%(key)s”; give a number")
                found[row.line] = (None, text % {"key": _say(key)})
            elif match:
                found[row.line] = (match[0], "")
        return found

    def _best(self, row: Parsed) -> tuple[str, Any]:
        """The best key that the row has. A weaker one does not count beside it: an unknown number is a new customer."""
        return next(((name, key) for name in self._keys() if (key := _key_of(name, row.values))), ("", None))

    def _judge(self, row: Parsed, target: Customer | None, doubt: str) -> Verdict:
        if doubt:
            return bad(row, "", doubt)
        if target is None:
            check_new(row, self.ctx)
            return self.decide(row, None, None)
        if not may_see(target, self.ctx):
            return bad(row, "number", _("this number is taken"))
        changes = {
            "customer": differing(target, row.values, MASTER),
            "site": self._site_changes(target, row),
        }
        verdict = self.decide(row, target, {name: part for name, part in changes.items() if part})
        if verdict.state == State.CHANGE and not self._may_change(target):
            return bad(row, "", _("“%(name)s” belongs to another tandem"), name=target.label)
        return verdict

    def _may_change(self, target: Customer) -> bool:
        return self.ctx.actor.is_system or can_own_customer(self.ctx.actor, target)

    def _site_changes(self, target: Customer, row: Parsed) -> dict[str, Any]:
        site = main_site(target) or Site(country=target.country)
        return differing(site, site_values(row.values), ADDRESS)

    def _change(self, verdicts: Sequence[Verdict]) -> None:
        drafts, touched = [], []
        for verdict in verdicts:
            customer: Customer = verdict.target
            changes, parts = verdict.found["changes"].get("customer", {}), verdict.found["changes"].get("site", {})
            about = [("customer", customer.pk), *_owner(customer)]
            if parts:
                drafts.append(self._change_site(customer, parts, about))
            if changes or parts:
                drafts += self._change_master(customer, changes, about)
                touched.append(customer)
        record_many([draft for draft in drafts if draft], actor=self.ctx.actor, deliver=True)
        search.replace_many(customer_entry(customer) for customer in touched)

    def _change_master(self, customer: Customer, changes: dict[str, Any], about: list[tuple[str, int]]) -> list[Draft]:
        if "name" in changes:
            changes["name_key"] = fold(changes["name"])[:200]
        told = save_changes(customer, changes)
        told.pop("name_key", None)
        if not told:
            return []
        data = {"changes": told, **self.ctx.data}
        return [Draft("customer.edited", self.ctx.at, about, data, trail=self.ctx.trail)]

    def _change_site(self, customer: Customer, parts: dict[str, Any], about: list[tuple[str, int]]) -> Draft:
        site = main_site(customer)
        if site is None:
            site = Site.objects.create(customer=customer, is_main=True, **{"country": customer.country, **parts})
            was = {"town": customer.town, "country": customer.country}
            verb, data = "site.added", {"name": str(site), "place_was": was}
        else:
            verb, data = "site.edited", {"name": str(site), "changes": save_changes(site, parts)}
        place = {"town": site.town, "country": site.country}
        save_changes(customer, differing(customer, place, ("town", "country")))
        subjects = [("site", site.pk), *about]
        return Draft(verb, self.ctx.at, subjects, {**data, **self.ctx.data}, trail=self.ctx.trail)


def find_customers(wanted: Mapping[str, set[Any]], ctx: Ctx) -> dict[str, dict[Any, list[Customer]]]:
    """Customers by name of a natural key and key, with owner and main site at hand; three statements for all."""
    conditions = {
        "number": lambda keys: Q(number__in=keys),
        "external_id": lambda keys: Q(source_key__in=[f"file:{key}" for key in keys], merged_into=None),
        "vat_id": lambda keys: Q(vat_id__in=keys, merged_into=None),
        "place": lambda keys: Q(name_key__in={key[0] for key in keys}, merged_into=None),
        "name": lambda keys: Q(name_key__in=keys, merged_into=None),
    }
    asked = [conditions[name](keys) for name, keys in wanted.items() if keys]
    found: dict[str, dict[Any, list[Customer]]] = {name: {} for name in wanted}
    if not asked:
        return found
    rows = with_owner(Customer.objects.filter(reduce(or_, asked)), ctx.actor.today)
    for customer in _with_site(held(rows, ctx), ctx):
        for name in wanted:
            found[name].setdefault(_key_in(name, customer), []).append(customer)
    return found


def _key_in(name: str, customer: Customer) -> Any:
    site = main_site(customer)
    keys: dict[str, Any] = {
        "number": customer.number,
        "external_id": (customer.source_key or "").removeprefix("file:"),
        "vat_id": customer.vat_id,
        "place": (customer.name_key, _bare(site.postcode if site else "")),
        "name": customer.name_key,
    }
    return keys[name]


def _with_site(rows: Any, ctx: Ctx) -> list[Customer]:
    customers = list(rows)
    keys = [customer.pk for customer in customers]
    sites = {site.customer_id: site for site in Site.objects.filter(customer__in=keys, is_main=True)}
    seen = (
        None
        if ctx.actor.is_system
        else set(visible_customers(ctx.actor).filter(pk__in=keys).values_list("pk", flat=True))
    )
    for customer in customers:
        remember_owner(customer, ctx.actor.today)
        customer.__dict__["_main_site"] = sites.get(customer.pk)
        customer.__dict__["_seen"] = seen is None or customer.pk in seen
    return customers


def main_site(customer: Customer) -> Site | None:
    """The main site of a customer that `find_customers` has found."""
    site: Site | None = customer.__dict__.get("_main_site")
    return site


def may_see(customer: Customer, ctx: Ctx) -> bool:
    """Whether the one who imports may know of it."""
    return bool(customer.__dict__.get("_seen", True))


def check_new(row: Parsed, ctx: Ctx) -> None:
    """What a new customer needs: a name, and a team by itself or by its tandem."""
    values = row.values
    if not values.get("name"):
        row.problems.setdefault("name", _("is empty"))
    if values.get("tandem"):
        team = _open_tandems(ctx).get(values["tandem"])
        if team is None:
            row.problems.setdefault("tandem", _("this tandem does not sell today"))
        elif values.setdefault("team", team) != team:
            row.problems.setdefault("tandem", _("this tandem sells for another team"))
    if not values.get("team"):
        row.problems.setdefault("team", _("is empty"))


def _open_tandems(ctx: Ctx) -> Mapping[str, str]:
    if "open_tandems" not in ctx.cache:
        rows = open_tandems(ctx.actor.today).values_list("pk", "team")
        ctx.cache["open_tandems"] = {str(key): str(team) for key, team in rows}
    found: Mapping[str, str] = ctx.cache["open_tandems"]
    return found


def add_customers(rows: Sequence[Mapping[str, Any]], ctx: Ctx) -> list[Customer]:
    """New customers with main site, owner, figures, search rows and events, in the order of the rows."""
    if not rows:
        return []
    numbers = _numbers([str(values.get("number") or "") for values in rows], ctx)
    customers = [_customer(values, number, ctx) for values, number in zip(rows, numbers, strict=True)]
    insert_many(customers)
    insert_many([CustomerFigures(customer=customer) for customer in customers])
    sites = [_site(customer, values) for customer, values in zip(customers, rows, strict=True)]
    insert_many([site for site in sites if site])
    owned = [
        Assignment(customer=customer, tandem_id=int(values["tandem"]), start=ctx.actor.today)
        for customer, values in zip(customers, rows, strict=True)
        if values.get("tandem")
    ]
    insert_many(owned)
    search.put_many(customer_entry(customer) for customer in customers)
    record_many(_told(customers, owned, ctx), actor=ctx.actor, deliver=True)
    return customers


def _told(customers: Sequence[Customer], owned: Sequence[Assignment], ctx: Ctx) -> list[Draft]:
    tandem_of = {row.customer_id: row.tandem_id for row in owned}
    return [
        Draft(
            "customer.imported",
            ctx.at,
            [("customer", customer.pk), *([("tandem", tandem_of[customer.pk])] if customer.pk in tandem_of else [])],
            {"name": customer.name, **ctx.data},
            trail=ctx.trail,
        )
        for customer in customers
    ]


def _numbers(wanted: list[str], ctx: Ctx) -> list[str]:
    """The numbers of the file, and free ones for rows without."""
    missing = wanted.count("")
    if not missing:
        return wanted
    lock_name("customers.number")
    first = max(ctx.cache.get("next_number", 0), ctx.highest_number() + 1)
    fresh = [str(number) for number in range(first, first + missing)]
    if "next_number" not in ctx.cache or Customer.objects.filter(number__in=fresh).exists():
        first = max(int(next_number()), first)
        fresh = [str(number) for number in range(first, first + missing)]
    ctx.cache["next_number"] = first + missing
    free = iter(fresh)
    return [number or next(free) for number in wanted]


def _customer(values: Mapping[str, Any], number: str, ctx: Ctx) -> Customer:
    given = {name: values[name] for name in MASTER if values.get(name) not in (None, "")}
    place = {name: values[name] for name in ("town", "country") if values.get(name)}
    return Customer(
        number=number,
        name_key=fold(str(values["name"]))[:200],
        team_id=int(values["team"]),
        created_at=ctx.at,
        source_key=f"file:{values['external_id']}" if values.get("external_id") else None,
        **given,
        **place,
    )


def _site(customer: Customer, values: Mapping[str, Any]) -> Site | None:
    given = {name: value for name, value in site_values(values).items() if value not in (None, "")}
    if not given.keys() - {"country"}:
        return None
    return Site(customer=customer, is_main=True, **{"country": customer.country, **given})


def site_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of an address; coordinates as the column keeps them. 0, 0 means that nobody knows."""
    given = {name: values[name] for name in ADDRESS if name in values}
    if not given.get("latitude") and not given.get("longitude"):
        given.pop("latitude", None)
        given.pop("longitude", None)
    for name in ("latitude", "longitude"):
        if given.get(name) is not None:
            given[name] = given[name] / 10**7
    return given


def _owner(customer: Customer) -> list[tuple[str, int]]:
    tandem = customer.__dict__.get("owner_tandem")
    return [("tandem", tandem)] if tandem else []


def _key_of(name: str, values: Mapping[str, Any]) -> Any:
    if name == "place":
        return (
            (fold(str(values["name"]))[:200], _bare(values["postcode"]))
            if values.get("name") and values.get("postcode")
            else None
        )
    return values.get(name) or None


def _tidy(row: Parsed) -> None:
    values = row.values
    if len(values.get("external_id") or "") > LONGEST_ID:
        row.problems.setdefault("external_id", _("is longer than %(most)s letters") % {"most": LONGEST_ID})
    if values.get("vat_id"):
        values["vat_id"] = "".join(values["vat_id"].split()).upper()
    if values.get("currency"):
        values["currency"] = values["currency"].upper()
        if len(values["currency"]) != 3 or not values["currency"].isalpha() or not values["currency"].isascii():
            row.problems.setdefault("currency", _("Three letters, such as EUR."))


def _bare(postcode: str) -> str:
    return "".join(postcode.split()).upper().removeprefix("D-")


def _say(key: Any) -> str:
    return " ".join(key) if isinstance(key, tuple) else str(key)
