"""Kinds of pay: plans, runs, payroll, month end, and what is asked about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.commissions.models import Adjustment, Question
from tandem.commissions.payroll.actions import visible_settings
from tandem.commissions.payroll.views import export_url, visible_exports
from tandem.commissions.plans.queries import newest_url, visible_members, visible_plans, visible_versions
from tandem.commissions.provisions.actions import visible_costs, visible_provision_settings
from tandem.commissions.queries.adjustments import visible_adjustments
from tandem.commissions.queries.people import visible_statements
from tandem.commissions.queries.rates import visible_rates
from tandem.commissions.queries.statement import visible_questions, visible_runs
from tandem.commissions.views.statement import statement_url
from tandem.core.kinds import Kind


def _page(name: str) -> Callable[[Any], str]:
    return lambda thing: reverse(name, args=[thing.pk])


def _at(name: str) -> Callable[[Any], str]:
    return lambda thing: reverse(name)


PAY = (
    Kind(
        "commission_run",
        _("Settlement runs"),
        _("Settlement run"),
        "receipt",
        visible_runs,
        _page("commissions:run"),
    ),
    Kind("commission_plan", _("Commission plans"), _("Commission plan"), "report-money", visible_plans, newest_url),
    Kind(
        "plan_version",
        _("Versions of commission plans"),
        _("Version of a commission plan"),
        "report-money",
        visible_versions,
        _page("commissions:plan_version"),
    ),
    Kind(
        "plan_member",
        _("People on commission plans"),
        _("Person on a commission plan"),
        "user-check",
        visible_members,
        _page("commissions:member"),
    ),
    Kind("payroll_export", _("Payroll exports"), _("Payroll export"), "lock", visible_exports, export_url),
    Kind(
        "payroll_settings",
        _("Wage types"),
        _("Wage types"),
        "settings",
        visible_settings,
        _at("commissions:payroll_settings"),
    ),
    Kind(
        "provision_settings",
        _("Provisions"),
        _("Provisions"),
        "scale",
        visible_provision_settings,
        _at("commissions:provisions"),
    ),
    Kind(
        "employer_cost",
        _("Rates of employer cost"),
        _("Rate of employer cost"),
        "scale",
        visible_costs,
        _at("commissions:provisions"),
    ),
    Kind("exchange_rate", _("Exchange rates"), _("Exchange rate"), "coins", visible_rates, _at("commissions:rates")),
    Kind(
        "pay_question",
        _("Questions about pay"),
        _("Question about pay"),
        "help-circle",
        visible_questions,
        Question.get_absolute_url,
    ),
    Kind(
        "pay_adjustment",
        _("Amounts by hand"),
        _("Amount by hand"),
        "coins",
        visible_adjustments,
        Adjustment.get_absolute_url,
    ),
    Kind("pay_statement", _("Statements"), _("Statement"), "coins", visible_statements, statement_url),
)
