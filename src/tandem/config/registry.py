"""What a (kind, id) reference stands for: its rows as a viewer may see them, its title, its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.catalogue.models import PriceList, Product
from tandem.catalogue.queries import visible_price_lists, visible_products
from tandem.catalogue.rules import can_see_cost
from tandem.commissions.models import Question
from tandem.commissions.payroll.actions import visible_settings
from tandem.commissions.payroll.views import export_url, visible_exports
from tandem.commissions.plans.queries import newest_url, visible_members, visible_plans, visible_versions
from tandem.commissions.queries.people import visible_statements
from tandem.commissions.queries.rates import visible_rates
from tandem.commissions.queries.statement import visible_questions, visible_runs
from tandem.commissions.views.statement import statement_url
from tandem.contracts.letters import contract_source
from tandem.contracts.mergers import contracts_merger
from tandem.contracts.models import Contract
from tandem.contracts.queries import visible_contracts, visible_templates
from tandem.core.actor import Actor
from tandem.core.documents.letterhead import visible_letterheads
from tandem.core.kinds import Kind
from tandem.core.rules import allows
from tandem.core.sections import AlertOf, SectionOf
from tandem.customers.groups import visible_groups
from tandem.customers.mergers import customers_merger
from tandem.customers.merging.registry import Merger
from tandem.customers.models import Contact, Customer, CustomerGroup
from tandem.customers.queries import visible_contacts, visible_customers
from tandem.customers.sections import customers_of_tandem
from tandem.desk.mergers import desk_merger
from tandem.desk.queries.jobs import visible_jobs
from tandem.desk.queries.meanwhile import own_returns, return_url, summary_of_absence
from tandem.desk.queries.notices import own_bell
from tandem.exchange.backups.queries import late_backup
from tandem.exchange.mail.queries import visible_mails
from tandem.exchange.mergers import exchange_merger
from tandem.exchange.models import Import, Mail
from tandem.exchange.queries import visible_imports
from tandem.formation.models import Proposal, Spread
from tandem.formation.queries import visible_proposals, visible_spreads
from tandem.goals.models import Goal
from tandem.goals.queries import visible_goals
from tandem.goals.sections import goals_of_tandem
from tandem.letters.mergers import letters_merger
from tandem.letters.models import SentMail
from tandem.letters.queries import visible_sent, visible_texts
from tandem.letters.sources import Source
from tandem.orders.billing.queries import visible_invoices
from tandem.orders.letters import order_source
from tandem.orders.mergers import orders_merger
from tandem.orders.models import Invoice, Order
from tandem.orders.queries import visible_orders
from tandem.orders.sections import order_of_quote
from tandem.people.duties import Duties
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
from tandem.pipeline.calling import NEW_LEADS
from tandem.pipeline.lead_listing import visible_leads
from tandem.pipeline.mergers import pipeline_merger
from tandem.pipeline.models import Lead, Opportunity
from tandem.pipeline.queries import visible_opportunities, visible_pipelines, visible_stages
from tandem.portal.addresses import address_of_contract, address_of_order, address_of_quote
from tandem.portal.mergers import portal_merger
from tandem.portal.queries.accesses import access_url, visible_accesses
from tandem.programme.models import Programme, Step
from tandem.programme.queries import visible_programmes, visible_steps
from tandem.quotes.letters import quote_source
from tandem.quotes.mergers import quotes_merger
from tandem.quotes.models import Quote
from tandem.quotes.queries import visible_quotes
from tandem.tandems.duties import seats_as_duties
from tandem.tandems.models import Tandem
from tandem.tandems.queries import visible_tandems
from tandem.tandems.queries.play import visible_rules
from tandem.tandems.rules import can_see_weights
from tandem.together.activities.queries import visible_activities, visible_expenses, visible_memories
from tandem.together.activities.rules import can_add_photos, can_add_receipt
from tandem.together.agenda import SectionOf as AgendaOf
from tandem.together.agenda.chances import standing_still, wins_and_losses
from tandem.together.agenda.deals import orders_won, quotes_to_follow_up, rules_waiting
from tandem.together.agenda.goals import goals_so_far
from tandem.together.agenda.work import (
    calls_due,
    handoffs_late,
    handoffs_returned,
    requests_open,
    todos_overdue,
    visits_ahead,
)
from tandem.together.mergers import together_merger
from tandem.together.models import Expense, Meeting, Memory, SwapDay, TeamActivity
from tandem.together.queries import visible_meetings
from tandem.together.sections import meetings_of_tandem
from tandem.together.swaps.occasions import swap_occasions
from tandem.together.swaps.queries import visible_swaps
from tandem.together.swaps.sections import swaps_of_tandem, swaps_of_team
from tandem.work.call_sources import CallSource
from tandem.work.mergers import work_merger
from tandem.work.models import Appointment, Handoff, Request, Todo, VisitReport
from tandem.work.occasions import OccasionsOf
from tandem.work.queries import visible_appointments, visible_handoffs, visible_reports, visible_requests, visible_todos
from tandem.work.sections import work_of_absence

MERGERS: tuple[Merger, ...] = (
    customers_merger,
    letters_merger,
    work_merger,
    pipeline_merger,
    quotes_merger,
    contracts_merger,
    orders_merger,
    together_merger,
    desk_merger,
    exchange_merger,
    portal_merger,
)
OCCASIONS: tuple[OccasionsOf, ...] = (swap_occasions,)
DUTIES: tuple[Duties, ...] = (seats_as_duties,)
SECTIONS: dict[str, tuple[SectionOf, ...]] = {
    "tandem": (customers_of_tandem, goals_of_tandem, meetings_of_tandem, swaps_of_tandem),
    "team": (swaps_of_team,),
    "quote": (order_of_quote,),
    "absence": (work_of_absence, summary_of_absence),
}
AGENDA: tuple[AgendaOf, ...] = (
    rules_waiting,
    requests_open,
    handoffs_late,
    handoffs_returned,
    todos_overdue,
    calls_due,
    visits_ahead,
    quotes_to_follow_up,
    standing_still,
    wins_and_losses,
    orders_won,
    goals_so_far,
)

LETTERS: dict[str, Source] = {
    "order": replace(order_source, address=address_of_order),
    "quote": replace(quote_source, address=address_of_quote),
    "contract": replace(contract_source, address=address_of_contract),
}
ALERTS: tuple[AlertOf, ...] = (late_backup,)
CALLS: tuple[CallSource, ...] = (NEW_LEADS,)


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
        Kind("customer", _("Customers"), "building", visible_customers, Customer.get_absolute_url, files=sells),
        Kind("product", _("Products"), "tag", visible_products, Product.get_absolute_url, hidden=_hidden_cost),
        Kind("price_list", _("Price lists"), "receipt", visible_price_lists, PriceList.get_absolute_url),
        Kind("customer_group", _("Customer groups"), "users", visible_groups, CustomerGroup.get_absolute_url),
        Kind("contact", _("Contacts"), "user", visible_contacts, _contact_url),
        Kind(
            "employee",
            _("People"),
            "user-circle",
            visible_employees,
            _page("people:employee"),
            hidden=_hidden_personnel,
            verbs=_told_of_person,
        ),
        Kind(PERSONNEL, _("Personnel numbers"), "id", visible_personnel, _page("people:employee")),
        Kind(
            "team",
            _("Teams"),
            "sitemap",
            visible_teams,
            _page("people:team"),
            hidden=_hidden_personnel,
            verbs=lambda actor, thing: ("team.", "employee.hired", "employee.edited", "employee.left", "employment."),
        ),
        Kind("absence", _("Absences"), "beach", visible_absences, _page("people:absence")),
        Kind("return", _("Summaries after an absence"), "beach", own_returns, return_url),
        Kind("agreement", _("Works agreements"), "scale", visible_agreements, _page("people:agreement")),
        Kind(
            "tandem",
            _("Tandems"),
            "bike",
            visible_tandems,
            Tandem.get_absolute_url,
            hidden=_hidden_weights,
            verbs=lambda actor, thing: ("tandem.", "seat.", "weights."),
        ),
        Kind(
            "rules_of_play",
            _("Rules of play"),
            "signature",
            visible_rules,
            lambda rules: reverse("tandems:version", args=[rules.tandem_id, rules.number]),
        ),
        Kind("goal", _("Goals"), "trending-up", visible_goals, Goal.get_absolute_url),
        Kind("pairing", _("Pairing"), "bike", visible_proposals, Proposal.get_absolute_url),
        Kind("programme", _("Introduction programme"), "route", visible_programmes, Programme.get_absolute_url),
        Kind("programme_step", _("Introduction programme"), "route", visible_steps, Step.get_absolute_url),
        Kind("commission_run", _("Settlement runs"), "receipt", visible_runs, _page("commissions:run")),
        Kind("commission_plan", _("Commission plans"), "report-money", visible_plans, newest_url),
        Kind(
            "plan_version",
            _("Versions of commission plans"),
            "report-money",
            visible_versions,
            _page("commissions:plan_version"),
        ),
        Kind(
            "plan_member", _("People on commission plans"), "user-check", visible_members, _page("commissions:member")
        ),
        Kind("payroll_export", _("Payroll exports"), "lock", visible_exports, export_url),
        Kind(
            "payroll_settings",
            _("Wage types"),
            "settings",
            visible_settings,
            lambda row: reverse("commissions:payroll_settings"),
        ),
        Kind("exchange_rate", _("Exchange rates"), "coins", visible_rates, lambda row: reverse("commissions:rates")),
        Kind("pay_question", _("Questions about pay"), "help-circle", visible_questions, Question.get_absolute_url),
        Kind("pay_statement", _("Statements"), "coins", visible_statements, statement_url),
        Kind("spread", _("Assignment of customers"), "map", visible_spreads, Spread.get_absolute_url),
        Kind("meeting", _("Weekly meetings"), "calendar-event", visible_meetings, Meeting.get_absolute_url),
        Kind("swap_day", _("Swap days"), "arrows-exchange", visible_swaps, SwapDay.get_absolute_url),
        Kind("activity", _("Activities"), "mood-smile", visible_activities, TeamActivity.get_absolute_url),
        Kind(
            "expense",
            _("Costs of activities"),
            "receipt",
            visible_expenses,
            Expense.get_absolute_url,
            files=can_add_receipt,
        ),
        Kind("memory", _("Memories"), "star", visible_memories, Memory.get_absolute_url, files=can_add_photos),
        Kind("visit_report", _("Visit reports"), "map-pin", visible_reports, VisitReport.get_absolute_url, files=sells),
        Kind("request", _("Requests"), "inbox", visible_requests, Request.get_absolute_url, files=sells),
        Kind("handoff", _("Hand-offs"), "arrows-exchange", visible_handoffs, Handoff.get_absolute_url, files=sells),
        Kind("todo", _("To-dos"), "square-check", visible_todos, Todo.get_absolute_url, files=sells),
        Kind(
            "appointment",
            _("Appointments"),
            "calendar",
            visible_appointments,
            Appointment.get_absolute_url,
            files=sells,
        ),
        Kind("quote", _("Quotes"), "file-text", visible_quotes, Quote.get_absolute_url, files=sells),
        Kind("contract", _("Contracts"), "signature", visible_contracts, Contract.get_absolute_url, files=sells),
        Kind(
            "contract_template",
            _("Templates of contracts"),
            "signature",
            visible_templates,
            lambda row: reverse("contracts:templates"),
        ),
        Kind("portal_access", _("Access to the portal"), "world", visible_accesses, access_url),
        Kind(
            "opportunity",
            _("Opportunities"),
            "layout-kanban",
            visible_opportunities,
            Opportunity.get_absolute_url,
            files=sells,
        ),
        Kind("lead", _("Leads"), "bulb", visible_leads, Lead.get_absolute_url, files=sells),
        Kind(
            "pipeline", _("Pipelines"), "layout-kanban", visible_pipelines, lambda thing: reverse("pipeline:pipelines")
        ),
        Kind("stage", _("Stages"), "columns", visible_stages, lambda thing: reverse("pipeline:pipelines")),
        Kind("order", _("Orders"), "package", visible_orders, Order.get_absolute_url, files=sells),
        Kind("sent_mail", _("Mails sent"), "mail", visible_sent, SentMail.get_absolute_url),
        Kind("text_template", _("Texts"), "letter-case", visible_texts, lambda row: reverse("letters:texts")),
        Kind("invoice", _("Invoices"), "file-invoice", visible_invoices, Invoice.get_absolute_url),
        Kind("mail", _("Mails"), "mail", visible_mails, Mail.get_absolute_url, files=sells),
        Kind("import", _("Imports"), "upload", visible_imports, Import.get_absolute_url),
        Kind("letterhead", _("Letterhead"), "file-text", visible_letterheads, lambda head: reverse("letterhead")),
        Kind("bell", _("Notices"), "bell", own_bell, lambda person: reverse("notices")),
        Kind("job", _("Jobs"), "progress", visible_jobs, _page("job")),
    )
}
