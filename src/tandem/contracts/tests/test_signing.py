"""Signing: the exact document, the named contact, once; then our signature, the page of both, and the seal."""

from __future__ import annotations

import hashlib
import io
import subprocess
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pypdf import PdfReader

from tandem.contracts.actions import countersign_contract, send_contract, withdraw_contract
from tandem.contracts.models import Contract, ContractStatus, Side, Signature
from tandem.contracts.printing import SIGNED, TO_SIGN
from tandem.contracts.queries import current_sending, shown_to_customer
from tandem.core.attachments.storing import content_path
from tandem.core.documents.keeping import document_of, read_document
from tandem.core.errors import Conflict, Invalid, Refused
from tandem.core.models import Document, Event
from tandem.customers.tests.world import World, a_world, of
from tandem.people.models import Employee
from tandem.work.models import Todo

from .factories import AT, CONSENT, STROKES, a_contact, a_draft, bring_to, by, fresh, sign

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(settings: Any, tmp_path: Path) -> None:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


@pytest.fixture
def world() -> World:
    return a_world()


def a_sent(world: World, **more: Any) -> Contract:
    return bring_to(a_draft(world.customer, of(world.inside, AT), **more), "sent", of(world.inside, AT))


def on_paper(document: Document) -> list[str]:
    pages = PdfReader(io.BytesIO(read_document(document))).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def test_what_goes_out_is_kept_with_its_clauses_and_both_people(world: World) -> None:
    contract = a_sent(world)
    sending = current_sending(contract)
    assert sending is not None
    told = " ".join(on_paper(sending.document))
    for word in (
        contract.number,
        world.customer.name,
        "§ 1 Gegenstand",
        str(world.inside),
        str(world.field),
        "90 Tagen",
    ):
        assert word in told
    assert "{" not in told
    assert sending.document.digest == hashlib.sha256(read_document(sending.document)).hexdigest()
    assert contract.status == ContractStatus.SENT
    assert list(shown_to_customer(world.customer)) == [contract]


def test_the_named_contact_signs_with_a_drawing_and_we_are_asked_to(world: World) -> None:
    contract = a_sent(world)
    Employee.objects.filter(pk=world.inside.pk).update(language="de")
    with override("fr"):
        signature = sign(contract, strokes=STROKES)
    contract = fresh(contract)
    assert contract.status == ContractStatus.SIGNED
    assert (signature.side, signature.address, signature.at, signature.consent) == (
        Side.CUSTOMER,
        "192.0.2.7",
        AT,
        CONSENT,
    )
    assert signature.strokes == STROKES
    [todo] = Todo.objects.filter(about_kind="contract", about_id=contract.pk)
    assert (todo.title, todo.holder) == (f"Vertrag {contract.number} gegenzeichnen", world.inside)
    event = Event.objects.get(verb="contract.signed")
    assert (event.actor_kind, event.actor_id) == ("contact", contract.contact_id)


