"""Reading jobs: one's own; administration sees that there are others, not what came of them."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tandem.core.actor import Actor
from tandem.core.listing import Column, Filter, Listing, by_field, choices_of
from tandem.core.models import Job, JobState
from tandem.desk.sheets import JOBS as SHEET
from tandem.people.models import Role
from tandem.people.rules import has_role


def visible_jobs(actor: Actor) -> QuerySet[Job]:
    """Jobs that the viewer started; all for administration."""
    if has_role(actor, Role.ADMIN) or actor.is_system:
        return Job.objects.all()
    return Job.objects.filter(Q(actor_kind=actor.kind) & Q(actor_id=actor.id))


def owns_job(actor: Actor, job: Job) -> bool:
    """Result and file are for who started it: administration reads no customers."""
    return (job.actor_kind, job.actor_id) == (actor.kind, actor.id)


JOBS = Listing(
    title=_("Jobs"),
    name="jobs",
    sheets=(SHEET,),
    columns=(
        Column("number", _("Job"), sort="id", falling=True),
        Column("state", _("State"), sort="state"),
        Column("began", _("Started"), wide=True),
        Column("who", _("Who"), wide=True),
    ),
    filters=(Filter("state", _("State"), choices_of(JobState.choices), by_field("state")),),
    row_template="desk/_job_row.html",
    default_sort="-number",
    empty=_("No jobs yet. Imports, exports and other long work appear here with their progress."),
)
