"""One's own imports as a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.core.exports import MOMENT, WHOLE, Field, Sheet, of

from .models import ImportKind, ImportState

IMPORTS = Sheet(
    key="imports",
    label=_("Imports"),
    fields=(
        Field(_("File"), of("file_name")),
        Field(_("What"), of("kind"), words=ImportKind.choices),
        Field(_("State"), of("state"), words=ImportState.choices),
        Field(_("Put in"), of("created_at"), MOMENT),
        Field(_("Ended"), of("ended_at"), MOMENT),
        Field(_("Rows"), of("read"), WHOLE),
        Field(_("New"), of("created"), WHOLE),
        Field(_("Changed"), of("updated"), WHOLE),
        Field(_("As it was"), of("unchanged"), WHOLE),
        Field(_("Refused"), of("refused"), WHOLE),
    ),
)
