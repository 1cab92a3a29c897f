"""The questions, and what to talk about where one of them is low."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from tandem.core.errors import Text
from tandem.together.models import HIGHEST, LOWEST

QUESTIONS: Mapping[str, Text] = {
    "needs": _("I get what I need"),
    "openness": _("We talk openly"),
    "fairness": _("The work is shared fairly"),
    "learning": _("We learn from each other"),
    "joy": _("I like working with you"),
}
SCALE: Sequence[tuple[int, str]] = [(score, str(score)) for score in range(LOWEST, HIGHEST + 1)]
PROMPTS: Mapping[str, Sequence[Text]] = {
    "needs": (
        _("What did I wait for last month, and what did it cost the customer?"),
        _("Which one piece of information would save the other a call?"),
    ),
    "openness": (
        _("What have we not said to each other lately?"),
        _("How does each of us want to be told when something goes wrong?"),
    ),
    "fairness": (
        _("Which work of the other one do I not see?"),
        _("What would each of us hand over first?"),
    ),
    "learning": (
        _("What did I see the other one do better than I do?"),
        _("Which day in the other's job would help most?"),
    ),
    "joy": (
        _("When did we last win something together, and how did we mark it?"),
        _("What would make the coming month easier for each of us?"),
    ),
}
