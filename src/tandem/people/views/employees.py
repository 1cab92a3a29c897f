"""Employees: list, page, hiring, editing, roles, end, invitation."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tandem.core.http import Request, done
from tandem.core.listing import build_page
from tandem.core.once import once
from tandem.core.pages import form_page, sent
from tandem.core.rules import allows, require
from tandem.people import actions
from tandem.people.duties import duties_of
from tandem.people.forms import ContinueForm, EmployeeForm, EndingForm, HireForm, RolesForm
from tandem.people.listing import employees_for, list_of_employees
from tandem.people.mentions import offered
from tandem.people.models import Employee
from tandem.people.pages import page_of
from tandem.people.queries import visible_employees
from tandem.people.rules import can_manage_people

FORM = ["GET", "HEAD", "POST"]


@require_safe
def list_employees(request: Request) -> HttpResponse:
    """Everybody who works here."""
    actor = request.actor
    new = reverse("people:new") if allows(can_manage_people, actor) else ""
    page = build_page(
        list_of_employees(actor), employees_for(request.GET, actor), request.GET, actor, new_url=new, new_label=_("New")
    )
    return render(request, "core/listing.html", {"page": page})


@require_safe
def show_employee(request: Request, pk: int) -> HttpResponse:
    """One person."""
    return render(request, "people/employee.html", {"page": page_of(found(request, pk), request.actor)})


@require_safe
def offer_mentions(request: Request) -> HttpResponse:
    """Whom a text can mention, for what was typed after the @."""
    people = offered(request.GET.get("q", "")[:60], request.actor)
    return render(request, "people/_mention_options.html", {"people": people})


@require_safe
def peek_employee(request: Request, pk: int) -> HttpResponse:
    """The same in short, beside the list."""
    return render(request, "people/_employee_peek.html", {"page": page_of(found(request, pk), request.actor)})


@require_http_methods(FORM)
def new_employee(request: Request) -> HttpResponse:
    """Hire somebody."""
    actor = request.actor
    require(can_manage_people, actor)
    form = HireForm(sent(request))

    def hire() -> Employee:
        return actions.hire_employee(**form.values(), actor=actor, at=actor.at)

    def hire_once() -> Employee:
        return once(Employee, form.once_key, hire, actor=actor, at=actor.at)

    context = {"title": _("New employee"), "cancel_url": reverse("people:employees")}
    said = _("%s was added.")
    return form_page(
        request, "people/form.html", form, hire_once, to=page_url, text=lambda person: said % person, context=context
    )


@require_http_methods(FORM)
def edit_employee(request: Request, pk: int) -> HttpResponse:
    """Master data."""
    actor, person = request.actor, found(request, pk)
    require(can_manage_people, actor, person)
    form = EmployeeForm(sent(request), instance=person)
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.edit_employee(
            person, values=form.values(), version=form.shown_version, actor=actor, at=actor.at
        ),
        to=page_url(person),
        text=_("Saved."),
        context=about(person, _("Master data")),
    )


@require_http_methods(FORM)
def edit_roles(request: Request, pk: int) -> HttpResponse:
    """What the person does here."""
    actor, person = request.actor, found(request, pk)
    require(can_manage_people, actor, person)
    form = RolesForm(sent(request), instance=person)
    return form_page(
        request,
        "people/form.html",
        form,
        lambda: actions.set_roles(person, **form.values(), version=form.shown_version, actor=actor, at=actor.at),
        to=page_url(person),
        text=_("Saved. The new roles hold from the next click."),
        context=about(person, _("Roles")),
    )


@require_http_methods(FORM)
def end_employment(request: Request, pk: int) -> HttpResponse:
    """The last day, and what follows from it."""
    actor, person = request.actor, found(request, pk)
    require(can_manage_people, actor, person)
    form = EndingForm(sent(request), instance=person)
    duties = duties_of(person, actor.today, None) if person.is_active else []
    return form_page(
        request,
        "people/ending.html",
        form,
        lambda: actions.end_employment(
            person, left_on=form.left_on, version=form.shown_version, actor=actor, at=actor.at
        ),
        to=page_url(person),
        text=_("The end of the employment is noted."),
        context={**about(person, _("End of employment")), "duties": duties},
    )


@require_POST
def continue_employment(request: Request, pk: int) -> HttpResponse:
    """The person stays, or is back."""
    actor, person = request.actor, found(request, pk)
    require(can_manage_people, actor, person)
    form = ContinueForm(request.POST, instance=person)
    version = form.shown_version if form.is_valid() else 0
    actions.continue_employment(person, version=version, actor=actor, at=actor.at)
    return done(request, page_url(person), _("%s works here.") % person)


@require_POST
def invite_employee(request: Request, pk: int) -> HttpResponse:
    """Send the link that sets a password."""
    actor, person = request.actor, found(request, pk)
    actions.invite_employee(person, actor=actor, at=actor.at)
    return done(request, page_url(person), _("An invitation goes to %s.") % person.email)


@require_POST
def reset_sign_in(request: Request, pk: int) -> HttpResponse:
    """A new start for who has lost password or device."""
    actor, person = request.actor, found(request, pk)
    actions.reset_sign_in(person, actor=actor, at=actor.at)
    return done(request, page_url(person), _("All sessions have ended. An invitation goes to %s.") % person.email)


def found(request: Request, pk: int) -> Employee:
    """The person, where the viewer may see them."""
    return get_object_or_404(visible_employees(request.actor), pk=pk)


def page_url(person: Employee) -> str:
    """The page of a person."""
    return reverse("people:employee", args=[person.pk])


def about(person: Employee, title: str) -> dict[str, object]:
    """What a form about a person shows around itself."""
    return {"title": title, "person": person, "cancel_url": page_url(person)}
