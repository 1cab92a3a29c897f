"""Further addresses of customers, found by name or by street and postcode within their customer."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core import search
from tandem.core.events import Draft, record_many
from tandem.core.locking import save_changes
from tandem.core.search import fold
from tandem.customers.entries import customer_entry
from tandem.customers.models import Customer, Site
from tandem.customers.rules import can_own_customer
from tandem.exchange.wizard.cells import Field, Parsed
from tandem.exchange.wizard.verdicts import Sink, State, Verdict, bad, differing, held

from .adding import ADDRESS, site_values
from .contacts import CUSTOMER_LINK, link_customers
from .customers import ADDRESS_FIELDS, PLACE_FIELDS
from .finding import owner_of

OWN = ("name", *ADDRESS)


class SiteSink(Sink):
    """Addresses; whose customer one owns."""

    fields = (
        *CUSTOMER_LINK,
        Field("name", gettext_lazy("Name of the site"), model=Site),
        Field("is_main", gettext_lazy("Main site"), kind="flag"),
        *ADDRESS_FIELDS,
        *PLACE_FIELDS,
    )
    keys = (
        ("name", gettext_lazy("name of the site")),
        ("place", gettext_lazy("street and postcode")),
    )

    def identity(self, row: Parsed) -> Hashable:
        """Within its customer, by the best key."""
        values = row.values
        named = values.get("customer") or values.get("customer_external_id") or fold(str(values.get("customer_name")))
        return (named, values.get("name") or _place(values))

    def judge(self, rows: Sequence[Parsed]) -> list[Verdict]:
        """Its customer first, then the address there."""
        customers = link_customers(self, rows)
        known = {customer.pk for customer in customers.values() if isinstance(customer, Customer)}
        sites: dict[int, list[Site]] = {}
        for site in held(Site.objects.filter(customer__in=known), self.ctx):
            sites.setdefault(site.customer_id, []).append(site)
        return [self._judge(row, customers.get(row.line), sites) for row in rows]

    def write(self, verdicts: Sequence[Verdict]) -> None:
        """One by one: which site is the main one is a matter of all of a customer."""
        drafts = []
        for verdict in verdicts:
            customer, values = verdict.found["customer"], {**site_values(verdict.row.values)}
            name = {"name": verdict.row.values["name"]} if "name" in verdict.row.values else {}
            main = customer.__dict__.get("_main_site")
            if verdict.state == State.NEW:
                site = Site(customer=customer, is_main=main is None, **{"country": customer.country, **values, **name})
                site.save()
                verb, changes = "site.added", {}
            else:
                site, verb = verdict.target, "site.edited"
                changes = save_changes(site, verdict.found["changes"])
            data = {"name": str(site), **({"changes": changes} if changes else {}), **self.ctx.data}
            drafts.append(self._told(verb, site, customer, data))
            drafts += self._make_main(verdict, site, customer, main)
        record_many(drafts, actor=self.ctx.actor, deliver=True)
        self.ctx.touched.update(verdict.found["customer"].pk for verdict in verdicts)

    def _make_main(self, verdict: Verdict, site: Site, customer: Customer, main: Site | None) -> list[Draft]:
        """Follow the file where it calls a site the main one; lists show its town."""
        drafts = []
        if verdict.row.values.get("is_main") and main is not None and main.pk != site.pk:
            save_changes(main, {"is_main": False})
            changes = save_changes(site, {"is_main": True})
            was = {"main_was": main.pk}
            drafts.append(
                self._told(
                    "site.made_main", site, customer, {"name": str(site), "changes": changes, **was, **self.ctx.data}
                )
            )
        if site.is_main:
            customer.__dict__["_main_site"] = site
            if save_changes(
                customer, differing(customer, {"town": site.town, "country": site.country}, ("town", "country"))
            ):
                search.replace_many([customer_entry(customer)])
        return drafts

    def _judge(self, row: Parsed, customer: Customer | str | None, sites: Mapping[int, list[Site]]) -> Verdict:
        if not isinstance(customer, Customer):
            return bad(row, "", customer or _("names no customer"))
        if not self.ctx.actor.is_system and not can_own_customer(self.ctx.actor, customer):
            return bad(row, "", _("“%(name)s” belongs to another tandem"), name=customer.label)
        values = row.values
        if not any(values.get(name) for name in ("name", "street", "town", "postcode")):
            row.problems.setdefault("town", _("is empty"))
        target = self._match(values, sites.get(customer.pk, []))
        given = {**site_values(values), **({"name": values["name"]} if "name" in values else {})}
        changes = differing(target, given, OWN) if target else {}
        if target and values.get("is_main") and not target.is_main:
            changes["is_main"] = True
        verdict = self.decide(row, target, changes)
        if verdict.state == State.CHANGE:
            verdict.found["changes"].pop("is_main", None)
        verdict.found["customer"] = customer
        return verdict

    def _match(self, values: Mapping[str, Any], sites: Sequence[Site]) -> Site | None:
        by_name = [site for site in sites if values.get("name") and fold(site.name) == fold(values["name"])]
        by_place = [site for site in sites if _place(values) and _place(vars(site)) == _place(values)]
        order = {"name": [by_name], "place": [by_place]}.get(self.ctx.key, [by_name, by_place])
        return next((group[0] for group in order if group), None)

    def _told(self, verb: str, site: Site, customer: Customer, data: dict[str, Any]) -> Draft:
        subjects = [("site", site.pk), ("customer", customer.pk), *owner_of(customer)]
        return Draft(verb, self.ctx.at, subjects, data, trail=self.ctx.trail)


def _place(values: Mapping[str, Any]) -> str:
    street, postcode = str(values.get("street") or ""), str(values.get("postcode") or "")
    return fold(f"{street}|{postcode}").replace(" ", "") if street and postcode else ""
