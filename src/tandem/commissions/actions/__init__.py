"""Writing in commissions: runs, questions, adjustments."""

from .adjustments import adjust_pay, approve_adjustment, refuse_adjustment, withdraw_adjustment
from .corrections import reverse_posting
from .questions import answer_question, ask_question
from .rates import set_rate
from .runs import JOB, approve_run, compute_run, discard_run, lock_run, preview_run, release_run

__all__ = [
    "JOB",
    "adjust_pay",
    "answer_question",
    "approve_adjustment",
    "approve_run",
    "ask_question",
    "compute_run",
    "discard_run",
    "lock_run",
    "preview_run",
    "refuse_adjustment",
    "release_run",
    "reverse_posting",
    "set_rate",
    "withdraw_adjustment",
]