def test_of_two_signatures_at_once_there_is_one(world: World) -> None:
    contract = a_sent(world)
    stale = fresh(contract)
    sign(contract)
    with pytest.raises(Conflict, match="signed by the customer already"):
        sign(stale)
    assert Signature.objects.count() == 1
    assert Event.objects.filter(verb="contract.signed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_in_the_same_instant(world: World) -> None:
    contract = a_sent(world)
    gate, results = Barrier(2), []

    def attempt() -> None:
        mine = fresh(contract)
        gate.wait()
        try:
            sign(mine)
            results.append("signed")
        except Conflict:
            results.append("conflict")
        finally:
            connection.close()

    threads = [Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict", "signed"]
    assert Signature.objects.count() == 1


def test_another_document_than_the_one_that_is_out_is_not_signed(world: World) -> None:
    contract = a_sent(world)
    old = current_sending(contract)
    assert old is not None
    withdraw_contract(contract, reason="Fehler", actor=of(world.inside, AT), at=AT)
    with pytest.raises(Conflict, match="draft"):
        sign(fresh(contract), digest=old.document.digest)
    later = AT + timedelta(days=1)
    send_contract(fresh(contract), actor=of(world.inside, later), at=later)
    for digest in (old.document.digest, "0" * 64, ""):
        with pytest.raises(Refused, match="not the document"):
            sign(fresh(contract), digest=digest)
    assert not Signature.objects.exists()
    assert fresh(contract).status == ContractStatus.SENT
    assert sign(fresh(contract)).digest != old.document.digest


def test_a_document_that_was_tampered_with_is_not_signed(world: World) -> None:
    contract = a_sent(world)
    sending = current_sending(contract)
    assert sending is not None
    path = content_path(sending.document.digest)
    path.write_bytes(path.read_bytes() + b"%")
    with pytest.raises(Refused, match="damaged"):
        sign(contract)
    assert not Signature.objects.exists()


def test_nobody_else_signs(world: World) -> None:
    contract = a_sent(world)
    other = a_contact(world.customer, last_name="Andere")
    for actor, contact in ((by(other), other), (by(other), contract.contact), (of(world.inside, AT), contract.contact)):
        with pytest.raises(Refused):
            sign(contract, actor=actor, contact=contact)
    assert contract.contact is not None
    contract.contact.left_at = AT
    contract.contact.save()
    with pytest.raises(Refused):
        sign(fresh(contract))
    assert not Signature.objects.exists()


BAD_STROKES = [
    "M0 0", {"a": 1}, [[]], [[[1, 2]]], [[["<script>", 1]] * 9], [[[1, 2, 3]] * 9], [[[-1, 0]] * 9], [[[9999, 0]] * 9],
    [[[True, False]] * 9], [[[1, 2]] * 10_001], [[[float("nan"), 1]] * 9],
]  # fmt: skip


@pytest.mark.parametrize("strokes", BAD_STROKES)
def test_a_drawing_that_is_none_is_refused(world: World, strokes: Any) -> None:
    contract = a_sent(world)
    with pytest.raises(Invalid) as error:
        sign(contract, strokes=strokes)
    assert set(error.value.fields) == {"strokes"}
    assert not Signature.objects.exists()


@pytest.mark.parametrize(("field", "value"), [("name", " X "), ("consent", " ")])
def test_without_name_or_consent_there_is_no_signature(world: World, field: str, value: str) -> None:
    contract = a_sent(world)
    with pytest.raises(Invalid) as error:
        sign(contract, **{field: value})
    assert set(error.value.fields) == {field}
    assert fresh(contract).status == ContractStatus.SENT


def test_countersigned_it_bears_a_page_with_both_signatures_and_says_that_there_is_no_seal(world: World) -> None:
    actor = of(world.inside, AT)
    contract = a_sent(world)
    sign(contract, name="Birte #strong[Thomsen] <b>")
    countersign_contract(fresh(contract), consent="Für uns", address="10.0.0.1", actor=actor, at=AT)
    contract = fresh(contract)
    original, final = (document_of(contract, kind) for kind in (TO_SIGN, SIGNED))
    assert original is not None
    assert final is not None
    pages, before = on_paper(final), on_paper(original)
    assert pages[: len(before)] == before
    told = " ".join(pages[len(before) :])
    for word in (
        "Birte #strong[Thomsen] <b>",
        "192.0.2.7",
        "10.0.0.1",
        CONSENT,
        str(world.inside),
        original.digest[:32],
    ):
        assert word in told
    assert "trägt kein elektronisches Siegel" in told
    assert contract.status == ContractStatus.IN_FORCE
    assert not Todo.objects.filter(about_kind="contract", done_at=None).exists()
    with pytest.raises(Conflict):
        countersign_contract(contract, consent="x", actor=actor, at=AT)


def test_it_is_not_countersigned_before_the_customer_or_by_strangers(world: World) -> None:
    contract = a_sent(world)
    with pytest.raises(Conflict):
        countersign_contract(contract, consent="x", actor=of(world.inside, AT), at=AT)
    sign(contract)
    with pytest.raises(Refused):
        countersign_contract(fresh(contract), consent="x", actor=of(world.stranger, AT), at=AT)
    assert document_of(contract, SIGNED) is None


def a_certificate(folder: Path) -> Path:
    key, cert, seal = (folder / name for name in ("key.pem", "cert.pem", "seal.p12"))
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Nordwelle"]
    subprocess.run([*make, "-keyout", str(key), "-out", str(cert)], check=True, capture_output=True)
    pack = ["openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(cert), "-passout", "pass:geheim"]
    subprocess.run([*pack, "-out", str(seal)], check=True, capture_output=True)
    return seal


def test_with_a_certificate_the_whole_file_is_sealed(world: World, settings: Any, tmp_path: Path) -> None:
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(a_certificate(tmp_path)), "geheim"
    contract = bring_to(a_draft(world.customer, of(world.inside, AT)), "in force", of(world.inside, AT))
    final = document_of(contract, SIGNED)
    assert final is not None
    content = read_document(final)
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    status = validate_pdf_signature(signature)
    assert status.intact
    assert status.valid
    assert "ENTIRE_FILE" in str(status.coverage)
    assert "trägt ein elektronisches Siegel" in " ".join(on_paper(final))


def test_a_certificate_that_cannot_be_read_stops_it_and_changes_nothing(world: World, settings: Any) -> None:
    contract = a_sent(world)
    sign(contract)
    settings.SEAL_FILE = "/nowhere/seal.p12"
    with pytest.raises(Refused, match="certificate"):
        countersign_contract(fresh(contract), consent="x", actor=of(world.inside, AT), at=AT)
    assert fresh(contract).status == ContractStatus.SIGNED
    assert Signature.objects.count() == 1
