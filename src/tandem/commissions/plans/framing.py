"""The frame of a plan as fields: how often it is settled, target pay, draws, clawback."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .blocks import ROLES, SPAN, WINDOWS, Part, Rows, Section

DRAWS = Rows(
    "draws",
    _("Draws and guarantees"),
    [
        Part("floor", _("At least"), "sum"),
        Part(
            "kind",
            _("Kind"),
            "choice",
            [("", "–"), ("recoverable", _("draw, settled later")), ("guarantee", _("guarantee"))],
        ),
        Part("recovery_limit", _("Settled at most")),
        ROLES,
        Part("prorate", _("Part of a period"), "unless", [("", _("by days")), ("no", _("in full"))]),
        *SPAN,
    ],
)
FRAME = [
    Section(
        _("Frame"),
        [
            Part(
                "period",
                _("Settled per"),
                "choice",
                [
                    ("month", pgettext_lazy("settled per", "month")),
                    ("quarter", pgettext_lazy("settled per", "quarter")),
                    ("year", pgettext_lazy("settled per", "year")),
                ],
                "month",
            ),
            Part("currency", _("Currency"), default="EUR"),
            Part(
                "zone",
                _("Time zone"),
                hint=_("Such as Europe/Zurich: facts with a time fall on its days. Empty: that of the company."),
            ),
            Part(
                "vacant",
                _("Share of a vacant seat"),
                "choice",
                [("keep", _("is not paid")), ("redistribute", _("goes to the other one"))],
                "keep",
            ),
        ],
        open=True,
    ),
    Section(
        _("Target pay"),
        [
            Rows(
                "targets",
                _("By role"),
                [Part("role", _("Role"), hint=_("inside, field, or * for all")), Part("amount", _("Amount"), "sum")],
                _("Who has an own target pay is paid by that."),
            ),
            Part("target_per", _("Per"), "choice", WINDOWS[:4]),
        ],
        open=True,
    ),
    Section(pgettext_lazy("pay", "Draw and guarantee"), [DRAWS]),
    Section(
        _("Exchange rates"),
        [
            Rows(
                "rates",
                _("Fixed for this plan"),
                [
                    Part("currency", _("One unit of"), hint=_("Such as CHF.")),
                    Part("rate", _("is worth"), "decimal", hint=_("In the currency of the plan.")),
                ],
                _(
                    "Orders in other currencies count at these rates. "
                    "What has none here counts at the house's rate of its day."
                ),
            )
        ],
    ),
    Section(
        _("Clawback and adjustments"),
        [
            Part(
                "clawback.liability_months",
                _("Full months of liability"),
                "whole",
                hint=_("Empty: for ever. It ends evenly, month by month."),
            ),
            Part("clawback.spared_reasons", _("Reasons that take nothing back"), "words"),
            Part("adjustment_limit", _("Adjustments up to this need nobody else"), "sum"),
        ],
    ),
]
