"""By which lists a customer buys, and who buys by a list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tandem.catalogue.models import PriceList
from tandem.catalogue.pricing import RANKS
from tandem.catalogue.queries import visible_price_lists
from tandem.catalogue.rules import can_edit_price_list
from tandem.core.forms import DayField
from tandem.core.http import Request, attempt, done
from tandem.core.once import FIELD, new_key, once
from tandem.core.rules import allows, require
from tandem.customers.actions.price_lists import end_price_list, give_price_list
from tandem.customers.finding import customer_or_404
from tandem.customers.models import Customer, CustomerClass, CustomerGroup, PriceListUse
from tandem.customers.prices import lists_of
from tandem.customers.rules import can_own_customer

METHODS = ["GET", "POST"]
GROUP = "group-"  # before the key of a group, where groups and classes are chosen from
MOST = 100  # of a list's circle on its page


class _GiveForm(forms.Form):
    """From when to when."""

    start = DayField(label=pgettext_lazy("day", "From"))
    end = DayField(label=gettext_lazy("Until before"), required=False)
    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"start": today, FIELD: new_key()}
        super().__init__(*args, **kwargs)


class OwnListForm(_GiveForm):
    """Which list the customer buys by."""

    price_list = forms.ModelChoiceField(PriceList.objects.none(), label=gettext_lazy("Price list"), empty_label=None)
    field_order = ("price_list", "start", "end")

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["price_list"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = PriceList.objects.filter(currency=customer.currency).order_by("name_key", "pk")


class CircleForm(_GiveForm):
    """A group or a class of customers, or everyone."""

    who = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    field_order = ("who", "start", "end")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {f"{GROUP}{row.pk}": row for row in CustomerGroup.objects.order_by("name_key", "pk")}
        field = self.fields["who"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        classes = [(key, pgettext_lazy("customers", "Class %s") % label) for key, label in CustomerClass.choices]
        field.choices = [("", gettext_lazy("everyone")), *((key, row.name) for key, row in self.groups.items())]
        field.choices = [*field.choices, *classes]

    def whose(self) -> dict[str, Any]:
        """The group or the class; neither for everyone."""
        who = self.cleaned_data["who"]
        group = self.groups.get(who)
        return {"group": group, "customer_class": "" if group else who}


@require_http_methods(METHODS)
def price_lists(request: Request, number: str) -> HttpResponse:
    """The lists of one customer."""
    customer, actor = customer_or_404(number, request.actor), request.actor
    may_own = allows(can_own_customer, actor, customer)
    form = OwnListForm(request.POST or None, customer=customer, today=actor.today)
    if request.method == "POST":
        require(can_own_customer, actor, customer)
        data = form.cleaned_data if form.is_valid() else {}

        def give() -> PriceListUse:
            span = {"start": data["start"], "end": data["end"]}
            return give_price_list(data["price_list"], customer=customer, **span, actor=actor, at=actor.at)

        if attempt(form, lambda: once(PriceListUse, data.get(FIELD, ""), give, actor=actor, at=actor.at)):
            return done(request, reverse("customers:price_lists", args=[number]), _("The list holds now."))
    uses = list(customer.price_lists.select_related("price_list"))
    holding = sorted(lists_of(customer, actor.today), key=lambda one: RANKS.index(one.whose))
    context = {
        "customer": customer,
        "uses": uses,
        "holding": holding,
        "form": form if may_own else None,
        "may_own": may_own,
    }
    return render(request, "customers/price_lists.html", context, status=422 if form.is_bound else 200)


@require_POST
def price_list_end(request: Request, number: str, pk: int) -> HttpResponse:
    """From today on the customer no longer buys by it."""
    customer = customer_or_404(number, request.actor)
    use = get_object_or_404(PriceListUse.objects.select_related("price_list"), pk=pk, customer=customer)
    use.customer = customer
    end_price_list(use, actor=request.actor, at=request.actor.at)
    return done(request, reverse("customers:price_lists", args=[number]), _("It has ended."))


@require_http_methods(METHODS)
def list_uses(request: Request, number: str) -> HttpResponse:
    """Who buys by a list: everyone, groups, classes; and how many customers by themselves."""
    actor = request.actor
    price_list = get_object_or_404(visible_price_lists(actor), number=number)
    may_edit = allows(can_edit_price_list, actor, price_list)
    form = CircleForm(request.POST or None, today=actor.today)
    if request.method == "POST":
        require(can_edit_price_list, actor, price_list)
        data = form.cleaned_data if form.is_valid() else {}

        def give() -> PriceListUse:
            span = {"start": data["start"], "end": data["end"]}
            return give_price_list(price_list, **form.whose(), **span, actor=actor, at=actor.at)

        if attempt(form, lambda: once(PriceListUse, data.get(FIELD, ""), give, actor=actor, at=actor.at)):
            return done(request, reverse("customers:list_uses", args=[number]), _("The list holds now."))
    uses = list(price_list.uses.filter(customer=None).select_related("group")[:MOST])
    own = price_list.uses.filter(customer__isnull=False).count()
    context = {"price_list": price_list, "uses": uses, "own": own, "form": form if may_edit else None}
    return render(request, "customers/list_uses.html", context, status=422 if form.is_bound else 200)


@require_POST
def list_use_end(request: Request, number: str, pk: int) -> HttpResponse:
    """From today on it no longer holds for them."""
    price_list = get_object_or_404(visible_price_lists(request.actor), number=number)
    use = get_object_or_404(PriceListUse, pk=pk, price_list=price_list, customer=None)
    use.price_list = price_list
    end_price_list(use, actor=request.actor, at=request.actor.at)
    return done(request, reverse("customers:list_uses", args=[number]), _("It has ended."))
