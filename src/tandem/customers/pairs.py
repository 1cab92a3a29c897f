"""The list of pairs that look like one: its columns, filters and scopes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, Text, choices_of
from tandem.core.rules import allows
from tandem.core.search import ids_matching
from tandem.core.spans import on_day
from tandem.tandems.queries import scope_of

from .listing import default_scope
from .matching.reasons import told
from .models import Assignment, Contact, Customer, DuplicatePair, PairKind, PairState
from .models.pairs import UNDECIDED
from .queries import seen
from .rules import can_merge_customers
from .sheets import DUPLICATES

# From so many ppm on it is called so.
STRENGTHS: tuple[tuple[str, int, Text], ...] = (
    ("certain", 950_000, _("almost certain")),
    ("likely", 800_000, _("likely")),
    ("possible", 0, _("possible")),
)


def visible_pairs(actor: Actor) -> QuerySet[DuplicatePair]:
    """Pairs of which the viewer may see both, as long as both stand."""
    stand = Q(left_contact=None) | Q(left_contact__merged_into=None, right_contact__merged_into=None)
    return DuplicatePair.objects.filter(stand, seen(actor, "left_customer__"), seen(actor, "right_customer__"))


def open_pairs(actor: Actor) -> QuerySet[DuplicatePair]:
    """Those that somebody still has to decide about."""
    return visible_pairs(actor).filter(state__in=UNDECIDED)


def pairs_for(params: QueryDict, actor: Actor) -> QuerySet[DuplicatePair]:
    """Undecided pairs, decided ones by their filter, with all that a list names."""
    rows = visible_pairs(actor) if params.get("state") else open_pairs(actor)
    return rows.select_related("left_customer", "right_customer", "left_contact__customer", "right_contact__customer")


def open_count(actor: Actor) -> int:
    """How many pairs wait on the viewer's own customers; one statement."""
    return _in_scope(open_pairs(actor), default_scope(actor), actor).count()


def pair_of(kind: PairKind, one: int, two: int, actor: Actor) -> DuplicatePair | None:
    """The pair of these two, where they have been found."""
    left, right = sorted((one, two))
    return visible_pairs(actor).filter(kind=kind, **{f"left_{kind}": left, f"right_{kind}": right}).first()


def strength_of(score_ppm: int) -> Text:
    """The score in words."""
    return next(label for _key, least, label in STRENGTHS if score_ppm >= least)


def _in_scope(rows: QuerySet[DuplicatePair], scope: str, actor: Actor) -> QuerySet[DuplicatePair]:
    """Where either of the two is in the circle."""
    mine = scope_of(actor)
    if scope == "team":
        return rows.filter(Q(left_customer__team__in=mine.team_ids) | Q(right_customer__team__in=mine.team_ids))
    if scope not in ("mine", "tandem"):
        return rows
    tandems = mine.acting_ids if scope == "mine" else [mine.current_id]
    owned = Assignment.objects.filter(on_day(actor.today), tandem__in=tandems).values("customer")
    return rows.filter(Q(left_customer__in=owned) | Q(right_customer__in=owned))


def _of_strength(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    most = 1_000_001
    for key, least, _label in STRENGTHS:
        if key == value:
            return rows.filter(score_ppm__gte=least, score_ppm__lt=most)
        most = least
    return rows


def _of_kind(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(kind=value)


def _of_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    return rows.filter(state=value)


def _matching(rows: QuerySet[DuplicatePair], query: str) -> QuerySet[DuplicatePair]:
    keys = ids_matching(query, Customer.ref_kind, Contact.ref_kind)
    return rows.filter(Q(left_customer__in=keys) | Q(right_customer__in=keys))


def _with_words(rows: Sequence[DuplicatePair], actor: Actor) -> Sequence[DuplicatePair]:
    """Each row with its strength and reasons in words, its percent, and the way to compare."""
    for row in rows:
        shown = row.__dict__
        shown["strength"] = strength_of(row.score_ppm)
        shown["percent"] = row.score_ppm // 10_000
        shown["told"] = told(row.reasons)
        shown["url"] = compare_url(row.left, row.right)
    return rows


def compare_url(one: Customer | Contact, two: Customer | Contact) -> str:
    """Where two are compared and merged; the first one survives unless somebody chooses."""
    if isinstance(one, Contact) and isinstance(two, Contact):
        return reverse("customers:merge_contacts", args=[one.customer.number, one.pk, two.pk])
    assert isinstance(one, Customer) and isinstance(two, Customer)  # noqa: PT018, S101
    return reverse("customers:merge", args=[one.number, two.number])


def may_merge(actor: Actor, pair: DuplicatePair) -> bool:
    """Whether the viewer may make one of them now."""
    if pair.kind == PairKind.CONTACT and pair.left_customer_id != pair.right_customer_id:
        return False
    return allows(can_merge_customers, actor, (pair.left_customer, pair.right_customer))


PAIRS = Listing(
    title=_("Duplicates"),
    name="duplicates",
    sheets=(DUPLICATES,),
    columns=(
        Column("pair", _("These two")),
        Column("score", _("Likeness"), sort="score_ppm", falling=True),
        Column("reasons", _("Why"), wide=True),
        Column("found", _("Found"), sort="found_at", wide=True, falling=True),
        Column("acts", _("Decision")),
    ),
    filters=(
        Filter("kind", _("Kind"), choices_of(PairKind.choices), _of_kind),
        Filter("strength", _("Likeness"), choices_of([(key, label) for key, _least, label in STRENGTHS]), _of_strength),
        Filter(
            "state",
            _("State"),
            choices_of([(state.value, state.label) for state in (PairState.PROPOSED, PairState.DISMISSED)]),
            _of_state,
        ),
    ),
    scope=_in_scope,
    search=_matching,
    default_scope=default_scope,
    fetch=_with_words,
    row_template="customers/_pair_row.html",
    default_sort="-score",
    empty=_("Nobody looks like somebody else here."),
)
