"""Words of the portal's templates."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tandem.core.documents.letterhead import letterhead
from tandem.core.models import Letterhead
from tandem.people.models import Employee
from tandem.portal.links import place
from tandem.portal.models import Right
from tandem.portal.queries.people import Person
from tandem.portal.viewer import LANGUAGES, Viewer
from tandem.work.templatetags.work_ui import without_year

register = template.Library()


@register.simple_tag(takes_context=True)
def portal_url(context: dict[str, Any], name: str, *args: Any) -> str:
    """The address of a page of the portal, also where a colleague looks at it."""
    viewer = getattr(context["request"], "viewer", None)
    return place(viewer, f"portal:{name}", *args)


@dataclass(frozen=True)
class Item:
    """An entry of the navigation."""

    label: Any
    url: str
    current: bool


PAGES = (
    ("home", _("Overview"), ""),
    ("quotes", _("Quotes"), Right.QUOTES),
    ("contracts", _("Contracts"), Right.CONTRACTS),
    ("orders", _("Orders"), Right.ORDERS),
    ("requests", _("Requests"), ""),
    ("appointments", _("Appointments"), ""),
    ("documents", _("Documents"), Right.DOCUMENTS),
)


@register.simple_tag(takes_context=True)
def portal_nav(context: dict[str, Any]) -> list[Item]:
    """The pages that this viewer may open."""
    request = context["request"]
    viewer = request.viewer
    pages = [(place(viewer, f"portal:{name}"), label, name) for name, label, right in PAGES if _may(viewer, right)]
    return [
        Item(label, url, request.path == url or (name != "home" and request.path.startswith(url)))
        for url, label, name in pages
    ]


def _may(viewer: Viewer, right: str) -> bool:
    return not right or viewer.may(right)


@register.simple_tag(takes_context=True)
def portal_photo(context: dict[str, Any], person: Employee) -> str:
    """The address of a person's photo; empty where there is none."""
    return portal_url(context, "photo", person.pk) if person.photo else ""


@register.filter
def best(options: list[dict[str, Any]], index: int) -> bool:
    """Whether the option at this place is the one that we recommend."""
    return bool(options[index]["recommended"])


@register.simple_tag(takes_context=True)
def portal_head(context: dict[str, Any]) -> Letterhead:
    """Whose portal this is, as its letters say; asked once for a page."""
    kept: dict[str, Any] = context["request"].__dict__
    if "portal_head" not in kept:
        kept["portal_head"] = _head()
    found: Letterhead = kept["portal_head"]
    return found


def _head() -> Letterhead:
    head = letterhead()
    head.name = head.name or "Tandem"
    return head


@register.filter
def since(person: Person) -> str:
    """From when on somebody can be reached: 14:30, or Mon 30.11. 08:00."""
    if person.since is None:
        return ""
    clock = date_format(person.since, "TIME_FORMAT")
    return clock if person.today else f"{date_format(person.since, 'D')} {without_year(person.since)} {clock}"


@register.simple_tag
def portal_languages() -> list[tuple[str, str]]:
    """The languages that the portal speaks."""
    return list(LANGUAGES.items())
