"""Papers of a quote."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.core.http import Request, done
from tandem.quotes.printing import print_comparison, print_quote

from .quotes import one_quote


@require_POST
def print_paper(request: Request, number: str) -> HttpResponse:
    """Make the quote, or with `comparison` its options side by side; or hand out the one that was made."""
    quote, actor = one_quote(request, number), request.actor
    make = print_comparison if "comparison" in request.POST else print_quote
    document = make(quote, actor=actor, at=actor.at)
    return done(request, quote, _("%s lies with the documents.") % document.name)
