"""Names after an @: found by whole names, offered while typing, shown as links."""

from __future__ import annotations

import pytest

from tandem.core.actor import Actor
from tandem.people.mentions import mentioned, newly_mentioned, offered, with_links
from tandem.people.tests.factories import a_team, an_employee, as_actor, signed_in_client

pytestmark = pytest.mark.django_db


def test_whole_names_are_found_in_their_order() -> None:
    me = as_actor(an_employee())
    aylin = an_employee(first_name="Aylin", last_name="Demir")
    lena = an_employee(first_name="Anna Lena", last_name="von der Heide")
    short, long = (an_employee(first_name="Jan", last_name=name) for name in ("Ott", "Ott-Meyer"))
    gone = an_employee(first_name="Udo", last_name="Weg", is_active=False)
    text = "@Anna Lena von der Heide, bitte mit @Aylin Demir und (@Jan Ott-Meyer) klären. Nochmal @Aylin Demir!"
    assert mentioned(text, me) == [(lena.pk, str(lena)), (aylin.pk, "Aylin Demir"), (long.pk, "Jan Ott-Meyer")]
    assert mentioned("@Jan Ott?", me) == [(short.pk, "Jan Ott")]
    for nobody in ("Aylin Demir", "a@Aylin Demir", "@Aylin Demirel", "@Aylin", f"@{gone}", "", "@", "@@Aylin Demir"):
        assert mentioned(nobody, me) == [], nobody


def test_two_of_one_name_are_both_meant() -> None:
    two = [an_employee(first_name="Jan", last_name="Ott") for _time in range(2)]
    assert {key for key, _name in mentioned("@Jan Ott", as_actor(two[0]))} == {one.pk for one in two}


def test_only_who_may_see_the_thing() -> None:
    team = a_team()
    me, other = an_employee(), an_employee(first_name="Jan", last_name="Ott")
    assert mentioned("@Jan Ott", as_actor(me), about=team) == [(other.pk, "Jan Ott")]
    team.pk = 0
    assert mentioned("@Jan Ott", as_actor(me), about=team) == []


def test_nobody_is_new_twice() -> None:
    assert newly_mentioned([[1, "A"]], [(1, "A"), (2, "B")]) == [(2, "B")]


def test_links_and_nothing_else_is_markup() -> None:
    html = with_links("<b>@Jan Ott</b> @Jan Ott-Meyer @Jan Ottmar", [[1, "Jan Ott"], [2, "Jan Ott-Meyer"]])
    assert html == (
        '&lt;b&gt;<a href="/people/1/">@Jan Ott</a>&lt;/b&gt; <a href="/people/2/">@Jan Ott-Meyer</a> @Jan Ottmar'
    )
    assert with_links("<i>", []) == "&lt;i&gt;"


def test_own_team_is_offered_first_and_only_who_sells() -> None:
    team, other = a_team(), a_team()
    me = an_employee(team=team, first_name="Ich", last_name="Selbst")
    mate = an_employee(team=team, first_name="Zoe", last_name="Zander")
    far = an_employee(["field"], other, first_name="Anton", last_name="Zabel")
    an_employee(["payroll"], team, first_name="Paula", last_name="Zahl")
    assert list(offered("z", as_actor(me))) == [mate, far]
    assert list(offered("zoe za", as_actor(me))) == [mate]
    assert list(offered("ander", as_actor(me))) == []
    assert me not in offered("", as_actor(me))
    assert isinstance(as_actor(me), Actor)
    page = signed_in_client(me).get("/people/mentions/?q=zoe").content.decode()
    assert 'data-name="Zoe Zander"' in page
