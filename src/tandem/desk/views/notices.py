"""Notices: the bell, the list, and how one wants to be told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done, key_in
from tandem.core.kinds import kinds, visible_object
from tandem.core.pages import form_page, sent
from tandem.desk import actions
from tandem.desk.forms import NoticeSettingsForm
from tandem.desk.models import Notice
from tandem.desk.queries.notices import fresh_notices, notice_page, settings_of, unread_of, visible_notices
from tandem.desk.shell import Bell


def _notice(request: Request, pk: int) -> Notice:
    return get_object_or_404(visible_notices(request.actor), pk=pk)


@require_safe
def list_notices(request: Request) -> HttpResponse:
    """All, or what is unread; htmx gets the list alone."""
    template = "desk/_notices.html" if request.htmx else "desk/notices.html"
    return render(request, template, _page(request))


@require_safe
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Go to what it is about; with that it is read."""
    notice = _notice(request, pk)
    actions.read_notice(notice, actor=request.actor, at=request.actor.at)
    thing = visible_object(notice.about_kind, notice.about_id, request.actor)
    if thing is None:
        return done(request, "notices", _("What this was about is not there any more, or not for you."))
    return redirect(kinds()[notice.about_kind].url(thing))


@require_POST
def mark(request: Request, pk: int) -> HttpResponse:
    """Read, or unread again."""
    read = request.POST.get("read", "1") == "1"
    actions.read_notice(_notice(request, pk), read=read, actor=request.actor, at=request.actor.at)
    return _again(request)


@require_POST
def mark_all(request: Request) -> HttpResponse:
    """All that were on the screen."""
    until = key_in(request.POST, "until") or 0
    actions.read_all(until=until, actor=request.actor, at=request.actor.at)
    return _again(request)


@require_safe
def show_bell(request: Request) -> HttpResponse:
    """The bell alone; with what came since the page knew, unless one wants quiet now."""
    unread, known = unread_of(request.actor), key_in(request.GET, "after")
    fresh = fresh_notices(request.actor, known) if known is not None and unread.newest > known else []
    return render(request, "desk/_bell.html", {"bell": Bell(request.actor.employee.pk, unread), "fresh": fresh})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_settings(request: Request) -> HttpResponse:
    """What one wants to be told, how, and when not."""
    actor = request.actor
    form = NoticeSettingsForm(sent(request), wish=settings_of([actor.employee])[actor.employee.pk])
    return form_page(
        request,
        "desk/notice_settings.html",
        form,
        lambda: actions.set_notice_settings(actor.employee, values=form.values(), actor=actor, at=actor.at),
        to="notice_settings",
        text=_("Saved."),
    )


def _page(request: Request) -> dict[str, Any]:
    state = "unread" if request.GET.get("state") == "unread" else ""
    around = {name: request.GET.get(name, "") for name in ("before", "after")}
    page = notice_page(request.actor, state=state, **around)
    kept = {"state": state} if state else {}
    return {
        "notices": page,
        "bell_id": request.actor.employee.pk,
        "here": f"?{urlencode({**kept, **{name: value for name, value in around.items() if value}})}",
        "newer": f"?{urlencode({**kept, 'before': page.cut.before})}" if page.cut.before else "",
        "older": f"?{urlencode({**kept, 'after': page.cut.after})}" if page.cut.after else "",
    }


def _again(request: Request) -> HttpResponse:
    """The list as it is now: as a fragment with the bell, or the page again."""
    request.actor.cache.pop("unread", None)
    if not request.htmx:
        return redirect(f"{reverse('notices')}?{request.GET.urlencode()}")
    bell = Bell(request.actor.employee.pk, unread_of(request.actor))
    return render(request, "desk/_notices.html", {**_page(request), "bell": bell})
