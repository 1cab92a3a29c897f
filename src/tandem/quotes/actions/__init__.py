"""Writing quotes."""

from .answers import accept_quote, ask_about, decline_quote, expire_quotes
from .approvals import ask_approval, decide_approval, take_back_approval
from .copies import duplicate_quote, retire_template, save_template
from .drafting import create_quote, edit_head
from .lines import add_line, edit_line, move_line, remove_line
from .options import add_option, edit_option, remove_option, set_attributes, set_value
from .rivals import add_offer, edit_offer, remove_offer
from .sending import discard_revision, revise_quote, send_quote, withdraw_quote

__all__ = [
    "accept_quote",
    "add_line",
    "add_offer",
    "add_option",
    "ask_about",
    "ask_approval",
    "create_quote",
    "decide_approval",
    "decline_quote",
    "discard_revision",
    "duplicate_quote",
    "edit_head",
    "edit_line",
    "edit_offer",
    "edit_option",
    "expire_quotes",
    "move_line",
    "remove_line",
    "remove_offer",
    "remove_option",
    "retire_template",
    "revise_quote",
    "save_template",
    "send_quote",
    "set_attributes",
    "set_value",
    "take_back_approval",
    "withdraw_quote",
]
