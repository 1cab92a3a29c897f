"""Writing goals: proposed, accepted, objected to, set, withdrawn; own figures."""

from .answers import accept_goal, object_to_goal, set_goal, withdraw_goal
from .proposals import Wanted, change_goal, propose_goal
from .values import enter_value

__all__ = [
    "Wanted",
    "accept_goal",
    "change_goal",
    "enter_value",
    "object_to_goal",
    "propose_goal",
    "set_goal",
    "withdraw_goal",
]
