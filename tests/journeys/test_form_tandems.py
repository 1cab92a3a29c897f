"""A sales manager forms tandems for a team of twelve inside and ten in the field, and rolls them out."""

from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from .conftest import House, Open, findings

AT = "@nordwelle-antriebe.example"
CREW = """
import json
from django.utils import timezone
from tandem.people.models import Employee, Team, WorkingTime
from tandem.people.tests.factories import an_employee
manager = Employee.objects.get(email="katrin.asmussen@nordwelle-antriebe.example")
team = Team.objects.create(name="Neubau", manager=manager)
people = {
    half: [
        an_employee([half], team, first_name=f"{half.title()}", last_name=f"Neu{n:02d}", languages=frozenset({"de"}))
        for n in range(count)
    ]
    for half, count in (("inside", 12), ("field", 10))
}
one = people["inside"][0]
one.email = "inside.neu@nordwelle-antriebe.example"
one.set_password("zwei-im-tandem")
one.save()
from allauth.account.models import EmailAddress
EmailAddress.objects.filter(user=one).update(email=one.email)
print(json.dumps({"team": team.pk, "inside": one.pk, "field": people["field"][0].pk}))
"""
DONE = """
from django.utils import timezone
from tandem.core.spans import on_day
from tandem.formation.models import Proposal
from tandem.tandems.models import Seat
day = Proposal.objects.get(title="Zehn neue").starts_on
print(Seat.objects.filter(on_day(day), tandem__team__name="Neubau").count())
"""


def test_form_tandems(house: House, visit: Open) -> None:
    made = json.loads(house.run(CREW).splitlines()[-1])
    speak(visit(f"inside.neu{AT}"), made["field"])
    page = visit(f"katrin.asmussen{AT}")
    page.get_by_role("link", name="Pairing").first.click()
    page.get_by_role("link", name="New proposal").click()
    page.get_by_label("Title").fill("Zehn neue")
    page.get_by_label("Team").select_option(label="Neubau")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("22 people take part.")).to_be_visible()
    find(page, "Find the best pairs")
    expect(page.get_by_text("Proven: no plan from what is known is better.")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(10)
    expect(page.get_by_text("Without a partner in this plan:")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Rule out").nth(1).click()
    expect(page.get_by_text("Pairs were kept or ruled out since.")).to_be_visible()
    find(page, "Solve again")
    page.get_by_role("link", name="Other plan 1").click()
    expect(page.locator("tbody tr")).to_have_count(10)
    page.get_by_role("link", name="Roll out this plan").click()
    expect(page.get_by_role("cell", name="begins")).to_have_count(10)
    assert findings(page) == []
    page.get_by_role("button", name="Accept and roll out").click()
    expect(page.get_by_text("Rolled out.")).to_be_visible()
    page.get_by_role("link", name="Hand-over list").click()
    expect(page.locator("tbody tr")).to_have_count(10)
    assert house.run(DONE).split()[-1] == "20"


def speak(page: Page, about: int) -> None:
    """An answer in confidence, given and deleted."""
    page.goto("/pairing/mine/")
    page.locator(f'a[href$="/pairing/mine/{about}/"]').click()
    page.get_by_label("Well", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Kept, and only you can see it.")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Delete", exact=False).first.click()
    expect(page.get_by_text("Deleted. Nothing of it is kept.")).to_be_visible()


def find(page: Page, button: str) -> None:
    """Start the job and follow it to its end."""
    page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="Go on").click(timeout=60_000)
