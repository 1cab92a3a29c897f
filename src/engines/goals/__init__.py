"""Goals reckoned: proration, what is expected by a day, attainment as an exact fraction, a forecast with its range."""

from .forecast import Forecast, Method, forecast
from .reckon import active_target, attainment, expected_by, month_parts, months_of

__all__ = [
    "Forecast",
    "Method",
    "active_target",
    "attainment",
    "expected_by",
    "forecast",
    "month_parts",
    "months_of",
]
