"""Writing the introduction programme."""

from .pilot import add_wave, draw_pilot, set_pilot
from .plan import add_step, change_step, edit_programme, finish_step, plan_programme, reopen_step

__all__ = [
    "add_step",
    "add_wave",
    "change_step",
    "draw_pilot",
    "edit_programme",
    "finish_step",
    "plan_programme",
    "reopen_step",
    "set_pilot",
]
