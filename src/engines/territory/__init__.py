"""Which tandem looks after which customer: cheapest within limits of balance, with a proven gap.

Whole numbers only. Costs are what the caller counts, usually minutes a year; see `candidates_of` for the house's own.
"""

from .building import Base, Home, Rates, candidates_of
from .problem import Balance, Problem, trouble
from .solve import Result, solve

__all__ = ["Balance", "Base", "Home", "Problem", "Rates", "Result", "candidates_of", "solve", "trouble"]
