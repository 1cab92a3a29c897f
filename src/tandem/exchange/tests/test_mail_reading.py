"""One raw message, read: whatever mail programs make of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tandem.exchange.mail.message import Person, read_mail
from tandem.exchange.tests.mails import BOUNCE, a_mail, raw

pytestmark = pytest.mark.once


def test_a_plain_mail() -> None:
    mail = read_mail(
        a_mail("Guten Tag\n\nwann kommt der Motor?", subject="Grüße aus Köln: Lieferung", Cc="x@y.example")
    )
    assert mail.sender == Person("Birte Thomsen", "b.thomsen@hansen.example")
    assert [each.mail for each in mail.recipients] == ["vertrieb@nordwelle.example", "x@y.example"]
    assert (mail.subject, mail.text, mail.rest) == (
        "Grüße aus Köln: Lieferung",
        "Guten Tag\n\nwann kommt der Motor?",
        "",
    )
    assert mail.sent_at == datetime(2026, 11, 24, 8, 50, tzinfo=UTC)
    assert mail.message_id.endswith("@hansen.example")
    assert (mail.files, mail.automatic, mail.thread) == ([], "", [])
    assert mail.wish == "Grüße aus Köln: Lieferung\n\nGuten Tag\n\nwann kommt der Motor?"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?iso-8859-1?Q?Pr=FCfung_10_=80?=", "Prüfung 10 €"),
        ("=?windows-1252?B?UHL8ZnVuZw==?=", "Prüfung"),
        ("=?utf-8?B?TGllZmVy?=\r\n =?utf-8?B?dW5n?=", "Lieferung"),
        ("=?no-such-charset?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?kaputt?= und mehr", None),
        ("Motor\r\n\tdringend", "Motor dringend"),
        ("a\x00b\x07c", "abc"),
    ],
)
def test_subjects(written: str, read: str | None) -> None:
    mail = read_mail(b"From: a@b.example\r\nSubject: " + written.encode() + b"\r\n\r\nText")
    assert mail.text == "Text"
    assert mail.subject if read is None else mail.subject == read


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_subject_with_bare_bytes(encoding: str) -> None:
    mail = read_mail("From: Jörg <j@b.example>\r\nSubject: Prüfung\r\n\r\nx".encode(encoding))
    assert (mail.subject, mail.sender.name) == ("Prüfung", "Jörg")


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("windows-1252", "cp1252"),
        ("iso-8859-1", "cp1252"),  # with a euro sign, which it does not have
        ("us-ascii", "cp1252"),
        ("utf-8", "cp1252"),  # a lie
        ("x-unknown", "utf-8"),
        ("x-unknown", "cp1252"),
        ("utf-16", "utf-16"),
    ],
)
def test_texts_in_all_characters(charset: str, encoding: str) -> None:
    head = (
        f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    )
    assert read_mail(head.encode() + "Größe für 10 €".encode(encoding)).text == "Größe für 10 €"


def test_quoted_printable_with_soft_breaks() -> None:
    mail = read_mail(
        raw("""
From: a@b.example
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Der Motor l=E4uft nicht =
mehr.
""")
    )
    assert mail.text == "Der Motor läuft nicht mehr."


HTML = """
From: a@b.example
Subject: Nur HTML
Content-Type: text/html; charset=utf-8

<html><head><title>x</title><style>p {color: red}</style></head><body>
<script>alert("böse")</script><p onclick="x()">Guten&nbsp;Tag &amp; hallo,</p><div>wann <b>kommt</b><br>der Motor?</div>
<img src="https://tracker.example/x.gif"><ul><li>eins<li>zwei</ul>
<table><tr><td>P-1</td><td>3 Stück</td></tr></table>
<blockquote>Am Montag</blockquote></body></html>
"""


def test_html_alone_becomes_text() -> None:
    mail = read_mail(raw(HTML))
    lines = [line for line in mail.text.split("\n") if line]
    assert lines == ["Guten Tag & hallo,", "wann kommt", "der Motor?", "eins", "zwei", "P-1 3 Stück"]
    assert mail.rest == "> Am Montag"


def test_the_plain_one_of_two_is_read() -> None:
    mail = read_mail(
        raw("""
From: a@b.example
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain

