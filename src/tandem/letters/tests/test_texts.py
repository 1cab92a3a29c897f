"""Texts: placeholders from a list and nothing else, filled once, in six languages from the start."""

from __future__ import annotations

import pytest

from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Event
from tandem.core.tests.browser import text_of
from tandem.core.undo import undo_event
from tandem.customers.tests.factories import AT
from tandem.customers.tests.world import of
from tandem.letters.actions import add_text, edit_text, retire_text
from tandem.letters.models import WRITTEN, TextKind, TextTemplate
from tandem.letters.placeholders import ALLOWED, check_text, fill
from tandem.people.tests.factories import an_employee, signed_in_client

VALUES = {"kind": "order", "language": "de", "name": "Kurz", "subject": "Auftrag {number}", "body": "{greeting} {me}"}
WILD = [
    "{secret}", "{number.__class__}", "{order.customer.agreements}", "{0}", "{}", "{number!r}", "{number:>10}",
    "{me[0]}", "{ number }", "{{number}}", "{number", "number}", "{valid_until}", "{a\nb}",
]  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("text", WILD)
def test_what_is_not_on_the_list_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Invalid) as error:
        check_text(f"Hallo {text}", TextKind.ORDER, "body")
    assert set(error.value.fields) == {"body"}


@pytest.mark.once
def test_what_is_filled_in_is_not_read_again() -> None:
    values = {"customer": "{me} {total} %s {0.__class__}", "me": "Aylin"}
    assert fill("{customer} von {me}{nothing}", values) == "{me} {total} %s {0.__class__} von Aylin"


@pytest.mark.django_db
def test_a_house_starts_with_a_text_for_every_purpose_in_six_languages() -> None:
    there = set(TextTemplate.objects.values_list("kind", "language"))
    assert there == {(kind, language) for kind in TextKind.values for language, _name in WRITTEN}
    for row in TextTemplate.objects.all():
        check_text(row.subject, row.kind, "subject")
        check_text(row.body, row.kind, "body")
    assert set(ALLOWED) == set(TextKind)


@pytest.mark.django_db
def test_managers_and_administration_keep_the_texts() -> None:
    before = TextTemplate.objects.count()
    for role in ("inside", "field", "payroll"):
        with pytest.raises(Refused):
            add_text(values=VALUES, actor=of(an_employee([role]), AT), at=AT)
    assert TextTemplate.objects.count() == before
    actor = of(an_employee(["manager"]), AT)
    row = add_text(values=VALUES, actor=actor, at=AT)
    with pytest.raises(Invalid, match="already"):
        add_text(values={**VALUES, "name": "KURZ"}, actor=actor, at=AT)
    with pytest.raises(Invalid) as error:
        edit_text(row, values={"body": "{password}"}, version=1, actor=actor, at=AT)
    assert set(error.value.fields) == {"body"}
    row.refresh_from_db()
    assert (row.body, row.version) == ("{greeting} {me}", 1)
    event = edit_text(row, values={"body": "{greeting}"}, version=1, actor=actor, at=AT)
    assert event is not None
    assert event.changes == {"body": ["{greeting} {me}", "{greeting}"]}
    with pytest.raises(Conflict):
        edit_text(row, values={"body": "x"}, version=1, actor=actor, at=AT)


@pytest.mark.django_db
def test_a_retired_text_can_be_brought_back() -> None:
    actor = of(an_employee(["admin"]), AT)
    row = add_text(values=VALUES, actor=actor, at=AT)
    event = retire_text(row, actor=actor, at=AT)
    with pytest.raises(Refused):
        retire_text(row, actor=actor, at=AT)
    undo_event(event, actor=actor, at=AT)
    row.refresh_from_db()
    assert row.retired_at is None


@pytest.mark.django_db
def test_the_pages_show_change_and_refuse() -> None:
    client = signed_in_client(an_employee(["admin"]))
    assert "Auftragsbestätigung" in text_of(client.get("/texts/"))
    answer = client.post("/texts/new/", {**VALUES, "body": "{customer.agreements}"})
    assert answer.status_code == 422
    assert "There is no placeholder {customer.agreements} here." in text_of(answer)
    assert client.post("/texts/new/", VALUES).status_code == 302
    row = TextTemplate.objects.get(name="Kurz")
    client.post(f"/texts/{row.pk}/", {**VALUES, "name": "Kürzer", "version": 1})
    client.post(f"/texts/{row.pk}/retirement/")
    row.refresh_from_db()
    assert (row.name, row.retired_at is None) == ("Kürzer", False)
    assert Event.objects.filter(verb__startswith="text.").count() == 3
    seller = signed_in_client(an_employee(["inside"]))
    assert seller.get("/texts/").status_code == 200
    assert seller.get("/texts/new/").status_code == 403
    assert signed_in_client(an_employee(["payroll"])).get("/texts/").status_code == 403
