"""Whose public holidays a team keeps: chosen by name, shown by name."""

from __future__ import annotations

import pytest
from django.utils import translation

from tandem.core.tests.browser import changed, forms_of, text_of
from tandem.people.holidays import holidays_of, region_choices, region_label
from tandem.people.models import Team

from .factories import a_team, an_employee, signed_in_client


@pytest.mark.once
def test_regions_have_names() -> None:
    with translation.override("de"):
        names = [region_label(region) for region in ("DE-SH", "AT-9", "CH-ZH", "FR", "DE")]
    assert names[:4] == ["Schleswig-Holstein", "Wien", "Zürich", "Frankreich"]
    assert names[4].startswith("Deutschland")


@pytest.mark.once
def test_every_choice_fits_the_column_and_has_holidays() -> None:
    with translation.override("en"):
        groups = region_choices()
    assert [label for label, _choices in groups] == ["Germany", "Austria", "Switzerland", "Other countries"]
    regions = [region for _label, choices in groups for region, _name in choices]
    assert len(regions) == len(set(regions))
    assert max(map(len, regions)) <= 6
    assert [len(choices) for _label, choices in groups[:3]] == [17, 10, 27]
    ours = [region for _label, choices in groups[:3] for region, _name in choices]
    assert [region for region in ours if not holidays_of(region, 2026)] == []


@pytest.mark.django_db
def test_administration_chooses_it_on_the_team() -> None:
    team, browser = a_team(name="Nord"), signed_in_client(an_employee(["admin"]))
    url = f"/teams/{team.pk}/edit/"
    form = next(form for form in forms_of(browser.get(url)) if "region" in form.values)
    assert form.values["region"] == ["DE"]
    assert browser.post(url, changed(form, region="DE-SH")).status_code == 302
    assert Team.objects.get().region == "DE-SH"
    assert "Schleswig-Holstein" in text_of(browser.get(f"/teams/{team.pk}/"))
    assert browser.post(url, changed(form, region="DE-XX")).status_code == 422