einfach
--x
Content-Type: text/html

<p>bunt</p>
--x--
""")
    )
    assert (mail.text, mail.files) == ("einfach", [])


def test_an_empty_plain_part_gives_way() -> None:
    mail = read_mail(
        raw("""
From: a@b.example
Content-Type: multipart/alternative; boundary=x

--x
Content-Type: text/plain


--x
Content-Type: text/html

<p>bunt</p>
--x--
""")
    )
    assert mail.text == "bunt"


def test_attachments_with_odd_names() -> None:
    mail = read_mail(
        raw("""
From: a@b.example
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

anbei
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename="=?utf-8?Q?Pr=C3=BCfung.pdf?="
Content-Transfer-Encoding: base64

UERG
--x
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''Ma%C3%9Fe.pdf

roh
--x
Content-Type: text/plain; name=liste.txt

eins
--x
Content-Type: application/octet-stream
Content-Transfer-Encoding: base64

!!!kein base64!!!
--x
Content-Type: message/rfc822

From: c@d.example
Subject: Alte Mail: von gestern

Text von gestern
--x--
""")
    )
    assert mail.text == "anbei"
    assert [file.name for file in mail.files] == [
        "Prüfung.pdf",
        "Maße.pdf",
        "liste.txt",
        "4.bin",
        "Alte Mail von gestern.eml",
    ]
    assert mail.files[0].content == b"PDF"
    assert b"Text von gestern" in mail.files[4].content


def test_logos_are_left_out_and_screenshots_kept() -> None:
    head = (
        "From: a@b.example\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n<p>a</p>\n"
    )
    picture = "--x\nContent-Type: image/png; name={}\nContent-ID: <{}>\n\n{}\n"
    text = head + picture.format("logo.png", "1", "x") + picture.format("schirm.png", "2", "x" * 30_000) + "--x--\n"
    assert [file.name for file in read_mail(raw(text)).files] == ["schirm.png"]


@pytest.mark.parametrize(
    "rest",
    [
        "Am 24.11.2026 um 09:00 schrieb Aylin Demir:\n> Guten Tag\n> der Motor kommt.",
        "Am Dienstag, 24. November 2026 um 09:00 schrieb Aylin Demir\n<aylin@nordwelle.example>:\n> Guten Tag",
        "On Tue, 24 Nov 2026 at 09:00, Aylin Demir <a@n.example> wrote:\n> Hello\n>> again",
        "-----Ursprüngliche Nachricht-----\nVon: Aylin\nGesendet: gestern\nBetreff: Motor\n\nGuten Tag",
        "________________________________\nVon: Aylin Demir <a@n.example>\nGesendet: Dienstag\nAn: B\n\nHallo",
        "From: Aylin <a@n.example>\nSent: Tuesday\nTo: Birte\nSubject: Motor\n\nHello",
        "-- \nBirte Thomsen\nHansen GmbH",
        "-- \nBirte\n\nAm 24.11.2026 schrieb Aylin:\n> Hallo",
        "> Guten Tag\n> der Motor kommt.",
    ],
)
def test_history_and_signature_are_folded_and_kept(rest: str) -> None:
    mail = read_mail(a_mail(f"Danke, passt.\n\n{rest}"))
    assert (mail.text, mail.rest) == ("Danke, passt.", rest)


@pytest.mark.parametrize(
    "text",
    [
        "> Wann?\nAm Montag.\n> Wie viele?\nDrei.",  # answers in between
        "Am Montag schrieb Aylin:\n> Wann?\n\nDas wissen wir nicht.\nMorgen mehr.",
        "-----Original Message-----\nVon: A\nGesendet: B\nAn: C\n\nnur weitergeleitet",
        "Von: diesem Motor brauchen wir drei.",
        "> nur Zitat",
    ],
)
def test_nothing_new_is_folded_away(text: str) -> None:
    mail = read_mail(a_mail(text))
    assert (mail.text, mail.rest) == (text, "")


def test_a_very_long_text_is_cut_and_none_of_it_lost() -> None:
    mail = read_mail(a_mail("\n".join(f"Zeile {number}" for number in range(5_000))))
    assert len(mail.text) <= 18_000
    assert mail.rest.endswith("Zeile 4999")


def test_the_thread_is_told_from_near_to_far() -> None:
    mail = read_mail(raw("From: a@b.example\nIn-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>\n\nx"))
    assert mail.thread == ["c@x", "b@x", "a@x"]


@pytest.mark.parametrize("date", ["", "gestern", "Tue, 99 Nov 2026 99:99:99", "Mon, 1 Jan 99999 00:00:00 +0000", "0"])
def test_a_date_that_is_none(date: str) -> None:
    assert read_mail(a_mail(Date=date) if date == "" else raw(f"From: a@b.example\nDate: {date}\n\nx")).sent_at is None


def test_a_date_without_a_zone_is_aware() -> None:
    mail = read_mail(raw("From: a@b.example\nDate: Tue, 24 Nov 2026 09:50:00 -0000\n\nx"))
    assert mail.sent_at == datetime(2026, 11, 24, 9, 50, tzinfo=UTC)


@pytest.mark.parametrize("sender", ["", "kein Absender", "<>", "@", "a@b@c <", "\x00"])
def test_a_sender_who_is_none(sender: str) -> None:
    assert read_mail(raw(f"From: {sender}\nSubject: x\n\nx")).sender.mail == ""


def test_names_with_commas_part_nobody() -> None:
    mail = read_mail(
        raw('From: "Thomsen, Birte" <B.Thomsen@Hansen.example>\nTo: =?utf-8?Q?M=C3=BCller=2C_A?= <a@b.example>\n\nx')
    )
    assert mail.sender == Person("Thomsen, Birte", "b.thomsen@hansen.example")
    assert mail.recipients == [Person("Müller, A", "a@b.example")]


def test_of_headers_that_stand_there_twice_the_first_counts() -> None:
    mail = read_mail(
        raw("""
