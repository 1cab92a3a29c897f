"""Quotes in the portal: read, compared, chosen, accepted by a code, declined, asked about, shared by a link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from tandem.core.errors import Refused
from tandem.core.models import Event
from tandem.core.outbox import deliver_due
from tandem.core.tests.browser import forms_of, text_of
from tandem.desk.models import Notice
from tandem.people.tests.factories import signed_in_client
from tandem.portal.actions import codes
from tandem.portal.actions.accesses import revoke_access, set_rights
from tandem.portal.actions.quotes import accept, digest_of, purpose_of, share_quote, stop_sharing
from tandem.portal.models import Access, Code, Link, Opening
from tandem.portal.secrets import code_in, token_in
from tandem.quotes.actions import edit_offer, revise_quote, send_quote, withdraw_quote
from tandem.quotes.models import Acceptance, Decline, Quote
from tandem.quotes.tests.factories import fresh
from tandem.work.models import Request

from .world import World, signed_in, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(world: World) -> Client:
    return signed_in(world.ours.access)


def place(world: World, rest: str = "") -> str:
    return f"/portal/quotes/{world.ours.quote.number}/{rest}"


def option_of(quote: Quote, name: str) -> int:
    return quote.revisions.get(number=1).options.get(name=name).pk


def choice(world: World, name: str = "Am besten", **more: Any) -> dict[str, Any]:
    return {"option": option_of(world.ours.quote, name), "revision": 1, **more}


def deliver() -> None:
    while deliver_due(at=timezone.now()):
        pass


def code_from_mail() -> str:
    deliver()
    text = next(one.body for one in reversed(mail.outbox) if "code" in one.subject.lower())
    return next(line for line in text.splitlines() if line.isdigit() and len(line) == 6)


def ask_code(browser: Client, world: World, **more: Any) -> dict[str, Any]:
    """Ask for the digits, and give what the second form sends."""
    answer = browser.post(place(world, "acceptance/"), choice(world, **more))
    assert answer.status_code == 200
    form = next(form for form in forms_of(answer) if "code" in form.values or "step" in form.values)
    return {**form.values, "name": "Birte Thomsen", "code": code_from_mail()}


def test_the_page_shows_the_options_side_by_side_and_notes_the_first_opening_once(world: World) -> None:
    browser = signed_in(world.ours.access)
    for _time in range(3):
        page = text_of(browser.get(place(world)))
    assert all(word in page for word in ("Gut", "Besser", "Am besten", "€150.00", "€250.00", "€350.00", "+€100.00"))
    assert Opening.objects.get().contact == world.ours.contact
    event = Event.objects.get(verb="quote.opened")
    kinds = set(event.subjects.values_list("kind", flat=True))
    assert (event.actor_kind, kinds) == ("contact", {"quote", "customer", "tandem", "contact"})
    deliver()
    told = set(Notice.objects.filter(event=event).values_list("employee", "about_kind"))
    assert told == {(world.inside.pk, "quote"), (world.field.pk, "quote")}


@pytest.mark.parametrize(("language", "word"), [("de", "Stk."), ("en", "pc"), ("pl", "szt.")])
def test_the_unit_is_said_in_the_language_of_the_page(world: World, language: str, word: str) -> None:
    browser = signed_in(world.ours.access)
    browser.post("/portal/language/", {"language": language})
    assert f'<span class="t-2nd">{word}</span>' in browser.get(place(world)).content.decode()


def test_the_button_at_the_foot_can_follow_the_option_that_is_read(world: World, browser: Client) -> None:
    """The script takes what each option says of itself."""
    page = browser.get(place(world)).content.decode()
    told = dict(re.findall(r'data-option="([0-9]+)" data-option-text="Choose ([^"]+)"', page))
    assert told == {str(one.pk): one.name for one in world.ours.quote.revisions.get(number=1).options.all()}
    assert page.count(" data-choose>") == 1


def test_a_colleague_who_looks_opens_nothing(world: World) -> None:
    desk = signed_in_client(world.inside)
    base = f"/customers/{world.ours.customer.number}/portal/{world.ours.access.pk}/as/quotes/"
    assert desk.get(f"{base}{world.ours.quote.number}/").status_code == 200
    assert not Opening.objects.exists()


def test_accepting_takes_exactly_the_frozen_cents_with_the_optional_line(world: World, browser: Client) -> None:
    extra = world.ours.quote.revisions.get().lines.get(optional=True)
    sent = ask_code(browser, world, line=extra.pk)
    answer = browser.post(place(world, "acceptance/"), sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{place(world)}?said=accepted")
    row = Acceptance.objects.get()
    assert (row.net_cents, row.option.name, row.contact, row.name) == (
        375_00,
        "Am besten",
        world.ours.contact,
        "Birte Thomsen",
    )
    assert row.proof["document"] == digest_of(row.revision.snapshot)
    assert "bindingly" in row.proof["consent"]
    assert Code.objects.get().used_at
    event = Event.objects.get(verb="quote.accepted")
    assert (event.actor_kind, event.actor_id) == ("contact", world.ours.contact.pk)
    deliver()
    told = set(Notice.objects.filter(event=event).values_list("employee", flat=True))
    assert told == {world.inside.pk, world.field.pk}
    page = text_of(browser.get(place(world)))
    assert all(word in page for word in ("Accepted", "Your choice: Am besten", extra.text))
    assert page.count("€375.00") == 1


def test_the_same_form_twice_accepts_once(world: World, browser: Client) -> None:
    sent = ask_code(browser, world)
    answers = [browser.post(place(world, "acceptance/"), sent) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Acceptance.objects.count() == 1
    assert Event.objects.filter(verb="quote.accepted").count() == 1


def test_a_wrong_code_counts_and_after_five_none_is_right(world: World, browser: Client) -> None:
    sent = ask_code(browser, world)
    right = sent["code"]
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        assert browser.post(place(world, "acceptance/"), {**sent, "code": wrong}).status_code == 422
    assert Code.objects.get().tries == 5
    assert browser.post(place(world, "acceptance/"), sent).status_code == 403
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize(
    "change", ["other option", "other lines", "other revision", "expired", "other browser", "none"]
)
def test_a_code_is_good_for_one_choice_in_one_browser_and_ten_minutes(
    world: World, browser: Client, change: str
) -> None:
    sent = ask_code(browser, world)
    extra = world.ours.quote.revisions.get().lines.get(optional=True)
    using = browser
    if change == "other option":
        sent["option"] = option_of(world.ours.quote, "Gut")
    elif change == "other lines":
        sent["line"] = extra.pk
    elif change == "other revision":
        sent["revision"] = 2
    elif change == "expired":
        Code.objects.update(expires_at=timezone.now())
    elif change == "other browser":
        using = signed_in(world.ours.access)
    else:
        Code.objects.all().delete()
    answer = using.post(place(world, "acceptance/"), sent)
    assert answer.status_code == (409 if change == "other revision" else 403)
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("state", ["revised", "withdrawn", "expired", "changed and sent again", "accepted by another"])
def test_what_no_longer_stands_cannot_be_accepted(world: World, browser: Client, state: str) -> None:
    sent, quote, me = ask_code(browser, world), fresh(world.ours.quote), world.me
    if state == "withdrawn":
        withdraw_quote(quote, reason="Preis falsch", actor=me, at=me.at)
    elif state == "expired":
        Quote.objects.filter(pk=quote.pk).update(valid_until=timezone.localdate() - timedelta(1))
    elif state == "accepted by another":
        boss = signed_in(world.ours.access)
        other = ask_code(boss, world)
        assert boss.post(place(world, "acceptance/"), other).status_code == 302
        Acceptance.objects.update(contact=world.ours.plain)
    else:
        revise_quote(quote, actor=me, at=me.at)
        if state == "changed and sent again":
            send_quote(fresh(quote), actor=me, at=me.at)
    before = list(Acceptance.objects.values())
    answer = browser.post(place(world, "acceptance/"), sent)
    assert answer.status_code == 409
    assert list(Acceptance.objects.values()) == before


def test_an_option_or_line_of_another_quote_is_not_taken(world: World, browser: Client) -> None:
    theirs = option_of(world.theirs.quote, "Gut")
    assert browser.post(place(world, "acceptance/"), choice(world) | {"option": theirs}).status_code == 409
    line = world.theirs.quote.revisions.get().lines.get(optional=True)
    page = browser.get(place(world, "acceptance/"), choice(world) | {"line": line.pk})
    assert "€350.00" in text_of(page)
    assert not Code.objects.exists()


def test_without_the_right_nothing_is_accepted_or_declined(world: World) -> None:
    Access.objects.filter(pk=world.ours.access.pk).update(rights=frozenset({"quotes"}))
    browser = signed_in(world.ours.access)
    assert browser.get(place(world)).status_code == 200
    assert 'name="option"' not in browser.get(place(world)).content.decode()
    assert browser.post(place(world, "acceptance/"), choice(world)).status_code == 404
    assert browser.post(place(world, "decline/"), {"revision": 1, "reason": "price"}).status_code == 404
    assert fresh(world.ours.quote).status == "sent"


@pytest.mark.parametrize("meanwhile", ["revoked", "right taken"])
def test_nothing_is_accepted_once_the_door_is_closed_while_the_form_is_on_its_way(world: World, meanwhile: str) -> None:
    """The page was asked for before; what binds the customer asks again."""
    one, now = viewer(world.ours.access), timezone.now()
    quote, option = fresh(world.ours.quote), option_of(world.ours.quote, "Am besten")
    code = codes.ask_code(one, purpose=purpose_of(option, []), thing=quote, version=1, at=now)
    access = Access.objects.get(pk=world.ours.access.pk)
    if meanwhile == "revoked":
        revoke_access(access, actor=world.me, at=now)
    else:
        set_rights(access, rights=["quotes"], version=access.version, actor=world.me, at=now)
    choice: dict[str, Any] = {
        "revision": 1,
        "option_id": option,
        "optional_ids": [],
        "code": code_in(code),
        "name": "Birte Thomsen",
    }
    with pytest.raises(Refused, match="any more"):
        accept(quote, viewer=one, **choice, proof={}, at=now)
    assert fresh(quote).status == "sent"
    assert not Acceptance.objects.exists()
    assert Code.objects.get().used_at is None


def test_declining_says_why(world: World, browser: Client) -> None:
    answer = browser.post(place(world, "decline/"), {"revision": 1, "reason": "time", "text": "Zu spät"})
    assert answer.status_code == 302
    row = Decline.objects.get()
    assert (row.reason, row.text, row.contact) == ("time", "Zu spät", world.ours.contact)
    assert browser.post(place(world, "decline/"), {"revision": 1, "reason": "time"}).status_code == 409


def test_a_question_is_a_request_with_a_clock(world: World, browser: Client) -> None:
    answer = browser.post(place(world, "question/"), {"text": "Geht es auch in Rot?"})
    request = Request.objects.get(wish="Geht es auch in Rot?")
    assert answer.headers["Location"] == f"/portal/requests/{request.pk}/?said=asked"
    assert (request.about, request.source, request.contact) == (
        ("quote", world.ours.quote.pk),
        "portal",
        world.ours.contact,
    )
    assert request.due_at > timezone.now()


def test_a_competitors_offer_is_seen_only_where_it_is_shown(world: World, browser: Client) -> None:
    assert "Rivale" not in browser.get(place(world)).content.decode()
    offer = world.ours.quote.competitor_offers.get()
    edit_offer(offer, values={"shown": True, "net_cents": 999_00}, actor=world.me, at=timezone.now())
    page = text_of(browser.get(place(world)))
    assert "Kanarie-Rivale-Hansen" in page
    assert "€999.00" in page


# --- the shared link ------------------------------------------------------------------------------------------------
def opened(world: World) -> tuple[Link, Client]:
    link = share_quote(fresh(world.ours.quote), world.ours.plain, actor=world.me, at=timezone.now())
    browser = Client()
    answer = browser.post("/portal/enter/", {"token": token_in(link)})
    assert answer.headers["Location"] == "/portal/shared/"
    return link, browser


def test_a_shared_link_shows_one_quote_to_read_and_nothing_else(world: World) -> None:
    link, browser = opened(world)
    page = browser.get("/portal/shared/").content.decode()
    assert "Besser" in page
    assert 'name="option"' not in page
    assert Opening.objects.get().contact == world.ours.plain
    for path in ("/portal/", "/portal/quotes/", place(world), place(world, "question/"), "/portal/orders/"):
        assert browser.get(path).headers["Location"] == "/portal/sign-in/"
    for rest in ("acceptance/", "decline/", "question/"):
        answer = browser.post(place(world, rest), choice(world) | {"reason": "price", "text": "x"})
        assert answer.headers["Location"] == "/portal/sign-in/"
    assert fresh(world.ours.quote).status == "sent"
    again = Client().post("/portal/enter/", {"token": token_in(link)})
    assert again.headers["Location"] == "/portal/shared/"


@pytest.mark.parametrize("end", ["withdrawn", "expired", "left_at", "merged_into", "email"])
def test_a_shared_link_ends(world: World, end: str) -> None:
    link, browser = opened(world)
    if end == "withdrawn":
        stop_sharing(link, fresh(world.ours.quote), actor=world.me, at=timezone.now())
    elif end == "expired":
        Link.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    else:
        changed = {"left_at": timezone.now(), "merged_into": world.ours.contact, "email": "neu@hansen.example"}
        type(world.ours.plain).objects.filter(pk=world.ours.plain.pk).update(**{end: changed[end]})
    assert browser.get("/portal/shared/").headers["Location"] == "/portal/sign-in/"
    assert Client().post("/portal/enter/", {"token": token_in(link)}).status_code == 403


def test_only_a_standing_quote_is_shared_and_only_with_its_customer(world: World) -> None:
    quote, me = fresh(world.ours.quote), world.me
    with pytest.raises(Exception, match="contact of this customer"):
        share_quote(quote, world.theirs.contact, actor=me, at=me.at)
    withdraw_quote(quote, reason="x", actor=me, at=me.at)
    with pytest.raises(Refused, match="still stands"):
        share_quote(fresh(quote), world.ours.contact, actor=me, at=me.at)
    assert not Link.objects.filter(purpose="shared").exists()


def test_the_desk_shares_and_withdraws(world: World) -> None:
    desk, number = signed_in_client(world.inside), world.ours.customer.number
    page = desk.get(f"/customers/{number}/portal/").content.decode()
    assert world.ours.quote.number in page
    sent = {"quote": world.ours.quote.pk, "contact": world.ours.contact.pk, "once": "k"}
    for _time in range(2):
        assert desk.post(f"/customers/{number}/portal/quotes/", sent).status_code == 302
    link = Link.objects.get(purpose="shared")
    deliver()
    assert any(token_in(link) in one.body for one in mail.outbox)
    assert desk.post(f"/customers/{number}/portal/quotes/{link.pk}/withdraw/").status_code == 302
    assert Link.objects.get(pk=link.pk).withdrawn_at


def test_the_code_in_the_mail_is_that_of_the_row(world: World, browser: Client) -> None:
    assert ask_code(browser, world)["code"] == code_in(Code.objects.get())
