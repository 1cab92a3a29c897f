"""What the engine finds wrong with a plan, in the reader's language."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# The engine's sentence as a pattern, and what is said instead: {0} is what the pattern caught.
SAID = [
    (r"is missing: a plan has at least one component", gettext_lazy("A plan has at least one building block.")),
    (r"is missing.*", gettext_lazy("This is needed.")),
    (r"is empty", gettext_lazy("This is needed.")),
    (r"must lie after from.*", gettext_lazy("The end lies after the beginning.")),
    (r"(.*) is not a rate.*", gettext_lazy("{0} is not a rate: write “3 %”.")),
    (r"(.*) is more than the whole.*", gettext_lazy("{0} is more than the whole: a percent sign is missing.")),
    (r"(.*) is not a number", gettext_lazy("{0} is not a number.")),
    (r"(.*) is not a day.*", gettext_lazy("{0} is not a day: write 2026-01-31")),
    (r"is not known; known here: (.*)", gettext_lazy("Not known here. Known are: {0}.")),
    (r"is too large", gettext_lazy("This number is too large.")),
    (r"must not be negative", gettext_lazy("Not below zero.")),
    (r"must be at most 100 %", gettext_lazy("At most 100 %.")),
    (r"must be more than 0", gettext_lazy("More than zero.")),
    (r"must be a table.*", gettext_lazy("Write it such as: product = pump")),
    (r"must be whole cents", gettext_lazy("Whole cents only.")),
    (r"must be a whole number from (\d+) to ([\d_]+)", gettext_lazy("A whole number from {0} to {1}.")),
    (r"leaves a gap: the tier before ends at (.*)", gettext_lazy("A gap: the tier before ends at {0}.")),
    (r"overlaps: the tier before ends at (.*)", gettext_lazy("An overlap: the tier before ends at {0}.")),
    (r"the first tier begins at 0", gettext_lazy("The first tier begins at 0.")),
    (r"the last tier is open.*", gettext_lazy("The last tier is open: leave its end empty.")),
    (r"must be more than from.*", gettext_lazy("The end lies above the beginning.")),
    (r"must be more than in the row before", gettext_lazy("More than in the row before.")),
    (r"give one rate or tiers, not both", gettext_lazy("Either one rate, or tiers.")),
    (r"give curve or steps, not both", gettext_lazy("Either a curve, or steps.")),
    (r"write all bounds as parts of the quota.*", gettext_lazy("All bounds as parts of the quota, or none of them.")),
    (r"\"(.*)\" is used twice", gettext_lazy("“{0}” is used twice.")),
    (r"\"(.*)\" is not a time zone.*", gettext_lazy("“{0}” is not a time zone such as Europe/Berlin.")),
    (r"\"(.*)\" is not a currency.*", gettext_lazy("“{0}” is not a currency.")),
    (r"is for counts; .*", gettext_lazy("Only for counts: revenue and margin have a rate.")),
    (r"is for revenue and margin; .*", gettext_lazy("Only for revenue and margin: a count pays so much each.")),
    (
        r"the parts of target pay of role (.*) add up to (.*) %, not 100 %",
        gettext_lazy("The parts of target pay of {0} add up to {1} %, not to 100 %."),
    ),
    (
        r"the parts of target pay add up to (.*) %, not 100 %",
        gettext_lazy("The parts of target pay add up to {0} %, not to 100 %."),
    ),
    (r"above needs a running sum.*", gettext_lazy("Paying only what lies above needs a running sum.")),
    (r"above does not go with retroactive tiers", gettext_lazy("Does not go with retroactive tiers.")),
    (r"per_event does not go with tiers of a quota", gettext_lazy("“Per event” does not go with parts of a quota.")),
    (r"interpolated needs tiers with amounts", gettext_lazy("Evenly inside each tier needs tiers with amounts.")),
    (r"period .*", gettext_lazy("Splitting by days does not go with the rest of this block.")),
    (r"a cap per tandem needs level = tandem", gettext_lazy("A limit per tandem needs sums of the tandem.")),
    (r"do not go with trigger = payment.*", gettext_lazy("Payments are the instalments already.")),
]  # fmt: skip


def say(message: str) -> str:
    """The engine's own words where nobody has put them better."""
    for pattern, told in SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return str(told).format(*found.groups())
    return _("Not possible: %(problem)s") % {"problem": message}
