"""The form of the letterhead, and the sample paper on which it is looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tandem.core.documents import paper
from tandem.core.documents.formats import money, paper_language, quantity
from tandem.core.documents.logos import read_logo
from tandem.core.documents.words import say
from tandem.core.errors import Invalid
from tandem.core.forms import VersionedForm
from tandem.core.models import Letterhead

FIELDS = (
    "name", "street", "postcode", "town", "country", "phone", "email", "website", "directors", "register", "vat_id",
    "bank", "iban", "bic", "footer", "accent",
)  # fmt: skip


class LetterheadForm(VersionedForm):
    """What stands on every paper; the logo is kept unless another one comes or it is taken off."""

    picture = forms.FileField(label=_("Logo"), required=False, help_text=_("PNG or SVG, at most 1 MB."))
    no_logo = forms.BooleanField(label=_("Without a logo: the company's name stands there"), required=False)

    class Meta:
        model = Letterhead
        fields = FIELDS
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}

    def clean_picture(self) -> str:
        """The logo as it is kept; empty where none was chosen."""
        upload = self.cleaned_data.get("picture")
        if not upload:
            return ""
        try:
            return read_logo(upload.read())
        except Invalid as error:
            raise forms.ValidationError(str(error.text)) from error

    def values(self) -> dict[str, Any]:
        return {**super().values(), **self._logo()}

    def values_so_far(self) -> dict[str, Any]:
        """What of it can be read already, for the preview."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS} | self._logo()

    def _logo(self) -> dict[str, str]:
        if self.cleaned_data.get("no_logo"):
            return {"logo": ""}
        chosen = self.cleaned_data.get("picture")
        return {"logo": chosen} if chosen else {}


def sample_paper() -> paper.Paper:
    """An order confirmation of nobody's, in the viewer's language."""
    language = paper_language((get_language() or "en")[:2])
    columns = [
        (say("position", language), "left", "auto"),
        (say("description", language), "left", "1"),
        (say("quantity", language), "right", "auto"),
        (say("net", language), "right", "auto"),
    ]
    rows: list[list[paper.Cell]] = [
        ["1", paper.cell("GM-15", below="1,5 kW"), quantity(4000, language), money(249_600, "EUR", language)],
        ["2", "FU-22", quantity(1000, language), money(81_250, "EUR", language)],
    ]
    return paper.Paper(
        language=language,
        title=say("confirmation", language),
        number="A-0001",
        address=["Hansen Maschinenbau GmbH", "Industriestraße 5", "24109 Kiel"],
        facts=[(say("customer_number", language), "K10001"), (say("reference", language), "4711")],
        people=[
            paper.Person("Kim Petersen", say("inside", language), "+49 431 1234-10", "kim.petersen@example.com"),
            paper.Person("Toni Lorenz", say("field", language), "+49 171 1234567", "toni.lorenz@example.com"),
        ],
        blocks=[
            paper.text(say("greeting_all", language) + "\n\n" + say("confirmation_intro", language)),
            paper.table(columns, rows, [(say("net_total", language), money(330_850, "EUR", language))]),
            paper.text(say("plus_tax", language), muted=True),
            paper.text(say("confirmation_close", language)),
        ],
    )
