"""What can be filled in for each kind of building block: the schema of `docs/settle.md` as fields and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Part:
    """One field. `key` is its path inside the block; what equals `default` is not written down."""

    key: str
    label: str | Promise
    kind: str = (
        "text"  # sum (of money or counted), choice, flag, day, whole, words, where, roles, decimal, unless, whose
    )
    choices: Choices = ()
    default: str = ""
    needed: bool = False
    hint: str | Promise = ""


@dataclass(frozen=True)
class Rows:
    """A list of small tables, such as tiers."""

    key: str
    label: str | Promise
    columns: Sequence[Part]
    hint: str | Promise = ""


@dataclass(frozen=True)
class Section:
    """Fields that belong together; `open` ones show at once."""

    label: str | Promise
    parts: Sequence[Part | Rows]
    open: bool = False


MEASURES = [
    ("revenue", _("Revenue")),
    ("margin", _("Margin")),
    ("quantity", pgettext_lazy("measure", "Quantity")),
    ("count", pgettext_lazy("measure", "Number")),
]
TRIGGERS = [
    ("order", pgettext_lazy("trigger", "Order")),
    ("line", pgettext_lazy("trigger", "Order line")),
    ("invoice", pgettext_lazy("trigger", "Invoice")),
    ("payment", pgettext_lazy("trigger", "Payment")),
    ("visit", pgettext_lazy("trigger", "Visit")),
    ("answer", pgettext_lazy("trigger", "Answer in time")),
]
LEVELS = [("tandem", _("the tandem together")), ("person", _("each person alone"))]
WINDOWS = [
    ("", _("the period of the plan")),
    ("month", pgettext_lazy("window", "the month")),
    ("quarter", pgettext_lazy("window", "the quarter")),
    ("year", pgettext_lazy("window", "the year")),
    ("plan", _("the whole plan")),
]
MODES = [
    ("", _("as it fits")),
    ("marginal", _("marginal: each tier pays its own part")),
    ("retroactive", _("retroactive: the tier reached pays for all of it")),
    ("per_event", _("per event: each order on its own")),
    ("interpolated", _("interpolated: the amount of a tier is earned evenly inside it")),
]
SUM = _("An amount, or with a percent sign a part of the quota.")
RATE = _("Such as 3 %.")
WHERE = _("Such as: group = Pumps, Valves; class = A. Products and groups are known of order lines. Empty: everything.")

ROLES = Part("roles", _("Only for"), "roles")
SPAN = [Part("from", _("From"), "day"), Part("to", _("Up to, not including"), "day")]
NAME: list[Part | Rows] = [
    Part("title", _("Name"), needed=True),
    Part("id", _("Short name"), hint=_("Stands in the books; letters, digits, dash. Made from the name where empty.")),
]
COUNTS: list[Part | Rows] = [
    Part("measure", _("Measure"), "choice", MEASURES, "revenue"),
    Part("trigger", _("Counts with"), "choice", TRIGGERS, "order"),
    Part("level", _("Whose sum"), "choice", LEVELS, "tandem"),
    Part("accumulate", _("Added up over"), "choice", WINDOWS),
    Part("where", _("Only what is"), "where", hint=WHERE),
]
CREDIT = Part(
    "credit", _("Credit"), "choice", [("split", _("each their share")), ("full", _("everybody all of it"))], "split"
)
QUOTA_FROM = [("plan", _("what stands here")), ("goal", _("the goal that was agreed, else what stands here"))]
FROM_GOAL = _("A goal counts as it held when its time began; later ones where a third person proposed or set them.")
WHOSE = Part("whose", _("Of"), "whose")  # one tandem or person, written down by its id
QUOTA: list[Part | Rows] = [
    Part("quota_from", _("The quota is"), "choice", QUOTA_FROM, "plan", hint=FROM_GOAL),
    Part("quota", _("Quota"), "sum", hint=_("Per the time over which is added up.")),
    Part("prorate", _("Shortened by days for who comes or goes in between"), "flag", default="yes"),
    Rows(
        "quotas",
        _("Other quotas"),
        [Part("amount", _("Quota"), "sum"), WHOSE, Part("role", _("Role")), *SPAN],
    ),
]
CURVE = [Part("at", _("From attainment of")), Part("pays", _("pays"))]
TIERS = Rows(
    "tiers",
    _("Tiers"),
    [
        Part("from", _("From"), "sum"),
        Part("to", _("up to"), "sum"),
        Part("rate", _("Rate")),
        Part("each", _("or per piece"), "sum"),
        Part("amount", _("or for the whole tier"), "sum"),
    ],
    SUM,
)
COMMISSION = [
    Section(_("What it is"), [*NAME, *COUNTS, ROLES], open=True),
    Section(
        _("Rate and tiers"),
        [
            Part("rate", _("One rate"), hint=RATE),
            Part("each", _("Or so much per piece"), "sum", hint=_("Of a number or quantity.")),
            Part("mode", _("How tiers pay"), "choice", MODES),
            TIERS,
        ],
        open=True,
    ),
    Section(_("Quota"), QUOTA),
    Section(
        _("Gate"),
        [
            Part("gate.at", _("Nothing is paid below"), "sum", hint=SUM),
            Part(
                "gate.pays",
                _("From there on"),
                "choice",
                [("first_euro", _("all of it, from the first euro")), ("above", _("only what lies above"))],
                "first_euro",
            ),
        ],
    ),
    Section(
        _("Accelerator"),
        [
            Rows("accelerator", _("By attainment"), CURVE, _("Such as from 100 % pays 150 %; needs a quota.")),
            Rows("factors", _("For some of it"), [Part("where", _("What is"), "where"), Part("factor", _("Factor"))]),
        ],
    ),
    Section(
        pgettext_lazy("pay", "Cap"),
        [
            Rows(
                "caps",
                _("At most"),
                [
                    Part("amount", _("Amount"), "sum"),
                    Part(
                        "per",
                        _("per"),
                        "choice",
                        [
                            ("", "–"),
                            ("person", pgettext_lazy("cap", "person")),
                            ("tandem", pgettext_lazy("cap", "tandem")),
                            ("deal", pgettext_lazy("cap", "order")),
                            ("period", pgettext_lazy("cap", "period")),
                        ],
                    ),
                ],
            )
        ],
    ),
    Section(
        _("Between the two, and when it is paid"),
        [
            CREDIT,
            Part(
                "allocate",
                _("The pool is split"),
                "choice",
                [("deal", _("per order, by the seats of its day")), ("period", _("per period, by days of seats"))],
                "deal",
            ),
            Part(
                "margin_floor",
                _("Margin below zero"),
                "choice",
                [
                    ("", _("as it fits")),
                    ("none", _("counts")),
                    ("line", _("counts as 0 per order")),
                    ("pool", _("counts as 0 in the sum")),
                ],
            ),
            Part("instalments", _("Monthly instalments"), "whole"),
            Part(
                "release",
                _("Paid out"),
                "choice",
                [("earning", _("as soon as earned")), ("payment", _("as the customer pays"))],
                "earning",
            ),
            Part("hold", _("Held back"), hint=RATE),
            Part("hold_months", _("for so many months"), "whole"),
        ],
    ),
    Section(_("Only in these days"), SPAN),
]
TARGET = [
    Section(
        _("What it is"),
        [*NAME, Part("weight", _("Part of target pay"), needed=True, hint=_("Such as 60 %.")), *COUNTS, ROLES],
        open=True,
    ),
    Section(_("Quota"), QUOTA, open=True),
    Section(
        _("What attainment pays"),
        [
            Rows("curve", _("Straight lines between points"), CURVE, _("Empty: 90 % attained pays 90 %.")),
            Rows("steps", _("Or jumps"), CURVE),
        ],
        open=True,
    ),
    Section(
        _("Several measures together"),
        [
            Rows(
                "measures",
                _("Measures"),
                [
                    Part("measure", _("Measure"), "choice", [("", "–"), *MEASURES]),
                    Part("trigger", _("Counts with"), "choice", [("", "–"), *TRIGGERS]),
                    Part("where", _("Only what is"), "where"),
                    Part("quota", _("Quota"), "sum"),
                    Part("weight", _("Weight")),
                ],
            )
        ],
    ),
    Section(_("Only in these days"), [CREDIT, *SPAN]),
]
SPIF = [
    Section(
        _("What it is"),
        [*NAME, Part("amount", _("Amount per event"), "sum", needed=True), *COUNTS[1:3], COUNTS[4], ROLES],
        open=True,
    ),
    Section(
        _("Pool"),
        [
            Part("pool", _("At most in all"), "sum"),
            Part(
                "pool_mode",
                _("If it does not suffice"),
                "choice",
                [("first_come", _("first come, first served")), ("pro_rata", _("everybody gets a part"))],
                "first_come",
            ),
            COUNTS[3],
        ],
        open=True,
    ),
    Section(_("Only in these days"), [CREDIT, *SPAN], open=True),
]
KINDS = {"commission": COMMISSION, "target": TARGET, "spif": SPIF}
KIND_NAMES = {
    "commission": _("Commission by rate or tiers"),
    "target": _("Part of target pay"),
    "spif": pgettext_lazy("pay", "Bonus per event (SPIF)"),
}
