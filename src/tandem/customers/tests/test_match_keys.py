"""Names, numbers and addresses as they are compared, and their rows as customers change."""

from __future__ import annotations

import pytest

from tandem.core.models import Event
from tandem.core.undo import undo_event
from tandem.customers.actions import (
    add_contact,
    add_site,
    edit_contact,
    edit_customer,
    edit_site,
    remove_site,
)
from tandem.customers.matching.keys import keep_match_keys
from tandem.customers.matching.names import firm_key, firm_words, person_words
from tandem.customers.matching.phones import phone_key
from tandem.customers.matching.sound import sound_key
from tandem.customers.matching.values import address_key, domain_of, mail_key, vat_key
from tandem.customers.models import Customer, MatchKey

from .factories import AT, a_customer, system
from .world import World


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("MUELLER UND SOEHNE GMBH & CO KG", "muller sohne"),
        ("Muller + Sohne", "muller sohne"),
        ("Hansen Antriebe G.m.b.H.", "hansen antriebe"),
        ("Bauer e.K.", "bauer"),
        ("Foo UG (haftungsbeschränkt)", "foo"),
        ("Kowalski Sp. z o.o.", "kowalski"),
        ("Novák s.r.o.", "novak"),
        ("Rossi S.r.l.", "rossi"),
        ("De Vries B.V.", "de vries"),
        ("Dupont S.A.", "dupont"),
        ("Smith Ltd.", "smith"),
        ("Jones Inc", "jones"),
        ("Firma Quelle", "quelle"),
        ("AB Elektronik GmbH", "ab elektronik"),  # what a name begins with is no legal form
        ("Bauer", "bauer"),  # not Baur
        ("AG", "ag"),
    ],
)
def test_a_firm_is_known_by_what_tells_it_from_others(written: str, words: str) -> None:
    assert firm_words(written) == words


def test_words_run_together_are_one_name() -> None:
    assert firm_key("Stadt-Werke Kiel GmbH") == firm_key("Stadtwerke Kiel") == "stadtwerkekiel"


def test_people_are_known_in_any_order_and_without_titles() -> None:
    assert person_words("Dr. Birte", "Thomsen") == person_words("Thomsen", "Birte") == "birte thomsen"


@pytest.mark.parametrize(("one", "other"), [("meyer", "maier"), ("schmidt", "schmitt"), ("philipp", "filip")])
def test_what_sounds_alike_has_one_sound(one: str, other: str) -> None:
    assert sound_key(one) == sound_key(other) != ""
    assert sound_key(one) != sound_key("hansen")


@pytest.mark.parametrize("written", ["040 123-45", "+49 (0)40 12345", "0049 40 12345", "(040) 12 345", "04012345"])
def test_a_phone_is_its_digits_with_the_country(written: str) -> None:
    assert phone_key(written, "DE") == "494012345"


def test_phones_of_other_countries_and_what_is_none() -> None:
    assert phone_key("06 1234567", "IT") == "39061234567"  # the zero belongs to the number there
    assert phone_key("22 123 45 67", "PL") == "48221234567"
    assert phone_key("110", "DE") == ""
    assert phone_key("", "DE") == ""


def test_addresses_mails_and_vat_ids() -> None:
    keys = {address_key("20457", street) for street in ("Hafenstraße 7 a", "Hafenstr. 7a", "HAFENSTRASSE 7A")}
    assert keys == {"20457 hafenstr7a"}
    assert address_key("20457", "") == address_key("", "Hafenstr. 7") == ""
    assert (mail_key(" Info@Hansen.example "), mail_key("kein")) == ("info@hansen.example", "")
    assert domain_of("https://www.hansen.example/de") == domain_of("info@hansen.example") == "hansen.example"
    assert [domain_of(text) for text in ("a@gmx.de", "b@t-online.de", "", "http://[x")] == ["", "", "", ""]
    assert vat_key("DE 123 456 789", "DE") == vat_key("123456789", "DE") == "DE123456789"
    assert vat_key("DE1", "DE") == ""


def keys_of(customer: Customer) -> set[tuple[str, str]]:
    rows = MatchKey.objects.filter(customer=customer).exclude(kind__in=("name", "sound"))
    return set(rows.values_list("kind", "key"))


def test_the_keys_follow_customer_sites_and_contacts(world: World) -> None:
    me, place = system(), {"street": "Hafenstraße 7", "postcode": "20457", "town": "Hamburg"}
    customer = a_customer(world.tandem, name="Alt GmbH", phone="040 123456", vat_id="DE123456789")
    assert keys_of(customer) == {("phone", "4940123456"), ("vat", "DE123456789")}
    site = add_site(customer, values={**place, "country": "DE"}, actor=me, at=AT)
    contact = add_contact(customer, values={"last_name": "Kern", "mobile": "0170 1234567"}, actor=me, at=AT)
    assert {("address", "20457 hafenstr7"), ("phone", "491701234567")} < keys_of(customer)
    customer.refresh_from_db()
    edit_customer(customer, values={"phone": ""}, version=customer.version, actor=me, at=AT)
    event = Event.objects.get(verb="customer.edited")
    assert ("phone", "4940123456") not in keys_of(customer)
    undo_event(event, actor=me, at=AT)
    assert ("phone", "4940123456") in keys_of(customer)
    edit_site(site, values={"country": "AT"}, version=site.version, actor=me, at=AT)  # by which phones are read
    assert {("phone", "4340123456"), ("phone", "431701234567")} < keys_of(customer)
    edit_contact(contact, values={"mobile": ""}, version=contact.version, actor=me, at=AT)
    assert keys_of(customer) == {("phone", "4340123456"), ("vat", "DE123456789"), ("address", "20457 hafenstr7")}
    other = add_site(customer, values={"street": "Weg 1", "postcode": "1010", "town": "Wien"}, actor=me, at=AT)
    assert ("address", "1010 weg1") in keys_of(customer)
    remove_site(other, actor=me, at=AT)
    assert ("address", "1010 weg1") not in keys_of(customer)


def test_bulk_paths_bring_all_keys_in_line_at_a_constant_cost(
    world: World, django_assert_max_num_queries: object
) -> None:
    customers = [a_customer(world.tandem, name=f"Firma {n}") for n in range(3)]
    MatchKey.objects.all().delete()
    Customer.objects.filter(pk=customers[0].pk).update(email="info@neu.example")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        keep_match_keys([customer.pk for customer in customers])
    assert ("domain", "neu.example") in keys_of(customers[0])
    before = set(MatchKey.objects.values_list("pk", "key"))
    keep_match_keys([customer.pk for customer in customers])  # nothing differs: nothing is written
    assert set(MatchKey.objects.values_list("pk", "key")) == before