From: a@b.example
From: c@d.example
Subject: eins
Subject: zwei
Message-ID: <1@b>
Message-ID: <2@b>

x
""")
    )
    assert (mail.sender.mail, mail.subject, mail.message_id) == ("a@b.example", "eins", "1@b")


def test_without_a_message_id_the_bytes_are_the_key() -> None:
    one, two = a_mail("eins", Message_ID=""), a_mail("zwei", Message_ID="")
    assert read_mail(one).key == read_mail(one).key != read_mail(two).key
    assert read_mail(a_mail("a", Message_ID="<x@y>")).key == read_mail(a_mail("b", Message_ID="<x@y>")).key


@pytest.mark.parametrize(
    "content", [b"", b"\r\n\r\n", b"\x00" * 50, b"\xff\xfe\xfd", b"From", b": \r\n: \r\n", b"nur Text"]
)
def test_what_is_no_mail_is_one_that_says_nothing(content: bytes) -> None:
    mail = read_mail(content)
    assert (mail.sender.mail, mail.message_id, mail.files) == ("", "", [])


def test_twenty_megabytes() -> None:
    mail = read_mail(a_mail("anbei", files=(("gross.bin", b"\x00\x01" * 10_000_000),)))
    assert (mail.text, len(mail.files[0].content)) == ("anbei", 20_000_000)


def test_a_hundred_parts_inside_each_other() -> None:
    text = "From: a@b.example\n" + "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(100)
    )
    assert read_mail(raw(text + "Content-Type: text/plain\n\ntief\n")).sender.mail == "a@b.example"


def test_bounces() -> None:
    mail = read_mail(BOUNCE)
    assert mail.automatic == "bounce"
    assert "could not deliver" in mail.text
    assert [file.name for file in mail.files] == ["Ihr Angebot.eml"]


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto_Submitted": "auto-replied"}, "answer"),
        ({"Auto_Submitted": "auto-generated; owner-email=x"}, "answer"),
        ({"Auto_Submitted": "no"}, ""),
        ({"X_Autoreply": "yes"}, "answer"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"Precedence": "auto_reply"}, "answer"),
        ({"Precedence": "first-class"}, ""),
        ({"List_Id": "<news.hansen.example>"}, "bulk"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"sender": "postmaster@hansen.example"}, "bounce"),
    ],
)
def test_what_machines_write(headers: dict[str, Any], kind: str) -> None:
    assert read_mail(a_mail(**headers)).automatic == kind
