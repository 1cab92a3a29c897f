"""Writes."""

from .notes import tell_customers
from .opinions import describe_self, forget_all, forget_opinion, give_opinion
from .proposals import discard_proposal, edit_proposal, mark_pair, propose_pairs, start_solving
from .rollout import accept_plan
from .spreads import accept_spread, begin_spread, discard_spread, edit_spread, fix_customer, solve_again, undo_fixed
from .taking_back import undo_accepted

__all__ = [
    "accept_plan",
    "accept_spread",
    "begin_spread",
    "describe_self",
    "discard_proposal",
    "discard_spread",
    "edit_proposal",
    "edit_spread",
    "fix_customer",
    "forget_all",
    "forget_opinion",
    "give_opinion",
    "mark_pair",
    "propose_pairs",
    "solve_again",
    "start_solving",
    "tell_customers",
    "undo_accepted",
    "undo_fixed",
]
