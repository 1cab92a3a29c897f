"""Search: any part of a word, however people type it, the same on both databases."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tandem.core import search
from tandem.core.models import SearchRow
from tandem.core.search import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.both]
_ids = count(1)


def put(title: str, *words: str, number: str = "", kind: str = "thing", owner: int | None = None) -> int:
    key = next(_ids)
    search.put(Entry(kind, key, title, words, number, owner_id=owner))
    return key


def found(query: str, *kinds: str) -> list[str]:
    return [row.title for row in search.find(query, kinds=kinds)]


def listed(query: str, *kinds: str) -> set[int]:
    return set(search.ids_matching(query, *(kinds or ("thing",))))


@pytest.fixture
def book() -> None:
    """A few customers whose names, numbers, phones and towns are looked for."""
    put("Müller Antriebstechnik GmbH", "Köln", "+49 (0)221 / 47 11-08", "info@mueller.example", number="10017")
    put("Straßenbau Groß & Söhne", "Düsseldorf", "0211 98765", number="10018")
    put("Société Générale d'Équipement", "Liège", number="FR-77.12")
    put("Ölwerke Łódź", "Lodz", number="0815")


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize(
    ("query", "name"),
    [
        *[(text, "Müller Antriebstechnik GmbH") for text in ("Müller", "mueller", "muller", "MÜLLER", "üll", "ulle")],
        *[(text, "Müller Antriebstechnik GmbH") for text in ("technik", "antrieb gmbh", "gmbh müll", "köln", "koeln")],
        *[(text, "Straßenbau Groß & Söhne") for text in ("strasse", "Straße", "STRASSEN", "gross", "soehne", "sohne")],
        *[(text, "Société Générale d'Équipement") for text in ("societe", "Société", "generale equip", "liege")],
        *[(text, "Ölwerke Łódź") for text in ("oelwerke", "olwerke", "oe", "Öl lodz")],
        *[(text, "Müller Antriebstechnik GmbH") for text in ("10017", "0017", "info@mueller.example", "@mueller.ex")],
        *[(text, "Société Générale d'Équipement") for text in ("FR-77.12", "fr7712", "77.12")],
        ("0815", "Ölwerke Łódź"),
        *[
            (text, "Müller Antriebstechnik GmbH")
            for text in (
                "+49 221 471108",
                "+49 (0)221 47 11-08",
                "+49221471108",
                "0049 221 471108",
                "0221471108",
                "0221 / 47 11 08",
                "471108",
                "47 11 08",
            )
        ],
        *[(text, "Straßenbau Groß & Söhne") for text in ("0211 98765", "021198765", "0211-987 65")],
    ],
)
def test_it_is_found_however_people_type(query: str, name: str) -> None:
    assert found(query) == [name]
    assert len(listed(query)) == 1


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("query", ["müller düsseldorf", "technix", "0221 471109", "xy", "ller gmb hh"])
def test_every_word_has_to_occur(query: str) -> None:
    assert (found(query), listed(query)) == ([], set())


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("query", ["", " ", '"', '""', "\0", "\u0301", "\t\n"])
def test_nothing_asked_nothing_found(query: str) -> None:
    assert (found(query), listed(query)) == ([], set())


OPERATORS = [
    '" OR *',
    '"Müller" OR "Groß"',
    "mueller*",
    "text:mueller",
    "mueller AND NOT koeln",
    "NEAR(mueller koeln)",
    "^mueller",
    "mueller ^ koeln",
    "{mueller}",
    "100% _____",
    "%%%",
    "___",
    "\\\\\\",
    "'; DROP TABLE core_searchrow; --",
    "müller\0",
    "(((",
    "-mueller",
]


@pytest.mark.usefixtures("book")
@pytest.mark.parametrize("query", OPERATORS)
def test_operators_are_letters_like_any_other(query: str) -> None:
    allowed = {"Müller Antriebstechnik GmbH"} if query == "müller\0" else set()
    assert set(found(query)) == allowed
    assert len(listed(query)) == len(allowed)


@pytest.mark.usefixtures("book")
def test_quotes_are_no_part_of_a_word() -> None:
    assert found('"Müller"') == found("müller") == ["Müller Antriebstechnik GmbH"]


@settings(
    max_examples=150,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.text(max_size=40))
@example('"' * 3)
@example("a\u00a0\u00a8b")
def test_no_query_does_harm(query: str) -> None:
    found(query)
    listed(query)


@settings(
    max_examples=80, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.text(st.sampled_from("aäÄbßéÉ7 -/&"), min_size=3, max_size=12), st.data())
def test_any_part_of_a_word_of_three_letters_finds_it(name: str, data: st.DataObject) -> None:
    words = [word for word in name.split() if len(word) >= 3]
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    start = data.draw(st.integers(0, len(word) - 3))
    part = word[start : data.draw(st.integers(start + 3, len(word)))]
    key = put(name)
    assert key in listed(part)


def test_the_best_come_first() -> None:
    put("Antriebe Nord", "Hansen")
    put("Groß-Hansen KG")
    put("Hansen Werkzeuge")
    put("Hanseatische Hansen AG")
    put("Xaver", number="hansen")
    assert found("hansen") == [
        "Xaver",
        "Hansen Werkzeuge",
        "Hanseatische Hansen AG",
        "Antriebe Nord",
        "Groß-Hansen KG",
    ]


def test_only_the_kinds_asked_for() -> None:
    put("Hansen", kind="customer")
    put("Hansen Meier", kind="contact")
    assert found("hansen", "contact") == ["Hansen Meier"]
    assert len(found("hansen")) == 2


def test_a_list_finds_the_owner_by_the_words_of_what_belongs_to_it() -> None:
    customer = put("Hansen", kind="customer")
    put("Birte Thomsen", "birte@hansen.example", kind="contact", owner=customer)
    other = put("Thomsen AG", kind="customer")
    assert listed("thomsen", "customer", "contact") == {customer, other}
    assert listed("birte", "customer", "contact") == {customer}
    assert listed("birte", "customer") == set()


def test_what_is_put_again_is_known_by_its_new_words_only() -> None:
    key = put("Alt GmbH", "Kiel")
    search.put(Entry("thing", key, "Neu GmbH", ["Köln"], "7"))
    assert [found("alt"), found("kiel")] == [[], []]
    assert [found("neu"), found("koeln"), found("7")] == [["Neu GmbH"]] * 3
    assert SearchRow.objects.count() == 1


def test_what_is_dropped_is_found_no_more() -> None:
    key, kept = put("Hansen"), put("Hansen Zwei")
    search.drop("thing", key)
    assert (found("hansen"), listed("hansen")) == (["Hansen Zwei"], {kept})


def test_many_at_once_are_found_like_single_ones() -> None:
    search.put_many(Entry("thing", next(_ids), f"Kunde {n} GmbH", [f"Ort{n:03d}"]) for n in range(300))
    assert found("ort299") == ["Kunde 299 GmbH"]
    assert len(found("kunde")) == 50
    assert len(listed("kunde")) == 300


def test_texts_too_long_are_cut_and_still_found_by_all_their_words() -> None:
    search.put(Entry("thing", next(_ids), "x" * 300, ["zuletzt"], "9" * 60, "d" * 300))
    row = SearchRow.objects.get()
    assert (len(row.title), len(row.title_key), len(row.number), len(row.detail)) == (200, 200, 40, 200)
    assert len(found("zuletzt")) == 1
