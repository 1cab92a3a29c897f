"""Documents: what a colleague has put into the portal, and what the customer's own people have sent."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from tandem.core.models import Attachment, Document
from tandem.customers.models import Customer
from tandem.orders.models import Order
from tandem.orders.printing import CONFIRMATION
from tandem.portal.models import Right, ShownFile
from tandem.portal.viewer import Viewer
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
    """Confirmations of orders, where the contact may see orders with their prices; newest first."""
    if not (viewer.may(Right.ORDERS) and viewer.may(Right.PRICES)):
        return Document.objects.none()
    mine = orders_of(viewer).order_by().values("pk")
    rows = Document.objects.filter(about_kind=Order.ref_kind, about_id__in=mine, kind=CONFIRMATION)
    return rows.order_by("-pk")


def file_of(pk: int, viewer: Viewer) -> Attachment | None:
    """A file that this viewer may read: a document, or what is in the thread of a request they see."""
    file = documents_of(viewer).filter(pk=pk).first() if viewer.may(Right.DOCUMENTS) else None
    if file is not None:
        return file
    ids = requests_of(viewer).order_by().values("pk")
    return files_of_requests(ids).filter(pk=pk).first()  # type: ignore[arg-type]
