"""Every list by its name, as its page shows it: so that it can be taken along, now or by a job later."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from tandem.catalogue.listing import PRICE_LISTS, PRICES, PRODUCTS, priced_in
from tandem.catalogue.queries import visible_price_lists, visible_products
from tandem.catalogue.rules import can_see_price_lists, can_see_products
from tandem.commissions.provisions.listing import CONTRACT_COSTS, PROVISIONS, contracts_for, people_for
from tandem.commissions.provisions.rules import can_read_provisions
from tandem.contracts.listing import CONTRACTS
from tandem.contracts.queries import visible_contracts
from tandem.core.actor import Actor
from tandem.core.exports.sources import Source
from tandem.core.listing import Listing
from tandem.customers.groups import GROUPS, visible_groups
from tandem.customers.listing import CUSTOMERS
from tandem.customers.pairs import PAIRS, pairs_for
from tandem.customers.queries import visible_customers
from tandem.desk.queries.exports import EXPORTS, visible_exports
from tandem.desk.queries.jobs import JOBS, visible_jobs
from tandem.desk.queries.outbox import DELIVERIES, visible_deliveries
from tandem.exchange.mail.listing import MAILS
from tandem.exchange.mail.queries import visible_mails
from tandem.exchange.queries import IMPORTS, visible_imports
from tandem.exchange.rules import can_import
from tandem.orders.billing.listing import INVOICES
from tandem.orders.billing.payment_listing import PAYMENTS
from tandem.orders.billing.queries import visible_invoices, visible_payments
from tandem.orders.credit_listing import CREDIT_NOTES
from tandem.orders.listing import ORDERS
from tandem.orders.queries import visible_credit_notes, visible_orders
from tandem.people.listing import ABSENCES, TEAMS, absences_for, employees_for, list_of_employees
from tandem.people.queries import visible_teams, with_sizes
from tandem.people.rules import can_read_outbox, sells
from tandem.pipeline.lead_listing import LEADS, visible_leads
from tandem.pipeline.listing import OPPORTUNITIES
from tandem.pipeline.queries import visible_opportunities
from tandem.quotes.listing import QUOTES
from tandem.quotes.queries import visible_quotes
from tandem.tandems.listing import TANDEMS, tandems_for
from tandem.work.listing.appointments import APPOINTMENTS
from tandem.work.listing.handoffs import HANDOFFS, handoffs_for
from tandem.work.listing.requests import REQUESTS, requests_for
from tandem.work.listing.todos import TODOS, todos_for
from tandem.work.queries import visible_appointments


def everybody(actor: Actor, thing: Any = None) -> bool:
    """What every colleague may open."""
    return True


def _always(listing: Listing) -> Any:
    return lambda actor: listing


def _teams(params: QueryDict, actor: Actor) -> Any:
    return with_sizes(visible_teams(actor))


def _prices(params: QueryDict, actor: Actor) -> Any:
    """The products that have a price in the list of this number, if the viewer may see it."""
    price_list = visible_price_lists(actor).filter(number=params.get("about", "")).first()
    products = visible_products(actor)
    return priced_in(price_list, products) if price_list else products.none()


LISTS: dict[str, Source] = {
    "customers": Source(sells, _always(CUSTOMERS), lambda params, actor: visible_customers(actor)),
    "customer_groups": Source(can_see_price_lists, _always(GROUPS), lambda params, actor: visible_groups(actor)),
    "duplicates": Source(sells, _always(PAIRS), pairs_for),
    "appointments": Source(sells, _always(APPOINTMENTS), lambda params, actor: visible_appointments(actor)),
    "requests": Source(sells, _always(REQUESTS), lambda params, actor: requests_for(params)(actor)),
    "mails": Source(sells, _always(MAILS), lambda params, actor: visible_mails(actor)),
    "quotes": Source(sells, _always(QUOTES), lambda params, actor: visible_quotes(actor)),
    "opportunities": Source(sells, _always(OPPORTUNITIES), lambda params, actor: visible_opportunities(actor)),
    "leads": Source(sells, _always(LEADS), lambda params, actor: visible_leads(actor)),
    "contracts": Source(sells, _always(CONTRACTS), lambda params, actor: visible_contracts(actor)),
    "orders": Source(sells, _always(ORDERS), lambda params, actor: visible_orders(actor)),
    "invoices": Source(sells, _always(INVOICES), lambda params, actor: visible_invoices(actor)),
    "payments": Source(sells, _always(PAYMENTS), lambda params, actor: visible_payments(actor)),
    "credit_notes": Source(sells, _always(CREDIT_NOTES), lambda params, actor: visible_credit_notes(actor)),
    "todos": Source(sells, _always(TODOS), todos_for),
    "handoffs": Source(sells, _always(HANDOFFS), handoffs_for),
    "products": Source(can_see_products, _always(PRODUCTS), lambda params, actor: visible_products(actor)),
    "price_lists": Source(can_see_price_lists, _always(PRICE_LISTS), lambda params, actor: visible_price_lists(actor)),
    "prices": Source(can_see_price_lists, _always(PRICES), _prices),
    "tandems": Source(everybody, _always(TANDEMS), tandems_for),
    "people": Source(everybody, list_of_employees, employees_for),
    "teams": Source(everybody, _always(TEAMS), _teams),
    "absences": Source(everybody, _always(ABSENCES), absences_for),
    "provisions": Source(can_read_provisions, _always(PROVISIONS), people_for),
    "contract_costs": Source(can_read_provisions, _always(CONTRACT_COSTS), contracts_for),
    "imports": Source(can_import, _always(IMPORTS), lambda params, actor: visible_imports(actor)),
    "jobs": Source(everybody, _always(JOBS), lambda params, actor: visible_jobs(actor)),
    "deliveries": Source(can_read_outbox, _always(DELIVERIES), lambda params, actor: visible_deliveries(actor)),
    "exports": Source(can_read_outbox, _always(EXPORTS), lambda params, actor: visible_exports(actor)),
}
