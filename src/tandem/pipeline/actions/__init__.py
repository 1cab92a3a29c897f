"""Writing pipelines, opportunities and leads."""

from .calling import log_lead_call, take_lead_call, undo_called
from .closing import lose_opportunity, reopen_opportunity, undo_closed, win_opportunity
from .common import Step
from .converting import convert_lead
from .leads import (
    add_lead_person,
    create_lead,
    drop_lead,
    edit_lead,
    note_lead,
    qualify_lead,
    reopen_lead,
    undo_dropped,
)
from .leads import undo_edited as undo_lead_edited
from .moving import move_opportunity, undo_moved
from .pipelines import (
    add_pipeline,
    add_stage,
    edit_pipeline,
    edit_stage,
    move_stage,
    retire_pipeline,
    retire_stage,
    undo_pipeline,
    undo_stage,
)
from .unconverting import undo_converted
from .writing import create_opportunity, edit_opportunity, undo_created, undo_edited

__all__ = [
    "Step",
    "add_lead_person",
    "add_pipeline",
    "add_stage",
    "convert_lead",
    "create_lead",
    "create_opportunity",
    "drop_lead",
    "edit_lead",
    "edit_opportunity",
    "edit_pipeline",
    "edit_stage",
    "log_lead_call",
    "lose_opportunity",
    "move_opportunity",
    "move_stage",
    "note_lead",
    "qualify_lead",
    "reopen_lead",
    "reopen_opportunity",
    "retire_pipeline",
    "retire_stage",
    "take_lead_call",
    "undo_called",
    "undo_closed",
    "undo_converted",
    "undo_created",
    "undo_dropped",
    "undo_edited",
    "undo_lead_edited",
    "undo_moved",
    "undo_pipeline",
    "undo_stage",
    "win_opportunity",
]
