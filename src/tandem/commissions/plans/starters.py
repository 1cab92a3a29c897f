"""Plans to start from, so that nobody begins with an empty page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STARTERS = [
    ("joint", gettext_lazy("Joint part 60 %, role part 40 % of a target pay")),
    ("tiers", gettext_lazy("Revenue in three tiers, shared by the two")),
    ("flat", gettext_lazy("One rate on revenue, shared by the two")),
    ("empty", gettext_lazy("Nothing: I build it from blocks")),
]


def starter(name: str) -> dict[str, Any]:
    """The document of a start, with names in the author's language."""
    makers = {"joint": _joint, "tiers": _tiers, "flat": _flat}
    return {"schema": 1, "period": "month"} | (makers[name]() if name in makers else {"components": []})


def _joint() -> dict[str, Any]:
    points = [("70 %", "0 %"), ("100 %", "100 %"), ("150 %", "200 %")]
    curve = [{"at": at, "pays": pays} for at, pays in points]
    one = {"kind": "target", "quota": "50000", "curve": curve}
    return {
        "targets": {"inside": "1000", "field": "1000"},
        "components": [
            {"id": "joint", "title": _("Joint part"), **one, "weight": "60 %"},
            {"id": "role", "title": _("Role part"), **one, "weight": "40 %", "level": "person", "quota": "25000"},
        ],
    }


def _tiers() -> dict[str, Any]:
    bounds = [("0", "50000", "3 %"), ("50000", "100000", "5 %"), ("100000", "", "8 %")]
    tiers = [{"from": low, **({"to": high} if high else {}), "rate": rate} for low, high, rate in bounds]
    part = {"id": "revenue", "title": _("Revenue"), "accumulate": "year", "mode": "marginal", "tiers": tiers}
    return {"components": [part]}


def _flat() -> dict[str, Any]:
    return {"components": [{"id": "revenue", "title": _("Revenue"), "rate": "3 %"}]}
