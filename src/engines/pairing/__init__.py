"""Who sells with whom: the best pairs of inside and field, with a proof and three other plans.

Whole numbers only. Hard limits decide which pairs are possible at all; among those, as many people as possible get a
partner, everybody a first one before anybody a second, and then the sum of the pairs' values is as high as can be.
"""

from .others import Alternative, other_plans
from .problem import Pair, Person, Problem, Weights, trouble
from .reasons import Reason, ReasonKind, reasons_of
from .solve import Plan, Result, solve

__all__ = [
    "Alternative",
    "Pair",
    "Person",
    "Plan",
    "Problem",
    "Reason",
    "ReasonKind",
    "Result",
    "Weights",
    "other_plans",
    "reasons_of",
    "solve",
    "trouble",
]
