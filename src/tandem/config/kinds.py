"""What a (kind, id) reference stands for: its rows as a viewer may see them, its title, its address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import PriceList, Product
from tandem.catalogue.queries import visible_price_lists, visible_products
from tandem.catalogue.rules import can_see_cost
from tandem.contracts.models import Contract
from tandem.contracts.queries import visible_contracts, visible_templates
from tandem.core.actor import Actor
from tandem.core.documents.letterhead import visible_letterheads
from tandem.core.kinds import Kind
from tandem.core.rules import allows
from tandem.customers.groups import visible_groups
from tandem.customers.models import Contact, Customer, CustomerGroup
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.desk.queries.jobs import visible_jobs
from tandem.desk.queries.meanwhile import own_returns, return_url
from tandem.desk.queries.notices import own_bell
from tandem.exchange.mail.queries import visible_mails
from tandem.exchange.models import Import, Mail
from tandem.exchange.queries import visible_imports
from tandem.formation.models import Proposal, Spread
from tandem.formation.queries import visible_proposals, visible_spreads
from tandem.goals.models import Goal
from tandem.goals.queries import visible_goals
from tandem.letters.models import SentMail
from tandem.letters.queries import visible_sent, visible_texts
from tandem.orders.billing.queries import visible_invoices
from tandem.orders.models import Invoice, Order
from tandem.orders.queries import visible_orders
from tandem.people.entries import PERSONNEL
from tandem.people.models import Employee, Team
from tandem.people.queries import (
    visible_absences,
    visible_agreements,
    visible_employees,
    visible_personnel,
    visible_teams,
)
from tandem.people.rules import PERSONNEL_DATA, can_edit_profile, can_see_personnel_data, sells
from tandem.pipeline.lead_listing import visible_leads
from tandem.pipeline.models import Lead, Opportunity
from tandem.pipeline.queries import visible_opportunities, visible_pipelines, visible_stages
from tandem.portal.queries.accesses import access_url, visible_accesses
from tandem.programme.models import Programme, Step
from tandem.programme.queries import visible_programmes, visible_steps
from tandem.quotes.models import Quote
from tandem.quotes.queries import visible_quotes
from tandem.tandems.models import Tandem
from tandem.tandems.queries import visible_tandems
from tandem.tandems.queries.play import visible_rules
from tandem.tandems.rules import can_see_weights
from tandem.together.activities.queries import visible_activities, visible_expenses, visible_memories
from tandem.together.activities.rules import can_add_photos, can_add_receipt
from tandem.together.models import Expense, Meeting, Memory, SwapDay, TeamActivity
from tandem.together.queries import visible_meetings
from tandem.together.swaps.queries import visible_swaps
from tandem.work.models import Appointment, Handoff, Request, Todo, VisitReport
from tandem.work.queries import visible_appointments, visible_handoffs, visible_reports, visible_requests, visible_todos

from .pay_kinds import PAY


def _page(name: str) -> Callable[[Any], str]:
    return lambda thing: reverse(name, args=[thing.pk])


def _contact_url(contact: Contact) -> str:
    return reverse("customers:contact", args=[contact.customer.number, contact.pk])


def _hidden_cost(actor: Actor, product: Product) -> frozenset[str]:
    return frozenset() if allows(can_see_cost, actor) else frozenset({"cost"})


def _hidden_personnel(actor: Actor, thing: Employee | Team) -> frozenset[str]:
    """The history of a team tells of its people too, so there nobody reads even their own."""
    person = thing if isinstance(thing, Employee) else None
    return frozenset() if allows(can_see_personnel_data, actor, person) else PERSONNEL_DATA


def _told_of_person(actor: Actor, person: Employee) -> tuple[str, ...]:
    """Colleagues read what they see on the page anyway; absences and sign-in are for oneself and administration."""
    if allows(can_edit_profile, actor, person):
        return ()
    return ("employee.hired", "employee.edited", "employee.roles_set", "employee.left", "employment.", "seat.")


def _hidden_weights(actor: Actor, tandem: Tandem) -> frozenset[str]:
    return frozenset() if allows(can_see_weights, actor, tandem) else frozenset({"weights"})


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "customer",
            _("Customers"),
            _("Customer"),
            "building",
            visible_customers,
            Customer.get_absolute_url,
            files=sells,
        ),
        Kind(
            "product",
            _("Products"),
            _("Product"),
            "tag",
            visible_products,
            Product.get_absolute_url,
            hidden=_hidden_cost,
        ),
        Kind(
            "price_list", _("Price lists"), _("Price list"), "receipt", visible_price_lists, PriceList.get_absolute_url
        ),
        Kind(
            "customer_group",
            _("Customer groups"),
            _("Customer group"),
            "users",
            visible_groups,
            CustomerGroup.get_absolute_url,
        ),
        Kind("contact", _("Contacts"), _("Contact"), "user", visible_contacts, _contact_url),
        Kind(
            "employee",
            _("People"),
            _("Employee"),
            "user-circle",
            visible_employees,
            _page("people:employee"),
            hidden=_hidden_personnel,
            verbs=_told_of_person,
        ),
        Kind(
            PERSONNEL, _("Personnel numbers"), _("Personnel number"), "id", visible_personnel, _page("people:employee")
        ),
        Kind(
            "team",
            _("Teams"),
            _("Team"),
            "sitemap",
            visible_teams,
            _page("people:team"),
            hidden=_hidden_personnel,
            verbs=lambda actor, thing: ("team.", "employee.hired", "employee.edited", "employee.left", "employment."),
        ),
        Kind("absence", _("Absences"), _("Absence"), "beach", visible_absences, _page("people:absence")),
        Kind(
            "return", _("Summaries after an absence"), _("Summary after an absence"), "beach", own_returns, return_url
        ),
        Kind(
            "agreement",
            _("Works agreements"),
            _("Works agreement"),
            "scale",
            visible_agreements,
            _page("people:agreement"),
        ),
        Kind(
            "tandem",
            _("Tandems"),
            _("Tandem"),
            "bike",
            visible_tandems,
            Tandem.get_absolute_url,
            hidden=_hidden_weights,
            verbs=lambda actor, thing: ("tandem.", "seat.", "weights."),
        ),
        Kind(
            "rules_of_play",
            _("Rules of play"),
            _("Rules of play"),
            "signature",
            visible_rules,
            lambda rules: reverse("tandems:version", args=[rules.tandem_id, rules.number]),
        ),
        Kind("goal", _("Goals"), _("Goal"), "trending-up", visible_goals, Goal.get_absolute_url),
        Kind("pairing", _("Pairing"), _("Pairing"), "bike", visible_proposals, Proposal.get_absolute_url),
        Kind(
            "programme",
            _("Introduction programme"),
            _("Introduction programme"),
            "route",
            visible_programmes,
            Programme.get_absolute_url,
        ),
        Kind(
            "programme_step",
            _("Introduction programme"),
            _("Step of the introduction programme"),
            "route",
            visible_steps,
            Step.get_absolute_url,
        ),
        *PAY,
        Kind(
            "spread",
            _("Assignment of customers"),
            _("Assignment of customers"),
            "map",
            visible_spreads,
            Spread.get_absolute_url,
        ),
        Kind(
            "meeting",
            _("Weekly meetings"),
            _("Weekly meeting"),
            "calendar-event",
            visible_meetings,
            Meeting.get_absolute_url,
        ),
        Kind("swap_day", _("Swap days"), _("Swap day"), "arrows-exchange", visible_swaps, SwapDay.get_absolute_url),
        Kind(
            "activity", _("Activities"), _("Activity"), "mood-smile", visible_activities, TeamActivity.get_absolute_url
        ),
        Kind(
            "expense",
            _("Costs of activities"),
            _("Cost of an activity"),
            "receipt",
            visible_expenses,
            Expense.get_absolute_url,
            files=can_add_receipt,
        ),
        Kind(
            "memory",
            _("Memories"),
            _("Memory"),
            "star",
            visible_memories,
            Memory.get_absolute_url,
            files=can_add_photos,
        ),
        Kind(
            "visit_report",
            _("Visit reports"),
            _("Visit report"),
            "map-pin",
            visible_reports,
            VisitReport.get_absolute_url,
            files=sells,
        ),
        Kind("request", _("Requests"), _("Request"), "inbox", visible_requests, Request.get_absolute_url, files=sells),
        Kind(
            "handoff",
            _("Hand-offs"),
            _("Hand-off"),
            "arrows-exchange",
            visible_handoffs,
            Handoff.get_absolute_url,
            files=sells,
        ),
        Kind("todo", _("To-dos"), _("To-do"), "square-check", visible_todos, Todo.get_absolute_url, files=sells),
        Kind(
            "appointment",
            _("Appointments"),
            _("Appointment"),
            "calendar",
            visible_appointments,
            Appointment.get_absolute_url,
            files=sells,
        ),
        Kind("quote", _("Quotes"), _("Quote"), "file-text", visible_quotes, Quote.get_absolute_url, files=sells),
        Kind(
            "contract",
            _("Contracts"),
            _("Contract"),
            "signature",
            visible_contracts,
            Contract.get_absolute_url,
            files=sells,
        ),
        Kind(
            "contract_template",
            _("Templates of contracts"),
            _("Template of a contract"),
            "signature",
            visible_templates,
            lambda row: reverse("contracts:templates"),
        ),
        Kind(
            "portal_access", _("Access to the portal"), _("Access to the portal"), "world", visible_accesses, access_url
        ),
        Kind(
            "opportunity",
            _("Opportunities"),
            _("Opportunity"),
            "layout-kanban",
            visible_opportunities,
            Opportunity.get_absolute_url,
            files=sells,
        ),
        Kind("lead", _("Leads"), _("Lead"), "bulb", visible_leads, Lead.get_absolute_url, files=sells),
        Kind(
            "pipeline",
            _("Pipelines"),
            _("Pipeline"),
            "layout-kanban",
            visible_pipelines,
            lambda thing: reverse("pipeline:pipelines"),
        ),
        Kind("stage", _("Stages"), _("Stage"), "columns", visible_stages, lambda thing: reverse("pipeline:pipelines")),
        Kind("order", _("Orders"), _("Order"), "package", visible_orders, Order.get_absolute_url, files=sells),
        Kind("sent_mail", _("Mails sent"), _("Sent mail"), "mail", visible_sent, SentMail.get_absolute_url),
        Kind(
            "text_template", _("Texts"), _("Text"), "letter-case", visible_texts, lambda row: reverse("letters:texts")
        ),
        Kind("invoice", _("Invoices"), _("Invoice"), "file-invoice", visible_invoices, Invoice.get_absolute_url),
        Kind("mail", _("Mails"), _("Mail"), "mail", visible_mails, Mail.get_absolute_url, files=sells),
        Kind("import", _("Imports"), _("Import"), "upload", visible_imports, Import.get_absolute_url),
        Kind(
            "letterhead",
            _("Letterhead"),
            _("Letterhead"),
            "file-text",
            visible_letterheads,
            lambda head: reverse("letterhead"),
        ),
        Kind("bell", _("Notices"), _("Notices"), "bell", own_bell, lambda person: reverse("notices")),
        Kind("job", _("Jobs"), _("Background job"), "progress", visible_jobs, _page("job")),
    )
}
