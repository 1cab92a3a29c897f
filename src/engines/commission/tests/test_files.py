"""Facts and members as people have them, and what is told where they are wrong."""

from __future__ import annotations

import pytest

from .cases import settled, tried

pytestmark = pytest.mark.once

PLAN = 'schema = 1\n[[components]]\nid = "a"\nrate = "10 %"\n'
HEAD = "id,date,tandem,amount\n"
MEMBERS = "person,tandem,share\nanna,A,60\nben,A,40\n"


def told(facts: str, members: str = MEMBERS, plan: str = PLAN) -> list[tuple[str, int, str]]:
    result, problems = tried(plan, facts, members)
    assert (result is None) == bool(problems)
    return [(row.file, row.line, row.field) for row in problems]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1234.56", 12346), ("1234,56", 12346), ("1.234,56", 12346), ("1 234.56", 12346), ("+1234.56", 12346),
        ("1234", 12340), ("0.1", 1), ("-1234.56", -12346), ("2.675", 27), (".5", 5), ("1,234.56", 12346),
        ("12345678901234567890.10", 123456789012345678901),
    ],
)  # fmt: skip
def test_amounts_are_read_exactly(text: str, cents: int) -> None:
    assert settled(PLAN, f'{HEAD}o1,2026-03-05,A,"{text}"\n').totals() == {"anna": cents}


