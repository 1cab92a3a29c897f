"""The book of customers as a file, one customer a line; and the pairs that look like one."""

from __future__ import annotations

from typing import Any

from django.db.models import FilteredRelation, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.exports import DAY, MOMENT, MONEY, PERCENT, WHOLE, YES_NO, Field, Sheet, of
from tandem.core.exports.sheets import Rows
from tandem.core.spans import on_day
from tandem.people.models import Language

from .models import Lifecycle, PairKind, PairState

OWN = [
    *("number", "name", "short_name", "phone", "email", "website", "vat_id", "industry", "language", "currency"),
    *("customer_class", "lifecycle", "payment_days", "since", "restricted", "created_at", "town", "country"),
    "team__name",
    "group__name",
]
FIGURES = [
    f"figures__{name}" for name in ("revenue_cents", "last_year_cents", "orders", "open_orders", "last_order_on")
]
MAIN = [f"main__{name}" for name in ("street", "extra", "postcode", "town", "region", "country")]
OWNER = ["owner__tandem__name", "owner__tandem__team__name"]


def _read(rows: Rows, actor: Actor, params: QueryDict) -> Rows:
    """Each customer with its figures, its main site and its tandem of today, in one statement."""
    today = FilteredRelation("assignments", condition=on_day(actor.today, "assignments__"))
    main = FilteredRelation("sites", condition=Q(sites__is_main=True))
    rows = rows.annotate(owner=today, main=main)
    found: Rows = rows.values_list("pk", *OWN, *FIGURES, *MAIN, *OWNER, named=True)
    return found


def _team(row: Any) -> Any:
    return row.owner__tandem__team__name or row.team__name


def _town(row: Any) -> Any:
    return row.main__town or row.town


def _country(row: Any) -> Any:
    return row.main__country or row.country


BOOK = Sheet(
    key="customers",
    label=_("Customers"),
    fields=(
        Field(_("Customer number"), of("number")),
        Field(_("Name"), of("name")),
        Field(_("Short name"), of("short_name")),
        Field(_("Street and number"), of("main__street")),
        Field(_("Address line 2"), of("main__extra")),
        Field(_("Postcode"), of("main__postcode")),
        Field(_("Town"), _town),
        Field(_("State or region"), of("main__region")),
        Field(_("Country"), _country),
        Field(_("Phone"), of("phone")),
        Field(_("E-mail"), of("email")),
        Field(_("Website"), of("website")),
        Field(_("VAT id"), of("vat_id")),
        Field(_("Industry"), of("industry")),
        Field(_("Language"), of("language"), words=Language.choices),
        Field(_("Class"), of("customer_class")),
        Field(_("Customer group"), of("group__name")),
        Field(_("Lifecycle"), of("lifecycle"), words=Lifecycle.choices),
        Field(_("Tandem"), of("owner__tandem__name")),
        Field(_("Team"), _team),
        Field(_("Revenue, 12 months"), of("figures__revenue_cents"), MONEY),
        Field(_("Revenue, 12 months before"), of("figures__last_year_cents"), MONEY),
        Field(_("Currency"), of("currency")),
        Field(_("Orders"), of("figures__orders"), WHOLE),
        Field(_("To confirm"), of("figures__open_orders"), WHOLE),
        Field(_("Last order"), of("figures__last_order_on"), DAY),
        Field(_("Days to pay"), of("payment_days"), WHOLE),
        Field(_("Customer since"), of("since"), DAY),
        Field(_("Only for its tandem"), of("restricted"), YES_NO),
        Field(_("Added"), of("created_at"), MOMENT),
    ),
    read=_read,
)


def _why(row: Any) -> str:
    return ", ".join(str(reason) for reason in row.told)


def _lists(row: Any) -> str:
    return ", ".join(price_list.name for price_list in row.lists)


GROUPS = Sheet(
    key="customer_groups",
    label=_("Customer groups"),
    fields=(
        Field(_("Short key"), of("group.number")),
        Field(_("Customer group"), of("group.name")),
        Field(_("Price lists"), _lists),
        Field(_("Customers"), of("customers"), WHOLE),
        Field(_("Note"), of("group.note")),
    ),
)

DUPLICATES = Sheet(
    key="duplicates",
    label=_("Duplicates"),
    fields=(
        Field(_("Kind"), of("kind"), words=PairKind.choices),
        Field(_("Customer number"), of("left_customer.number")),
        Field(_("Customer"), of("left_customer.name")),
        Field(_("Contact"), lambda row: str(row.left_contact or "")),
        Field(_("Looks like: customer number"), of("right_customer.number")),
        Field(_("Looks like: customer"), of("right_customer.name")),
        Field(_("Looks like: contact"), lambda row: str(row.right_contact or "")),
        Field(_("Likeness in %"), of("score_ppm"), PERCENT),
        Field(_("Why"), _why),
        Field(_("State"), of("state"), words=PairState.choices),
        Field(_("Found"), of("found_at"), MOMENT),
    ),
)
