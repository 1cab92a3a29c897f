"""What each kind of import writes."""

from tandem.exchange.models import ImportKind
from tandem.exchange.wizard.verdicts import Sink

from .contacts import ContactSink
from .credit_notes import CreditNoteSink
from .customers import CustomerSink
from .deliveries import DeliverySink
from .employees import EmployeeSink
from .invoices import InvoiceSink
from .leads import LeadSink
from .opportunities import OpportunitySink
from .orders import OrderSink
from .payments import PaymentSink
from .prices import PriceSink
from .products import ProductSink
from .sites import SiteSink

SINKS: dict[str, type[Sink]] = {
    ImportKind.CUSTOMER: CustomerSink,
    ImportKind.CONTACT: ContactSink,
    ImportKind.SITE: SiteSink,
    ImportKind.LEAD: LeadSink,
    ImportKind.OPPORTUNITY: OpportunitySink,
    ImportKind.PRODUCT: ProductSink,
    ImportKind.PRICE: PriceSink,
    ImportKind.ORDER: OrderSink,
    ImportKind.DELIVERY: DeliverySink,
    ImportKind.INVOICE: InvoiceSink,
    ImportKind.PAYMENT: PaymentSink,
    ImportKind.CREDIT_NOTE: CreditNoteSink,
    ImportKind.EMPLOYEE: EmployeeSink,
}

__all__ = ["SINKS"]
