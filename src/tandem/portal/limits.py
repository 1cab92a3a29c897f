"""How often somebody outside may try: per address and per network, in spans of time.

Counted in the memory of the web process, as sign-in of people is; what is bound to a row (tries of a code, links on
their way) is counted there besides, whatever process serves.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds."""

    name: str
    most: int
    seconds: int


BY_ADDRESS = Limit("address", 5, 15 * 60)  # asking for a link
BY_NETWORK = Limit("network", 60, 15 * 60)  # asking, from one company's line
ENTERING = Limit("enter", 60, 15 * 60)  # trying links
CODES = Limit("code", 10, 60 * 60)  # asking for codes, by contact
WRITING = Limit("write", 60, 60 * 60)  # requests, replies, files, bookings, by contact


def within(limit: Limit, key: str) -> bool:
    """Count one more, and say whether that is still within the limit."""
    digest = hashlib.sha256(key.lower().encode()).hexdigest()[:32]
    span = int(time.time() // limit.seconds)
    name = f"tandem.portal:{limit.name}:{digest}:{span}"
    cache.add(name, 0, limit.seconds * 2)
    try:
        return cache.incr(name) <= limit.most
    except ValueError:  # thrown out in between
        return True


def network_of(request: HttpRequest) -> str:
    """Where the request comes from: an IPv4 /24 or IPv6 /56, since one company or attacker has many addresses."""
    found = str(get_adapter(request).get_client_ip(request))
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return found
    size = 24 if address.version == 4 else 56
    return str(ipaddress.ip_network(f"{address}/{size}", strict=False))
