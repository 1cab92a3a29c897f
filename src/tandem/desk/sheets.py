"""What administration reads, and one's own jobs, as files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.core.exports import MOMENT, WHOLE, Field, Sheet, of
from tandem.core.models import JobState

DELIVERIES = Sheet(
    key="deliveries",
    label=_("Events and deliveries"),
    fields=(
        Field(_("Delivery"), of("pk"), WHOLE),
        Field(_("Event"), of("event.verb")),
        Field(_("When"), of("event.at"), MOMENT),
        Field(_("Handler"), of("handler")),
        Field(_("Attempts"), of("attempts"), WHOLE),
        Field(_("Due"), of("next_at"), MOMENT),
        Field(_("Done"), of("done_at"), MOMENT),
        Field(_("Parked"), of("parked_at"), MOMENT),
    ),
)

JOBS = Sheet(
    key="jobs",
    label=_("Jobs"),
    fields=(
        Field(_("Job"), of("title")),
        Field(_("State"), of("state"), words=JobState.choices),
        Field(_("Who"), of("actor_label")),
        Field(_("Started"), of("created_at"), MOMENT),
        Field(_("Ended"), of("ended_at"), MOMENT),
        Field(_("Done"), of("done"), WHOLE),
        Field(_("Of"), of("total"), WHOLE),
    ),
)

EXPORTS = Sheet(
    key="exports",
    label=_("Exports"),
    fields=(
        Field(_("When"), of("at"), MOMENT),
        Field(_("Who"), of("who")),
        Field(_("List"), lambda row: str(row.title)),
        Field(_("Format"), of("format")),
        Field(_("Lines"), of("count"), WHOLE),
        Field(_("Filters"), of("filters")),
    ),
)
