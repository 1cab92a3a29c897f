"""The introduction programme: readiness checks, the plan with its steps, pilot and waves, reviews and what stops it."""

from .pilot import Draw, Wave, WaveTandem
from .plan import Programme, Step
from .readiness import ReadinessAnswer, ReadinessCheck, ReadinessPart
from .reviews import Decision, Figure, Review, StopCriterion

__all__ = [
    "Decision",
    "Draw",
    "Figure",
    "Programme",
    "ReadinessAnswer",
    "ReadinessCheck",
    "ReadinessPart",
    "Review",
    "Step",
    "StopCriterion",
    "Wave",
    "WaveTandem",
]
