"""Documents: what a colleague has put into the portal, and what the customer's own people have sent."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tandem.contracts.models import Contract, Sending
from tandem.contracts.printing import SIGNED
from tandem.contracts.queries import shown_to_customer
from tandem.core.models import Attachment, Document
from tandem.customers.models import Customer
from tandem.orders.models import Order
from tandem.orders.printing import CONFIRMATION
from tandem.portal.models import Right, ShownFile
from tandem.portal.viewer import Viewer
from tandem.quotes.models import Quote
from tandem.quotes.printing import COMPARISON, QUOTE
from tandem.work.models import Request

from .orders import orders_of
from .requests import files_of_requests, requests_of

MOST = 200


def documents_of(viewer: Viewer) -> QuerySet[Attachment]:
    """Shown files of the customer, and of orders where the contact may see those; newest first."""
    shown = Attachment.objects.filter(pk__in=ShownFile.objects.values("file"), removed_at=None)
    about = Q(about_kind=Customer.ref_kind, about_id=viewer.customer.pk)
    if viewer.may(Right.ORDERS):
        about |= Q(about_kind=Order.ref_kind, about_id__in=orders_of(viewer).order_by().values("pk"))
    if viewer.may(Right.REQUESTS):
        mine = requests_of(viewer).order_by().values("pk")
        about |= Q(about_kind=Request.ref_kind, about_id__in=mine)
    return shown.filter(about).order_by("-pk")


def papers_of(viewer: Viewer) -> QuerySet[Document]:
    """Papers that were made for the customer, as far as the contact may read them; newest first.

    Confirmations of orders for who sees their prices, quotes that were sent, contracts that are out or were signed.
    """
    mine = Q(pk__in=())
    if viewer.may(Right.ORDERS) and viewer.may(Right.PRICES):
        orders = orders_of(viewer).order_by().values("pk")
        mine |= Q(about_kind=Order.ref_kind, about_id__in=orders, kind=CONFIRMATION)
    if viewer.may(Right.QUOTES):
        quotes = Quote.objects.filter(customer=viewer.customer).values("pk")  # printed once they are sent
        mine |= Q(about_kind=Quote.ref_kind, about_id__in=quotes, kind__in=(QUOTE, COMPARISON))
    if viewer.may(Right.CONTRACTS):
        contracts = shown_to_customer(viewer.customer).order_by().values("pk")
        out = Sending.objects.filter(contract__in=contracts, withdrawn_at=None).values("document")
        mine |= Q(pk__in=out) | Q(about_kind=Contract.ref_kind, about_id__in=contracts, kind=SIGNED)
    return Document.objects.filter(mine).order_by("-pk")


def file_of(pk: int, viewer: Viewer) -> Attachment | None:
    """A file that this viewer may read: a document, or what is in the thread of a request they see."""
    file = documents_of(viewer).filter(pk=pk).first() if viewer.may(Right.DOCUMENTS) else None
    if file is not None:
        return file
    ids = requests_of(viewer).order_by().values("pk")
    return files_of_requests(ids).filter(pk=pk).first()  # type: ignore[arg-type]
