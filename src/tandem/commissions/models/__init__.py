"""Plans and who is on them; periods, runs and the books; questions about pay."""

from .books import Accrual, Counted, LedgerHead, Move, Posting, PostingLine
from .payroll import PayKind, PayrollExport, PayrollSettings
from .plans import OVERLAY, Plan, PlanAcceptance, PlanMember, PlanStatus, PlanVersion
from .provisions import EmployerCost, ProvisionSettings
from .questions import Adjustment, Question, QuestionKind, QuestionStatus
from .rates import ExchangeRate
from .runs import Period, Run, RunPerson, RunStatus
from .simulations import Simulation

__all__ = [
    "OVERLAY",
    "Accrual",
    "Adjustment",
    "Counted",
    "EmployerCost",
    "ExchangeRate",
    "LedgerHead",
    "Move",
    "PayKind",
    "PayrollExport",
    "PayrollSettings",
    "Period",
    "Plan",
    "PlanAcceptance",
    "PlanMember",
    "PlanStatus",
    "PlanVersion",
    "Posting",
    "PostingLine",
    "ProvisionSettings",
    "Question",
    "QuestionKind",
    "QuestionStatus",
    "Run",
    "RunPerson",
    "RunStatus",
    "Simulation",
]
