"""One row of the one list: what, for whom, by when, who holds it, and why it stands where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from tandem.core.actor import Actor
from tandem.core.addresses import address
from tandem.core.spell import length
from tandem.core.templatetags.tandem import day as short_day

SOON = timedelta(hours=2)
FIELDS = (
    "id",
    "kind",
    "object_id",
    "due_at",
    "timed",
    "weight",
    "title",
    "data",
    "tandem_id",
    "holder_id",
    "holder__first_name",
    "holder__last_name",
    "holder__roles",
    "holder__photo",
    "customer__number",
    "customer__name",
    "customer__short_name",
)


@dataclass(frozen=True)
class Act:
    """Something the viewer can do with a row: by a form sent `to` Today, or at an address. `key` is a letter."""

    name: str
    label: str
    key: str
    url: str = ""
    to: str = ""


@dataclass(frozen=True)
class Row:
    """As the page shows it. `due` is in the company's zone; `acts` names what the viewer can do with it."""

    id: int
    kind: str
    object_id: int
    label: str  # what kind of work it is
    icon: str
    title: str
    why: str
    url: str
    due: datetime
    timed: bool
    clock: str
    state: str  # late, soon or empty: the colour's name; the icon and the words say it too
    clock_icon: str
    customer: str
    customer_number: str
    holder_id: int | None
    holder: str
    holder_half: str
    holder_photo: str
    mine: bool
    acts: tuple[Act, ...]

    @property
    def ref(self) -> str:
        """kind:id, for live updates."""
        return f"{self.kind}:{self.object_id}"

    @property
    def customer_url(self) -> str:
        """The brief of the customer."""
        return address("brief", self.customer_number)


def row_of(values: Mapping[str, Any], actor: Actor, *, late: bool = False) -> Row:
    """The row of these values (FIELDS) for this viewer."""
    kind, data = values["kind"], values["data"]
    due = timezone.localtime(values["due_at"])
    hidden = bool(data.get("private")) and values["holder_id"] != actor.id
    mine = values["holder_id"] == actor.id
    tell = TELL[kind]
    page = address(f"work:{kind}", values["object_id"])
    clock, state, clock_icon = _clock(values, due, timezone.localtime(actor.at), late)
    return Row(
        id=values["id"],
        kind=kind,
        object_id=values["object_id"],
        label=tell.label(data, mine),
        icon=tell.icon,
        title=_("Busy") if hidden else values["title"],
        why="" if hidden else tell.why(data, due, actor, mine, late),
        url="" if hidden else page,
        due=due,
        timed=values["timed"],
        clock=clock,
        state=state,
        clock_icon=clock_icon,
        customer="" if hidden else values["customer__short_name"] or values["customer__name"] or "",
        customer_number=values["customer__number"] or "",
        holder_id=values["holder_id"],
        holder=values["holder__first_name"] or "",
        holder_half=_half(values["holder__roles"]),
        holder_photo=_photo(values),
        mine=mine,
        acts=()
        if hidden
        else tuple(_act(name, kind, values["object_id"], page) for name in tell.acts(data, actor, mine)),
    )


# Words and letter of each act; not translated before they are shown.
ACTS = {
    "claim": (gettext_noop("Take over"), "t"),
    "take": (gettext_noop("Take over"), "t"),
    "accept": (gettext_noop("Accept"), "t"),
    "answer": (gettext_noop("Answer"), "a"),
    "hand": (gettext_noop("Hand over"), "u"),
    "return": (gettext_noop("Return with a reason"), "r"),
    "snooze": (gettext_noop("Later"), "s"),
    "close": (gettext_noop("Close"), "e"),
    "done": (gettext_noop("Done"), "e"),
    "finish": (gettext_noop("Done"), "e"),
    "withdraw": (gettext_noop("Withdraw"), "r"),
}


def _act(name: str, kind: str, key: int, page: str) -> Act:
    """What needs more than a click leads to the page where it is said."""
    label, letter = ACTS[name]
    if name in ("answer", "return"):
        return Act(name, _(label), letter, url=f"{page}#{name}")
    if name == "hand":
        return Act(name, _(label), letter, url=f"{address('work:handoff_new')}?about={kind}:{key}")
    return Act(name, _(label), letter, to=address("today_act", kind, key, name))


def _half(roles: Any) -> str:
    known = roles or frozenset()
    return "field" if "field" in known else "inside" if "inside" in known else ""


def _photo(values: Mapping[str, Any]) -> str:
    if not values["holder__photo"]:
        return ""
    return address("people:photo", values["holder_id"]) + f"?{values['holder__photo'][:8]}"


