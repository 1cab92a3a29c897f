"""Customers with their main site, found by number, other system's id, VAT id, or name and postcode."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import search
from tandem.core.actor import Actor
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.search import fold
from tandem.customers.entries import customer_entry
from tandem.customers.models import Customer, CustomerClass, CustomerGroup, Lifecycle, Site
from tandem.customers.rules import can_own_customer
from tandem.exchange.wizard.cells import Field, Parsed, countries, languages, picked, words_of
from tandem.exchange.wizard.verdicts import Sink, State, Unique, Verdict, bad, differing
from tandem.people.models import Language, Team
from tandem.tandems.models import Tandem
from tandem.tandems.queries import open_tandems, scope_of

from .adding import ADDRESS, MASTER, add_customers, check_new, site_values
from .finding import bare_postcode, find_customers, main_site, may_see, owner_of

LONGEST_ID = 55  # of the other system's id, with the word before it
_ADDRESS_GROUP = gettext_lazy("Main site")


def teams() -> Mapping[str, str]:
    """Teams by name."""
    return {fold(name): str(key) for key, name in Team.objects.values_list("pk", "name")}


def tandems() -> Mapping[str, str]:
    """Tandems by name."""
    return {fold(name): str(key) for key, name in Tandem.objects.values_list("pk", "name")}


def groups() -> Mapping[str, str]:
    """Customer groups by key and by name; a key goes first."""
    rows = list(CustomerGroup.objects.values_list("pk", "number", "name"))
    return {fold(name): str(key) for key, _number, name in rows} | {fold(number): str(key) for key, number, _n in rows}


def group_names() -> list[str]:
    """What the groups are called."""
    return list(CustomerGroup.objects.order_by("name_key", "pk").values_list("name", flat=True))


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


def team_given(actor: Actor) -> dict[str, str]:
    """The one's own team, where there is one."""
    name = Team.objects.filter(pk__in=scope_of(actor).team_ids).order_by("name").values_list("name", flat=True).first()
    return {"team": name} if name else {}


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
        Field(
            "customer_group", gettext_lazy("Customer group"), kind="choice", choices=groups, fixed=True,
            named=group_names, offers=lambda actor: [(name, name) for name in group_names()],
        ),
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
    uniques = (Unique("number", Customer, "number"), Unique("external_id", Customer, "source_key", "file:"))
    keys = (
        ("number", gettext_lazy("customer number")),
        ("external_id", gettext_lazy("other system's id")),
        ("vat_id", gettext_lazy("VAT id")),
        ("place", gettext_lazy("name and postcode")),
    )

    @classmethod
    def givens(cls, actor: Actor) -> dict[str, str]:
        """One's own team."""
        return team_given(actor)

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
            if name not in ("number", "external_id"):  # these nobody shares; by others no hidden one is given away
                match = [one for one in match if may_see(one, self.ctx)]
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
            return bad(row, self._best(row)[0], _("is taken already"))
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
            about = [("customer", customer.pk), *owner_of(customer)]
            if parts:
                drafts.append(self._change_site(customer, parts, about))
            if changes or parts:
                drafts += self._change_master(customer, changes, about)
                touched.append(customer)
        record_many([draft for draft in drafts if draft], actor=self.ctx.actor, deliver=True)
        search.replace_many(customer_entry(customer) for customer in touched)
        self.ctx.touched.update(customer.pk for customer in touched)

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


def _key_of(name: str, values: Mapping[str, Any]) -> Any:
    if name == "place":
        return (
            (fold(str(values["name"]))[:200], bare_postcode(values["postcode"]))
            if values.get("name") and values.get("postcode")
            else None
        )
    return values.get(name) or None


def _tidy(row: Parsed) -> None:
    values = row.values
    if len(values.get("external_id") or "") > LONGEST_ID:
        row.problems.setdefault("external_id", _("is longer than %(most)s letters") % {"most": LONGEST_ID})
    if "customer_group" in values:
        values["group_id"] = int(values["customer_group"]) if values["customer_group"] else None
    if values.get("vat_id"):
        values["vat_id"] = "".join(values["vat_id"].split()).upper()
    if values.get("currency"):
        values["currency"] = values["currency"].upper()
        if len(values["currency"]) != 3 or not values["currency"].isalpha() or not values["currency"].isascii():
            row.problems.setdefault("currency", _("Three letters, such as EUR."))


def _say(key: Any) -> str:
    return " ".join(key) if isinstance(key, tuple) else str(key)
