"""What stands around every page: navigation by role, the tandem bar, the account menu."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from tandem.commissions.payroll.rules import can_pay
from tandem.commissions.plans.rules import can_read_plans
from tandem.commissions.provisions.rules import can_read_provisions
from tandem.commissions.rules import can_read_runs
from tandem.core.actor import Actor
from tandem.core.addresses import address
from tandem.core.http import Request
from tandem.core.rules import allows
from tandem.core.sections import Alert, alerts_for
from tandem.goals.rules import can_read_goals
from tandem.people.models import Employee, Role
from tandem.people.photos import photo_url
from tandem.tandems.models import Seat, Tandem
from tandem.tandems.queries import scope_of
from tandem.work.counts import open_work, total

from .queries.notices import Unread, unread_of
from .queries.presence import Presence, presence_of
from .rules import can_read_overview


@dataclass(frozen=True)
class Item:
    """One place to go."""

    label: str
    url: str
    icon: str
    key: str = ""
    short: str = ""
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Group:
    """Places that belong together."""

    label: str
    items: list[Item]


@dataclass(frozen=True)
class Half:
    """One side of the tandem bar."""

    role: str
    person: Employee | None
    photo_url: str
    presence: Presence | None

    @property
    def waiting(self) -> int:
        """How many hand-offs wait for this person's answer."""
        return self.presence.waiting if self.presence else 0


@dataclass(frozen=True)
class Bar:
    """Both faces of the current tandem, and the others one may switch to."""

    tandem: Tandem
    halves: list[Half]
    others: list[Tandem] = field(default_factory=list)
    partner: Half | None = None  # whom a phone has room for
    waits_for_me: bool = False  # then a phone shows just that on the line
    template: str = "desk/_tandem_bar.html"


@dataclass(frozen=True)
class Bell:
    """How many notices are unread, and whose."""

    person_id: int
    unread: Unread
    template: str = "desk/_bell.html"


@dataclass(frozen=True)
class Shell:
    """Everything base.html asks for."""

    nav: list[Group]
    tabs: list[Item]
    me: dict[str, Any]
    account: list[Item]
    bar: Bar | None
    bell: Bell
    palette_url: str
    home_url: str
    live_url: str
    alerts: list[Alert]

    @cached_property
    def nav_html(self) -> SafeString:
        """The navigation, made once for the sidebar and for the menu of a phone."""
        return render_to_string("core/_nav.html", {"shell": self})


def build_shell(request: Request) -> Shell:
    """The shell for this viewer; the bar costs the statements of scope and presence."""
    person: Employee = request.actor.employee
    nav = _navigation(person, request.path, request.actor)
    items = [item for group in nav for item in group.items]
    return Shell(
        nav=nav,
        tabs=_tabs(items),
        me={
            "name": str(person),
            "half": person.half,
            "photo_url": photo_url(person),
            "roles": ", ".join(str(Role(role).label) for role in sorted(person.roles)),
        },
        account=_account(person),
        bar=_bar(request),
        bell=Bell(person.pk, unread_of(request.actor)),
        palette_url=address("palette"),
        home_url=address("home"),
        live_url=_live_url(request),
        alerts=alerts_for(request.actor),
    )


def places_of(actor: Actor) -> list[Item]:
    """Every page of the navigation, for those who rather type its name."""
    return [item for group in _navigation(actor.employee, "", actor, counting=False) for item in group.items]