def _clock(values: Mapping[str, Any], due: datetime, now: datetime, late: bool) -> tuple[str, str, str]:
    """The words of the clock, its state, its icon."""
    if late:
        days = (now - due).days
        told = ngettext("since %d day", "since %d days", days) % days if days else _("since %s") % length(now - due)
        return told, "late", "alert-circle"
    if not values["timed"]:
        return (_("today") if due.date() == now.date() else short_day(due.date())), "", TELL[values["kind"]].icon
    clock = time_format(due, "TIME_FORMAT")
    if values["weight"] < 2 and due - now <= SOON:
        return _("%s left") % length(due - now), "soon", "hourglass"
    if values["kind"] == "appointment":
        return clock, "", TELL[values["kind"]].icon
    return _("by %s") % clock, "", TELL[values["kind"]].icon


Why = Callable[[Mapping[str, Any], datetime, Actor, bool, bool], str]


@dataclass(frozen=True)
class Tell:
    """How a kind of work tells of itself."""

    icon: str
    label: Callable[[Mapping[str, Any], bool], str]
    why: Why
    acts: Callable[[Mapping[str, Any], Actor, bool], tuple[str, ...]]


def _request_label(data: Mapping[str, Any], mine: bool) -> str:
    german = (get_language() or "de").startswith("de")
    return str(data.get("de" if german else "en") or _("Request"))


def _request_why(data: Mapping[str, Any], due: datetime, actor: Actor, mine: bool, late: bool) -> str:
    if data.get("answered"):
        return _("Answered; close it when the customer has what they want.")
    said = {"time": time_format(due, "TIME_FORMAT"), "length": length(timedelta(minutes=data.get("minutes", 0)))}
    if late:
        if due.date() != actor.today:
            said["time"] = f"{short_day(due.date())} {said['time']}"
        return _("A customer waits: the first answer was promised by %(time)s (%(length)s of working time).") % said
    return _("First answer promised by %(time)s (%(length)s of working time).") % said


def _handoff_label(data: Mapping[str, Any], mine: bool) -> str:
    if data.get("state") == "accepted":
        return _("Hand-off")
    return _("Hand-off to you") if mine else _("Hand-off to %s") % data.get("taker_name", "")


def _handoff_why(data: Mapping[str, Any], due: datetime, actor: Actor, mine: bool, late: bool) -> str:
    said = {"expected": data.get("expected", ""), "giver": data.get("giver_name", "")}
    if data.get("state") == "accepted":
        return _("Promised to %(giver)s. Expected: %(expected)s") % said
    if late:
        return _("Not accepted in the agreed time. Expected: %(expected)s") % said
    return _("From %(giver)s. Expected: %(expected)s") % said


def _todo_why(data: Mapping[str, Any], due: datetime, actor: Actor, mine: bool, late: bool) -> str:
    if data.get("put_off"):
        return _("Put off until now.") if late else _("Put off until then.")
    if data.get("text"):
        return str(data["text"])
    return _("Its day has passed.") if late else _("Due by its day.")


def _appointment_why(data: Mapping[str, Any], due: datetime, actor: Actor, mine: bool, late: bool) -> str:
    end = timezone.localtime(datetime.fromisoformat(data["end"]))
    if end <= timezone.localtime(actor.at) and data.get("kind") == "visit":
        return _("The visit is over; its report is due.")
    said = {"end": time_format(end, "TIME_FORMAT"), "place": data.get("place", "")}
    return (_("Until %(end)s, %(place)s") if said["place"] else _("Until %(end)s")) % said


def _request_acts(data: Mapping[str, Any], actor: Actor, mine: bool) -> tuple[str, ...]:
    if data.get("answered"):
        return ("close", "hand", "snooze")
    return ("answer", "hand") if mine else ("claim", "answer", "hand")


def _handoff_acts(data: Mapping[str, Any], actor: Actor, mine: bool) -> tuple[str, ...]:
    if data.get("taker") == actor.id:
        return ("accept", "return") if data.get("state") == "offered" else ("finish", "return")
    return ("withdraw",) if data.get("giver") == actor.id and data.get("state") == "offered" else ()


def _todo_acts(data: Mapping[str, Any], actor: Actor, mine: bool) -> tuple[str, ...]:
    return ("done", "hand", "snooze") if mine else ("take", "done", "hand", "snooze")


TELL: dict[str, Tell] = {
    "request": Tell("inbox", _request_label, _request_why, _request_acts),
    "handoff": Tell("arrows-exchange", _handoff_label, _handoff_why, _handoff_acts),
    "todo": Tell("circle-dashed", lambda data, mine: _("To-do"), _todo_why, _todo_acts),
    "appointment": Tell(
        "calendar", lambda data, mine: _("Appointment"), _appointment_why, lambda data, actor, mine: ()
    ),
}
