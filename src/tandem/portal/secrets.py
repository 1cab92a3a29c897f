"""Secrets of links, codes and cookies: derived from a nonce and the house's key, kept as hashes, never written down.

Who reads the database has nonces and hashes, and without the key neither link nor code. A mail that is delivered
again bears the same link.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Code, Link

DIGITS = 6


def new_secret() -> str:
    """32 random bytes as text."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def token_of(purpose: str, nonce: str) -> str:
    """The secret of a link; that of another purpose is another one."""
    return base64.urlsafe_b64encode(_mac(f"tandem.portal.link.{purpose}", nonce)).decode().rstrip("=")


def token_in(link: Link) -> str:
    """The same for a link that is to be sent."""
    return token_of(link.purpose, link.nonce)


def code_in(code: Code) -> str:
    """The six digits of a code that is to be sent."""
    number = int.from_bytes(_mac("tandem.portal.code", _bound(code))[:8], "big") % 10**DIGITS
    return f"{number:0{DIGITS}d}"


def code_digest(code: Code, typed: str) -> str:
    """What is kept of a code: bound to its thing, and of no use without the house's key."""
    return _mac("tandem.portal.code.kept", f"{_bound(code)}:{typed}").hex()


def is_code(code: Code, typed: str) -> bool:
    """Whether these are its digits."""
    return constant_time_compare(code.digest, code_digest(code, typed))


def _bound(code: Code) -> str:
    about = f"{code.about_kind}:{code.about_id}:{code.about_version}"
    return f"{code.nonce}:{code.session_id}:{code.purpose}:{about}"


def _mac(salt: str, value: str) -> bytes:
    return salted_hmac(salt, value, algorithm="sha256").digest()
