"""The commission engine: facts, members and a plan in; cents per person out, each with its reason.

`settle(case)` is the readable reference, `columnar` its twin for many millions of facts. Definitions and worked
examples are those of `docs/settle.md`. No clock, no files, no framework.
"""

from .case import Case
from .entries import Entry, Result
from .facts import Fact, Member
from .plan import Plan
from .settle import owed, settle
from .windows import Window, read_window

__all__ = ["Case", "Entry", "Fact", "Member", "Plan", "Result", "Window", "owed", "read_window", "settle"]
