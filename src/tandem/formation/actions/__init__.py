"""Writes."""

from .opinions import describe_self, forget_all, forget_opinion, give_opinion
from .proposals import discard_proposal, edit_proposal, mark_pair, propose_pairs, start_solving
from .rollout import accept_plan

__all__ = [
    "accept_plan",
    "describe_self",
    "discard_proposal",
    "edit_proposal",
    "forget_all",
    "forget_opinion",
    "give_opinion",
    "mark_pair",
    "propose_pairs",
    "start_solving",
]
