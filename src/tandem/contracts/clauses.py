"""Clauses as people type them, and what may stand in braces in those of a template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.core.errors import Invalid
from tandem.letters.placeholders import check_names, fill

Clauses = list[list[str]]
MOST, LONGEST = 60, 10_000
ALLOWED: Mapping[str, Promise] = MappingProxyType(
    {
        "customer": gettext_lazy("the customer's name"),
        "company": gettext_lazy("our company"),
        "contact": gettext_lazy("who signs for the customer"),
        "inside": gettext_lazy("who sits in the inside seat"),
        "field": gettext_lazy("who sits in the field seat"),
        "number": gettext_lazy("the number of the contract"),
        "starts_on": gettext_lazy("its first day"),
        "ends_on": gettext_lazy("its last day"),
        "notice_days": gettext_lazy("the notice in days"),
        "renewal_months": gettext_lazy("by how many months it is renewed"),
        "quote": gettext_lazy("the number of the quote it follows"),
        "total": gettext_lazy("the net total of that quote"),
    }
)


def read_clauses(text: str) -> Clauses:
    """A line that begins with # is a heading; what follows until the next one is its text."""
    found: Clauses = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.startswith("#"):
            found.append([line.lstrip("#").strip(), ""])
        elif found or line.strip():
            if not found:
                found.append(["", ""])
            found[-1][1] += f"{line.rstrip()}\n"
    return [[head[:120], body.strip()] for head, body in found if head or body.strip()]


def write_clauses(clauses: Sequence[Sequence[str]]) -> str:
    """The same as people type it."""
    return "\n\n".join(f"# {head}\n{body}".strip() if head else body for head, body in clauses)


def check_clauses(clauses: Clauses, allowed: Mapping[str, Promise] | None) -> None:
    """Invalid at `clauses`: none, too many, or a placeholder that is not on the list; without one none may stand."""
    text = write_clauses(clauses)
    if not clauses or len(clauses) > MOST or len(text) > LONGEST * 4:
        said = _("Between one and %d clauses, no more than some pages.") % MOST
        raise Invalid("clauses_wrong", said, {"clauses": said})
    check_names(text, allowed or {}, "clauses")


def fill_clauses(clauses: Sequence[Sequence[str]], values: Mapping[str, str]) -> Clauses:
    """The clauses with their placeholders filled; braces that come in with a value are none."""
    plain = {name: value.replace("{", "(").replace("}", ")") for name, value in values.items()}
    return [[fill(head, plain), fill(body, plain)] for head, body in clauses]
