"""Addresses of pages for lists, which need some hundred of them: the pattern is looked up once, then filled in."""

from __future__ import annotations

from functools import cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse

FIRST = 9_000_000_001  # stands for the first value while a pattern is looked up; no row has such a key
SAFE = "!$&'()*+,;=~:@"  # what Django leaves as it is in a part of a path


def address(name: str, *values: int | str) -> str:
    """What `reverse` gives for values that each fill one part of the path; five times as fast.

    A value that no part of a path may hold is left to `reverse`, which refuses it.
    """
    if all(type(value) is int for value in values):
        return _pattern(get_urlconf(), get_script_prefix(), name, len(values)).format(*values)
    texts = [str(value) for value in values]
    if not all(texts) or any("/" in text for text in texts):
        return reverse(name, args=values)
    return _pattern(get_urlconf(), get_script_prefix(), name, len(texts)).format(*(quote(t, safe=SAFE) for t in texts))


@cache
def _pattern(urlconf: str | None, prefix: str, name: str, count: int) -> str:
    marks = [FIRST + place for place in range(count)]
    found = reverse(name, urlconf=urlconf, args=marks)
    for mark in marks:
        found = found.replace(str(mark), "{}", 1)
    return found
