"""What belongs to the company: every table of ours but what can be put together anew, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from .codec import Codec, codec_of

Model = type[models.Model]

LEFT_OUT: Mapping[str, str] = {
    "core.SearchRow": "what search knows of the rows; put together anew",
    "core.Once": "keys of forms that were sent; no form of this house is sent to another",
    "core.Looking": "who has which page open right now; over in a minute",
    "core.Job": "work of this house with its files; what it did is in the tables",
    "customers.CustomerFigures": "sums over orders; reckoned anew",
    "customers.MatchKey": "keys by which duplicates are found; put together anew",
    "work.CallLease": "who has whom on the screen of a call session right now; it runs out by itself",
    "formation.Opinion": "what people said of each other in confidence; only they carry it to another house",
    "portal.Link": "secrets of mails on their way; every contact asks for a new link",
    "portal.Session": "which contact is signed in where; everybody signs in anew",
    "portal.Code": "codes on their way, good for ten minutes",
    "account.EmailAddress": "the address with which a person signs in; taken from the person anew",
    "account.EmailConfirmation": "mails on their way to confirm an address; none are sent",
    "usersessions.UserSession": "who is signed in where; everybody signs in anew",
    "sessions.Session": "who is signed in; everybody signs in anew",
    "auth.Permission": "made by the framework; not used, rules are code",
    "auth.Group": "made by the framework; not used",
    "auth.Group_permissions": "made by the framework; not used",
    "contenttypes.ContentType": "made by the framework; not used",
}
# What every house starts with: untouched while there is no event, and replaced by what the package brings.
GIVEN = frozenset(
    {
        "tandems.PlaybookStep",
        "tandems.RequestKind",
        "tandems.ClassPace",
        "catalogue.TaxRate",
        "catalogue.DiscountLimit",
        "letters.TextTemplate",
        "pipeline.Pipeline",
        "pipeline.Stage",
        "contracts.ContractTemplate",
    }
)
# How people sign in: only on wish, for it opens the house.
SIGN_IN: Mapping[str, Sequence[str]] = {
    "people.Employee": ("password", "last_login"),
    "mfa.Authenticator": (),  # all of it: apps for codes, passkeys, codes for emergencies
}
# A job's own delivery stays with the job; what is delivered has done its work.
ROWS: Mapping[str, Q] = {"core.Delivery": Q(done_at__isnull=True) & ~Q(handler="core.run_job")}
# What runs here does not run there; it is told as stopped, as after a crash, and can go on.
TOLD_AS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "exchange.Import": {"state": {"running": "stopped", "reverting": "stopped"}}
}


@dataclass(frozen=True)
class Column:
    """One column of a table, and how its values are written."""

    field: models.Field[Any, Any]
    codec: Codec

    @property
    def name(self) -> str:
        return str(self.field.attname)

    @property
    def target(self) -> Model | None:
        """The table that it points into."""
        related = self.field.remote_field.model if self.field.remote_field else None
        return related if isinstance(related, type) else None


@dataclass(frozen=True)
class Holding:
    """One table that goes along."""

    model: Model
    sign_in: bool = False  # with what people sign in by

    @property
    def label(self) -> str:
        return str(self.model._meta.label)

    @property
    def name(self) -> str:
        """Of its resource and its file."""
        return str(self.model._meta.label_lower.replace(".", "-"))

    @property
    def path(self) -> str:
        return f"data/{self.name}.csv"

    @cached_property
    def columns(self) -> Sequence[Column]:
        """All but secrets, what points to something left out, and what the database reckons by itself."""
        secret = () if self.sign_in else SIGN_IN.get(self.label, ())
        return [
            Column(field, codec_of(field, TOLD_AS.get(self.label, {}).get(field.attname)))
            for field in self.model._meta.concrete_fields
            if field.attname not in secret and not field.generated and not _points_out(field)
        ]

    def rows(self) -> models.QuerySet[Any]:
        """What goes along, in the order of the keys."""
        rows = self.model._base_manager.order_by("pk")
        return rows.filter(ROWS[self.label]) if self.label in ROWS else rows


def holdings(*, sign_in: bool) -> list[Holding]:
    """All tables that go along, those that others point to first."""
    found = [
        Holding(model, sign_in)
        for model in tables()
        if model._meta.label not in LEFT_OUT and (sign_in or model._meta.label not in SIGN_IN or _is_ours(model))
    ]
    return _in_order(found)


def tables() -> list[Model]:
    """Every table of the house. Models that tests make up for themselves have none."""
    return [model for model in apps.get_models(include_auto_created=True) if ".tests." not in model.__module__]


def _is_ours(model: Model) -> bool:
    return model.__module__.startswith("tandem.")


def _points_out(field: models.Field[Any, Any]) -> bool:
    """Whether it points to a table that is left out; such a reference is empty in another house."""
    related = field.remote_field.model if field.remote_field else None
    return isinstance(related, type) and related._meta.label in LEFT_OUT


def _in_order(found: list[Holding]) -> list[Holding]:
    """By their references; where these go round in a circle, by name. The database looks at the end."""
    left, done, order = sorted(found, key=lambda one: one.label), set[Model](), list[Holding]()
    while left:
        ready = [one for one in left if _needs(one) <= done] or left[:1]
        order += ready
        done |= {one.model for one in ready}
        left = [one for one in left if one not in ready]
    return order


def _needs(one: Holding) -> set[Model]:
    """The tables it must follow: where a row cannot be without what it points to."""
    return {
        column.target
        for column in one.columns
        if column.target is not None and column.target is not one.model and not column.field.null
    }
