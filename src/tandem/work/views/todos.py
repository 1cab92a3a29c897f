"""To-dos: list, page, making and changing."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.core.http import Request
from tandem.core.listing import build_page
from tandem.core.models import Event
from tandem.core.once import event_of, once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people.openings import region_of
from tandem.people.rules import sells
from tandem.work.about import about_of
from tandem.work.actions.todos import add_todo, edit_todo
from tandem.work.belonging import Home, home_for, home_of_tandem
from tandem.work.days import presets, tomorrow_of
from tandem.work.forms.todos import GiveForm, ItemForm, SeenForm, TodoForm
from tandem.work.holders import holders_for
from tandem.work.listing.todos import TODOS, todos_for
from tandem.work.models import Todo
from tandem.work.queries import visible_todos
from tandem.work.rules import can_add_work, can_work_on

from .common import named

FORM = ["GET", "POST"]


def one_todo(request: Request, pk: int) -> Todo:
    """The to-do, if this viewer may see it."""
    rows: QuerySet[Todo] = visible_todos(request.actor).select_related("customer", "holder__team", "tandem", "done_by")
    return get_object_or_404(rows, pk=pk)


def home_of(todo: Todo, request: Request) -> Home:
    """The people it may be given to come from here."""
    return home_of_tandem(todo.tandem, request.actor.today) if todo.tandem else Home(None, todo.team)


@require_GET
def list_todos(request: Request) -> HttpResponse:
    """What is to be done: mine, my partner's, both, the team's."""
    require(sells, request.actor)
    rows = todos_for(request.GET, request.actor)
    url = reverse("work:todo_new")
    page = build_page(TODOS, rows, request.GET, request.actor, new_url=url, new_label=_("New to-do"))
    return render(request, "core/listing.html", {"page": page})


@require_http_methods(FORM)
def new_todo(request: Request) -> HttpResponse:
    """Note what is to be done, alone or about a customer or anything else."""
    actor = request.actor
    customer, about = named(request)
    require(can_add_work, actor, customer)
    home = home_for(customer, actor)
    day = tomorrow_of(actor)
    initial = {"holder": actor.id, "day": day, "title": request.GET.get("title", "")[:200]}
    form = TodoForm(sent(request), people=holders_for(home, actor), initial=initial)

    def add() -> Todo:
        return add_todo(
            customer,
            values=form.todo_values(),
            holder=form.cleaned_data["holder"],
            items=form.lines(),
            about=about.ref if about else None,
            actor=actor,
            at=actor.at,
        )

    def note() -> Event | None:
        return event_of("todo.added", once(Todo, form.once_key, add, actor=actor, at=actor.at))

    to = request.GET.get("next") == "customer" and customer
    return form_page(
        request,
        "work/form.html",
        form,
        note,
        to=customer.get_absolute_url() if to and customer else reverse("work:todos"),
        text=_("The to-do is noted."),
        context={"title": _("New to-do"), "customer": customer, "about": about, "cancel_url": reverse("work:todos")},
    )


@require_GET
def show_todo(request: Request, pk: int) -> HttpResponse:
    """One to-do: by when, who holds it, its checklist."""
    todo, actor = one_todo(request, pk), request.actor
    may = allows(can_work_on, actor, todo)
    people = [p for p in holders_for(home_of(todo, request), actor) if p.pk != todo.holder_id] if may else []
    seen = {"seen": todo.holder_id or 0}
    context = {
        "todo": todo,
        "may": may and todo.is_open,
        "may_reopen": may and not todo.is_open,
        "items": todo.items.select_related("done_by"),
        "about": about_of(todo, actor),
        "give_form": GiveForm(people=people, initial=seen, prefix="give"),
        "seen_form": SeenForm(initial=seen),
        "item_form": ItemForm(),
        "presets": presets(actor.at, region_of(actor.employee)),
        "is_mine": todo.holder_id == actor.id,
    }
    return render(request, "work/todo.html", context)


@require_http_methods(FORM)
def change_todo(request: Request, pk: int) -> HttpResponse:
    """Change what is to be done or by when."""
    todo, actor = one_todo(request, pk), request.actor
    require(can_work_on, actor, todo)
    form = TodoForm(sent(request), instance=todo)
    return form_page(
        request,
        "work/form.html",
        form,
        lambda: edit_todo(todo, values=form.todo_values(), version=form.shown_version, actor=actor, at=actor.at),
        to=todo.get_absolute_url(),
        text=_("Saved."),
        context={"title": str(todo), "customer": todo.customer, "cancel_url": todo.get_absolute_url()},
    )
