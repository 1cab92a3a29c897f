"""Writing contracts: drafting, sending, signing, ending; and keeping their templates."""

from .drafting import create_contract, edit_contract
from .ending import run_terms, terminate_contract
from .sending import send_contract, withdraw_contract
from .signing import countersign_contract, sign_contract
from .templates import add_template, edit_template, retire_template

__all__ = [
    "add_template",
    "countersign_contract",
    "create_contract",
    "edit_contract",
    "edit_template",
    "retire_template",
    "run_terms",
    "send_contract",
    "sign_contract",
    "terminate_contract",
    "withdraw_contract",
]