@pytest.mark.parametrize("text", ["1e5", "NaN", "inf", "1,234", "12 €", "abc", "1.2.3", "--1", "١٢", "0x10", "1_000"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert told(f'{HEAD}o1,2026-03-05,A,"{text}"\n') == [("facts.csv", 2, "amount")]


@pytest.mark.parametrize("text", ["12.5", "1e3", "", "1,000", "12.00"])
def test_cents_are_whole(text: str) -> None:
    assert told(f'id,date,tandem,amount_cents\no1,2026-03-05,A,"{text}"\n') == [("facts.csv", 2, "amount_cents")]


@pytest.mark.parametrize(
    "facts",
    [
        "\ufeffid;date;tandem;amount\r\no1;2026-03-05;A;1.234,56\r\n",
        "ID\tDate\tTandem\tAmount\no1\t05.03.2026\tA\t1234.56",
        'Id,Event-Time,Tandem ID,Net Amount\n"o1","2026-03-05T10:00:00+01:00",A,"1,234.56"\n\n\n',
        "id,date,tandem,amount_cents,note\no1,2026-03-05,A,123456,\n,,,,\n",
        "id,date,tandem,amount,amount_cents\no1,2026-03-05,A,1234.56,123456\n",
    ],
)
def test_files_as_they_come(facts: str) -> None:
    assert settled(PLAN, facts, MEMBERS).totals() == {"anna": 7408, "ben": 4938}


@pytest.mark.parametrize(
    ("facts", "places"),
    [
        ("", [("facts.csv", 1, "")]),
        ("id,tandem,amount\no1,A,1\n", [("facts.csv", 1, "date")]),
        ("date,amount\n2026-03-01,1\n", [("facts.csv", 1, "id"), ("facts.csv", 1, "tandem")]),
        ("id,date,tandem\no1,2026-03-01,A\n", [("facts.csv", 1, "amount")]),
        ("id,date,tandem,amount,amount\no1,2026-03-01,A,1,2\n", [("facts.csv", 1, "amount")]),
        (HEAD + "o1,2026-03-05,A,1\no1,2026-03-06,A,1\n", [("facts.csv", 3, "id")]),
        (HEAD + ",2026-03-05,A,1\n", [("facts.csv", 2, "id")]),
        (HEAD + "o1,2026-02-30,A,1\n", [("facts.csv", 2, "date")]),
        (HEAD + "o1,03/05/2026,A,1\n", [("facts.csv", 2, "date")]),
        (HEAD + "o1,,A,1\n", [("facts.csv", 2, "date")]),
        (HEAD + "o1,2026-03-05,B,1\n", [("facts.csv", 2, "tandem")]),
        (HEAD + "o1,2026-03-05,,1\n", [("facts.csv", 2, "tandem")]),
        (HEAD + "o1,2026-03-05,A,\n", [("facts.csv", 2, "amount")]),
        (HEAD + "o1,2026-03-05,A,1,2\n", [("facts.csv", 2, "")]),
        ("id,date,person,amount\no1,2026-03-05,zoe,1\n", [("facts.csv", 2, "person")]),
        ("id,date,tandem,amount,currency\no1,2026-03-05,A,1,USD\n", [("facts.csv", 2, "rate")]),
        ("id,date,tandem,amount,currency,rate\no1,2026-03-05,A,1,USD,0\n", [("facts.csv", 2, "rate")]),
        ("id,date,tandem,amount,split\no1,2026-03-05,A,1,anna=60 ben=30\n", [("facts.csv", 2, "split")]),
        ("id,kind,date,tandem,amount,of\nc1,cancellation,2026-03-05,A,1,o9\n", [("facts.csv", 2, "of")]),
        (
            "id,kind,date,tandem,amount,of\no1,order,2026-03-05,A,1,\nc1,cancellation,2026-03-04,A,1,o1\n",
            [("facts.csv", 3, "date")],
        ),
        (
            "id,kind,date,tandem,amount,of\no1,order,2026-03-05,A,1,\nc1,cancellation,2026-03-06,A,2,o1\n",
            [("facts.csv", 3, "amount")],
        ),
        (
            "id,kind,date,tandem,amount,of,fault\no1,order,2026-03-05,A,1,,\nc1,return,2026-03-06,A,1,o1,employer\n",
            [("facts.csv", 3, "reason")],
        ),
        (
            "id,kind,date,person,amount,beside_cents\no1,adjustment,2026-03-05,anna,1,2.50\n",
            [("facts.csv", 2, "beside_cents")],
        ),
        ("id,date,tandem,amount,amount_cents\no1,2026-03-05,A,1.00,101\n", [("facts.csv", 2, "amount_cents")]),
        (
            HEAD + "o1,2026-03-05,A,x\no2,never,A,1\n",
            [("facts.csv", 2, "amount"), ("facts.csv", 3, "date")],
        ),
        (
            HEAD + "o1,2026-03-05,A,x\no2,2026-03-05,B,1\n",
            [("facts.csv", 2, "amount"), ("facts.csv", 3, "tandem")],
        ),
        (  # what refers to a line that cannot be read is no mistake of its own
            "id,kind,date,tandem,amount,of\no1,order,2026-03-05,A,x,\nc1,cancellation,2026-03-06,A,2,o1\n",
            [("facts.csv", 2, "amount")],
        ),
    ],
)
def test_what_is_wrong_with_facts(facts: str, places: list[tuple[str, int, str]]) -> None:
    assert told(facts) == places


@pytest.mark.parametrize(
    ("members", "places"),
    [
        ("tandem\nA\n", [("members.csv", 1, "person")]),
        ("person,tandem\n", [("members.csv", 1, "person")]),
        ("person,tandem,share\nanna,A,60\nben,A,30\n", [("members.csv", 3, "share")]),
        ("person,tandem,share\nanna,A,60\nben,A,50\n", [("members.csv", 3, "share")]),
        ("person,tandem,share\nanna,A,x\n", [("members.csv", 2, "share")]),
        ("person,tandem,from,to\nanna,A,2026-03-10,2026-03-01\n", [("members.csv", 2, "to")]),
        ("person,tandem,from\nanna,A,2026-03-10\nanna,A,2026-04-01\n", [("members.csv", 3, "from")]),
        ("person,tandem,weight\nanna,A,-1\n", [("members.csv", 2, "weight")]),
        ("person,tandem,weight\nanna,A,0\n", [("members.csv", 2, "weight")]),
        ("person,tandem,shares\nanna,A,60\nben,A,50\n", [("members.csv", 1, "shares")]),
    ],
)
def test_what_is_wrong_with_members(members: str, places: list[tuple[str, int, str]]) -> None:
    assert told(HEAD + "o1,2026-03-05,A,1\n", members) == places


def test_a_seat_that_is_vacant_for_a_while_is_no_mistake() -> None:
    members = "person,tandem,share,from,to\nanna,A,50,,\nben,A,50,2026-03-01,2026-03-15\n"
    facts = HEAD + "o1,2026-03-14,A,10\no2,2026-03-15,A,10\n"
    assert settled(PLAN, facts, members).totals() == {"anna": 100, "ben": 50}
    redistributed = PLAN.replace("schema = 1\n", 'schema = 1\nvacant = "redistribute"\n')
    assert settled(redistributed, facts, members).totals() == {"anna": 150, "ben": 50}


def test_the_period_must_be_one() -> None:
    _result, problems = tried(PLAN, HEAD, MEMBERS, "2026-13")
    assert [row.field for row in problems] == ["period"]
