"""Numbers and addresses as they are compared."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .names import words_of

SHORTEST_VAT_ID = 8
GERMAN_VAT_DIGITS = 9
# Where people have their private mail; the domain says nothing about their company.
_FREE_MAIL = """
aol.com aon.at arcor.de bluewin.ch chello.at directbox.com email.de fastmail.com free.fr freenet.de gmail.com
gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hotmail.co.uk hotmail.com hotmail.de hotmail.fr hotmail.it
icloud.com interia.pl kabelmail.de laposte.net libero.it live.com live.de live.nl mac.com mail.com mail.de
mailbox.org me.com msn.com netcologne.de o2.pl online.de onet.pl orange.fr outlook.com outlook.de posteo.de
posteo.net proton.me protonmail.com rocketmail.com seznam.cz sunrise.ch t-online.de tutanota.com vodafone.de
web.de wp.pl yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com ymail.com zoho.com
"""
FREE_MAIL = frozenset(_FREE_MAIL.split())
_STREET, _NUMBER = re.compile(r"(?:strasse|str)\b *"), re.compile(r"(\d) +([a-z])\b")


def vat_key(vat_id: str, country: str) -> str:
    """Letters and digits only; the bare digits of a German one get their DE."""
    bare = "".join(letter for letter in vat_id.upper() if letter.isascii() and letter.isalnum())
    if country == "DE" and len(bare) == GERMAN_VAT_DIGITS and bare.isdigit():
        bare = f"DE{bare}"
    return bare if len(bare) >= SHORTEST_VAT_ID else ""


def mail_key(address: str) -> str:
    """The address in lower case; empty for what is none."""
    bare = address.strip().lower()
    return bare if "@" in bare else ""


def domain_of(address: str) -> str:
    """The company behind a mail address or website; empty for private mail."""
    bare = address.strip().lower()
    host = bare.rpartition("@")[2] if "@" in bare else _host(bare).removeprefix("www.")
    return host if "." in host and host not in FREE_MAIL else ""


def _host(website: str) -> str:
    try:
        return urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:  # brackets that are no address
        return ""


def street_words(street: str) -> str:
    """A street with its number, the same for Straße, Strasse and Str.: "hafenstr 7a"."""
    short = _STREET.sub(" str ", words_of(street))
    return _NUMBER.sub(r"\1\2", short).replace(" str", "str").strip()


def address_key(postcode: str, street: str) -> str:
    """Postcode and street; a town alone is no address."""
    if not postcode or not street:
        return ""
    code, words = words_of(postcode).replace(" ", ""), street_words(street).replace(" ", "")
    return f"{code} {words}" if code and words else ""