def _navigation(person: Employee, path: str, actor: Actor, *, counting: bool = True) -> list[Group]:
    def item(label: str, name: str, icon: str, key: str = "", short: str = "", count: int | None = None) -> Item:
        url = address(name)
        current = path == url if url == "/" else path.startswith(url)
        return Item(label, url, icon, key, short, current, count)

    groups = []
    catalogue = [
        item(_("Products"), "catalogue:products", "tag", "g p"),
        item(_("Price lists"), "catalogue:price_lists", "receipt", "g l"),
    ]
    if person.sells:
        requests = total(row for row in open_work(actor) if row.kind == "request") if counting else None
        work = [
            item(_("Today"), "home", "sun-high", "g h"),
            item(_("Requests"), "work:requests", "inbox", "g r", count=requests),
            item(_("Hand-offs"), "work:handoffs", "arrows-exchange", "g u"),
            item(_("To-dos"), "work:todos", "square-check", "g d"),
            item(_("Mails"), "exchange:mails", "mail", "g e"),
            item(_("Calls"), "work:calls", "phone", "g n"),
            item(_("Calendar"), "work:calendar", "calendar", "g k"),
        ]
        if allows(can_read_overview, actor):
            work.append(item(_("Team overview"), "overview", "chart-bar", "g v", short=pgettext("tab", "Overview")))
        groups.append(Group(_("Work"), work))
        groups.append(
            Group(
                _("Sales"),
                [
                    item(_("Customers"), "customers:customers", "building", "g c"),
                    item(
                        _("Opportunities"), "pipeline:board", "layout-kanban", "g s", short=pgettext("tab", "Chances")
                    ),
                    item(_("Leads"), "pipeline:leads", "bulb", "g w"),
                    item(_("Quotes"), "quotes:quotes", "file-text", "g q"),
                    item(_("Contracts"), "contracts:contracts", "signature", "g x"),
                    item(_("Orders"), "orders:orders", "package", "g o"),
                    item(_("Invoices"), "orders:invoices", "file-invoice"),
                    *catalogue,
                    item(_("Texts"), "letters:texts", "letter-case"),
                ],
            )
        )
    if person.sells or person.has_role(Role.ADMIN):
        groups.append(Group(_("Data"), [item(_("Imports"), "exchange:imports", "upload", "g i")]))
    together = [
        *([item(_("Tandem room"), "room", "bike", "g j", short=pgettext("tab", "Room"))] if person.sells else []),
        *([item(_("Goals"), "goals:goals", "trending-up", "g z")] if allows(can_read_goals, actor) else []),
        *([item(_("Commission"), "commissions:commission", "coins")] if person.sells else []),
        *([item(_("Statements"), "commissions:people", "coins")] if person.has_role(Role.PAYROLL) else []),
        *([item(_("Settlement runs"), "commissions:runs", "receipt")] if allows(can_read_runs, actor) else []),
        *([item(_("Plans"), "commissions:plans", "report-money")] if allows(can_read_plans, actor) else []),
        *([item(_("Payroll"), "commissions:payroll", "wallet")] if allows(can_pay, actor) else []),
        *([item(_("Provisions"), "commissions:provisions", "hourglass")] if allows(can_read_provisions, actor) else []),
        item(_("Tandems"), "tandems:tandems", "users-group", "g t"),
        *([item(pgettext("of tandems", "Pairing"), "formation:proposals", "user-search")] if person.sells else []),
        item(_("Playbook"), "tandems:playbook", "list", "g y", short=pgettext("tab", "Playbook")),
        item(_("People"), "people:employees", "users", "g m", short=pgettext("tab", "People")),
        item(_("Absences"), "people:absences", "beach", "g a", short=pgettext("tab", "Absences")),
        item(
            pgettext("works agreements", "Agreements"),
            "people:agreements",
            "scale",
            "g b",
            short=pgettext("tab", "Agreements"),
        ),
        item(_("Activities"), "together:activities", "mood-smile", short=pgettext("tab", "Activities")),
        item(pgettext("of tandem selling", "Introduction"), "programme:programmes", "route"),
        item(_("Company survey"), "together:surveys", "clipboard-list", short=pgettext("tab", "Survey")),
    ]
    groups.append(Group(_("Together"), together))
    if person.has_role(Role.ADMIN):
        administration = [
            *([] if person.sells else [*catalogue, item(_("Texts"), "letters:texts", "letter-case")]),
            item(_("Teams"), "people:teams", "sitemap"),
            item(_("Pipelines"), "pipeline:pipelines", "columns"),
            item(_("Terms of sale"), "catalogue:terms", "scale"),
            item(_("Text blocks"), "quotes:blocks", "letter-case"),
            item(_("Templates of contracts"), "contracts:templates", "signature"),
            item(_("Letterhead"), "letterhead", "file-text"),
            item(_("Events and deliveries"), "outbox", "activity", short=_("Events")),
            item(_("Exports"), "exports", "download"),
            item(_("Backups"), "backups", "database"),
            item(_("Mailbox"), "exchange:mailbox", "mail"),
        ]
        groups.append(Group(_("Administration"), administration))
    return groups


def _tabs(items: list[Item]) -> list[Item]:
    """The four places at hand on a phone."""
    wanted = [address(name) for name in ("home", "work:todos", "work:handoffs", "customers:customers")]
    chosen = [item for item in items if item.url in wanted]
    return (chosen if len(chosen) == len(wanted) else items)[:4]


def _live_url(request: Request) -> str:
    """The stream's address: as set, else the live process on the host that the browser knows. It tells since when."""
    host = f"{request.scheme}://{request.get_host().partition(':')[0]}:{settings.LIVE_PORT}"
    return f"{settings.LIVE_URL or f'{host}/events/'}?since={int(request.actor.at.timestamp() * 1000)}"


def _account(person: Employee) -> list[Item]:
    return [
        Item(_("My profile"), address("people:profile"), "user-circle"),
        Item(_("Security"), address("mfa_index"), "shield-lock"),
        Item(_("Notices"), address("notice_settings"), "bell"),
        Item(_("Jobs"), address("jobs"), "progress"),
        *([Item(_("Post of the demo"), address("kept_mails"), "mail")] if settings.KEPT_MAIL else []),
    ]


def _bar(request: Request) -> Bar | None:
    scope = scope_of(request.actor)
    if scope.current_id is None:
        return None
    seats = [seat for seat in scope.seats if seat.tandem_id == scope.current_id]
    presence = presence_of([seat.employee for seat in scope.seats if seat.tandem_id == scope.current_id], request.actor)
    others = {seat.tandem_id: seat.tandem for seat in scope.seats if seat.tandem_id in scope.acting_ids}
    halves = [half_of(role, seats, presence) for role in ("inside", "field")]
    me = request.actor.id
    return Bar(
        tandem=seats[0].tandem,
        halves=halves,
        partner=next((half for half in halves if half.person and half.person.pk != me), None),
        waits_for_me=any(half.waiting for half in halves if half.person and half.person.pk == me),
        others=[tandem for key, tandem in others.items() if key != scope.current_id],
    )


def half_of(role: str, seats: list[Seat], presence: dict[int, Presence]) -> Half:
    """One half of a tandem, vacant where nobody sits."""
    person = next((seat.employee for seat in seats if seat.role == role), None)
    if person is None:
        return Half(role, None, "", None)
    return Half(role, person, photo_url(person), presence.get(person.pk))
