"""The demo's post: each mail once, as a file, and readable by everybody who tries the demo, nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage

from tandem.core.kept_mail import KeepMail, kept_mails
from tandem.people.tests.factories import an_employee, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/demo/mails/"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.KEPT_MAIL = tmp_path / "mail"
    return tmp_path / "mail"


def a_mail(subject: str, number: int) -> EmailMessage:
    mail = EmailMessage(
        subject, f"Hallo,\n\nhttp://127.0.0.1:8000/portal/{number}/", "a@a.example", ["b@b.example"],
        headers={"Message-ID": f"<event-{number}@127.0.0.1>"},
    )  # fmt: skip
    mail.attach("Angebot-Ä.pdf", b"%PDF-1", "application/pdf")
    return mail


def test_each_is_kept_once_the_newest_first(folder: Path) -> None:
    assert KeepMail().send_messages([a_mail("Erste", 1), a_mail("Zweite", 2)]) == 2
    KeepMail().send_messages([a_mail("Erste", 1)])  # delivered again after a crash
    assert len(list(folder.iterdir())) == 2
    newest, _first = kept_mails()
    assert (newest.subject, newest.to, newest.files) == ("Zweite", "b@b.example", ["Angebot-Ä.pdf"])
    assert newest.text.startswith("Hallo,")


def test_everybody_reads_them_with_their_links() -> None:
    client = signed_in_client(an_employee(["inside"]))
    assert "Nothing yet." in client.get(PAGE).content.decode()
    KeepMail().send_messages([a_mail("<b>Erste</b>", 1)])
    page = client.get(PAGE).content.decode()
    assert '<a href="http://127.0.0.1:8000/portal/1/" rel="nofollow">' in page
    assert "&lt;b&gt;Erste&lt;/b&gt;" in page
    assert f'href="{PAGE}"' in client.get("/").content.decode()


def test_outside_of_the_demo_there_is_no_such_page(settings: Any) -> None:
    settings.KEPT_MAIL = None
    client = signed_in_client(an_employee(["admin"]))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/").content.decode()
