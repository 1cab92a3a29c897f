"""What is made up looks real and reaches nobody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PIL import Image

from tandem.customers.models import Contact, Customer, DuplicatePair, Note, Site
from tandem.demo.days import Calendar, easter, is_workday
from tandem.demo.dice import Weighted, shuffled
from tandem.demo.files import rows, table
from tandem.demo.names import industries_of, industry_called
from tandem.demo.people import key_of
from tandem.demo.portraits import Looks, draw_portraits, portrait
from tandem.demo.stage import ascii_name
from tandem.people.models import Employee

pytestmark = [pytest.mark.once, pytest.mark.wide]

AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
# Numbers that are kept free for film and print, and abroad those of which the subscriber's part begins with 0.
NOBODY = re.compile(
    r"(040 66969|030 23125|089 99998|069 90009) \d{3}(-\d\d)?|0221 4710 \d{3}(-\d\d)?|0171 39200 \d\d|0176 040690 \d\d"
    r"|\+43 1 0.*|\+41 44 0.*|\+31 20 0.*|\+45 00.*|\+33 1 99 00.*|\+48 22 0.*"
)
BOUNDS = {
    "DE": (47.2, 55.1, 5.8, 15.1), "AT": (46.3, 49.1, 9.5, 17.2), "CH": (45.8, 47.9, 5.9, 10.5),
    "NL": (50.7, 53.6, 3.3, 7.3), "DK": (54.5, 57.8, 8.0, 12.7), "FR": (47.5, 49.6, 5.5, 8.3),
    "PL": (49.0, 54.9, 14.1, 18.0),
}  # fmt: skip


def test_numbers_and_addresses_reach_nobody(company: dict[str, int]) -> None:
    phones = [
        *Employee.objects.values_list("phone", flat=True),
        *Customer.objects.values_list("phone", flat=True),
        *Contact.objects.values_list("phone", flat=True),
        *Contact.objects.values_list("mobile", flat=True),
    ]
    assert [phone for phone in phones if phone and not NOBODY.fullmatch(phone)] == []
    mails = [*Employee.objects.values_list("email", flat=True), *Contact.objects.values_list("email", flat=True)]
    mails += Customer.objects.values_list("email", flat=True)
    assert [mail for mail in mails if mail and not mail.endswith(".example")] == []
    assert all(site.endswith(".example") for site in Customer.objects.values_list("website", flat=True))


def test_nobody_has_a_number_or_name_twice(company: dict[str, int]) -> None:
    names = Counter(Customer.objects.values_list("name", flat=True))
    assert names.most_common(1)[0][1] == 1
    mine = Counter(Employee.objects.values_list("phone", flat=True))
    assert mine.most_common(1)[0][1] == 1
    pairs = {frozenset((pair.left_customer_id, pair.right_customer_id)) for pair in DuplicatePair.objects.all()}
    by_phone: dict[str, set[int]] = {}
    for key, phone in Customer.objects.filter(country="DE").values_list("pk", "phone"):
        by_phone.setdefault(phone, set()).add(key)
    shared = {frozenset(keys) for keys in by_phone.values() if len(keys) > 1}
    assert shared <= pairs  # only who has been entered twice, on purpose
    assert not Employee.objects.filter(phone__in=Customer.objects.values("phone")).exists()


def test_sites_lie_in_their_countries(company: dict[str, int]) -> None:
    for site in Site.objects.all():
        south, north, west, east = BOUNDS[site.country]
        assert site.latitude is not None
        assert site.longitude is not None
        assert south < site.latitude < north, site
        assert west < site.longitude < east, site


def test_notes_leave_no_gap_in_their_sentences(company: dict[str, int]) -> None:
    for text in Note.objects.values_list("text", flat=True):
        assert "{" not in text
        assert "  " not in text
        assert text[-1] in ".!?", text


def test_contacts_fit_their_class(company: dict[str, int]) -> None:
    for customer in Customer.objects.exclude(number="10482").exclude(short_name="Hansen Fördertechnik"):
        least, most = {"A": (5, 7), "B": (3, 4), "C": (1, 3)}[customer.customer_class]
        assert least <= customer.contacts.count() <= most


def test_towns_are_whole() -> None:
    towns = rows("towns")
    tandems = {row["name"] for row in table("tandems")["tandem"]}
    assert len(towns) > 250
    assert {row["tandem"] for row in towns} == tandems
    for row in towns:
        south, north, west, east = BOUNDS[row["country"]]
        assert south < float(row["latitude"]) < north, row
        assert west < float(row["longitude"]) < east, row
    source = Path(__file__).parents[1] / "data" / "towns.csv"
    assert "GeoNames (geonames.org), CC BY 4.0" in source.read_text("utf-8").splitlines()[0]


def test_names_in_data_files_lead_somewhere() -> None:
    people = {key_of(row) for row in rows("people")}
    tandems = {row["name"]: row for row in table("tandems")["tandem"]}
    sitters = {sitting["who"] for row in tandems.values() for half in ("inside", "field") for sitting in row[half]}
    assert sitters <= people
    for row in table("absences")["absence"]:
        assert {row["who"], *row.get("cover", {}).values()} <= people
        assert set(row.get("cover", {})) <= tandems.keys()
    groups = {row["group"] for row in rows("products")}
    assert groups == set(table("groups")["group"])
    labels = [row["label"] for row in table("industries")["industry"]]
    assert all(set(industry_called(label).groups) <= groups for label in labels)
    assert all(label in labels for trades in table("firms")["trade"].values() for label in trades.values())
    assert all(industries_of(tandem).things for tandem in tandems)


@pytest.mark.parametrize(
    ("year", "day"),
    [(2023, date(2023, 4, 9)), (2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)),
     (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25)), (2049, date(2049, 4, 18))],
)  # fmt: skip
def test_easter(year: int, day: date) -> None:
    assert easter(year) == day


@pytest.mark.parametrize(
    ("day", "works"),
    [(date(2026, 11, 24), True), (date(2026, 11, 22), False), (date(2026, 4, 3), False), (date(2026, 4, 6), False),
     (date(2026, 5, 14), False), (date(2026, 5, 25), False), (date(2026, 12, 24), False), (date(2026, 12, 28), True)],
)  # fmt: skip
def test_workdays(day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_calendar_stays_within_its_time() -> None:
    calendar, dice = Calendar(AT), Random(1)
    assert (calendar.start, calendar.month(0), calendar.month(-2)) == (
        date(2023, 11, 1),
        date(2026, 11, 1),
        date(2027, 1, 1),
    )
    assert calendar.back(0) == date(2026, 11, 24)
    assert all(calendar.moment(calendar.today, dice) < AT for _ in range(200))
    assert calendar.pick(dice, date(2026, 11, 21), date(2026, 11, 22)) is None
    days = [calendar.pick(dice, calendar.start, calendar.today) for _ in range(4000)]
    months = Counter(day.month for day in days if day and day.year == 2025)
    assert months[8] < months[10]
    assert months[12] < months[11]


def test_before_work_begins_the_last_workday_was_the_one_before() -> None:
    assert Calendar(datetime(2026, 11, 24, 2, 0, tzinfo=UTC)).back(0) == date(2026, 11, 23)
    assert Calendar(datetime(2026, 11, 22, 12, 0, tzinfo=UTC)).back(0) == date(2026, 11, 20)


def test_work_that_comes_late_is_done_the_next_workday() -> None:
    calendar, dice = Calendar(AT), Random(2)
    friday = calendar.moment(date(2026, 11, 20), dice, 1020, 1029)
    later = calendar.later(friday, dice, 2.0)
    assert later.date() == date(2026, 11, 23)
    assert calendar.later(AT - timedelta(minutes=1), dice, 40) > AT


def test_weighted_choices_follow_their_weights() -> None:
    dice = Random(3)
    found = Counter(Weighted({"often": 9, "seldom": 1, "never": 0}).pick(dice) for _ in range(2000))
    assert found["often"] > 7 * found["seldom"] > 0
    assert found["never"] == 0
    assert Counter(shuffled(dice, {"A": 10, "B": 30, "C": 60}, 45)) == {"A": 4, "B": 13, "C": 28}


@pytest.mark.parametrize(
    ("name", "plain"),
    [("Jörg Çelik", "joerg-celik"), ("Paweł", "pawel"), ("Yıldız", "yildiz"), ("van den Berg", "van-den-berg"),
     ("Træindustri & Søn", "traeindustri-soen"), ("Straße 3", "strasse-3")],
)  # fmt: skip
def test_ascii_names(name: str, plain: str) -> None:
    assert ascii_name(name) == plain


def test_portraits(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    looks = {key_of(row): Looks.of(row["gender"], row["looks"], "inside") for row in rows("people")}
    names = draw_portraits(looks, Random("faces"))
    assert draw_portraits(looks, Random("faces")) == names
    files = sorted((tmp_path / "photos").iterdir())
    assert {path.name for path in files} == set(names.values())
    assert len(files) == 60
    assert len({path.read_bytes() for path in files}) == 60
    with Image.open(files[0]) as picture:
        assert (picture.format, picture.size) == ("WEBP", (256, 256))
    bare = Looks.of("m", "2 red beard bare", "field")
    assert portrait(bare, Random(5)).tobytes() == portrait(bare, Random(5)).tobytes()
