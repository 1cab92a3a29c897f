"""An order confirmation as Order-X (basic): the figures of the order, for machines, inside the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from tandem.core.models import Letterhead
from tandem.customers.models import Site

from .lines import WHOLE
from .models import Order, OrderLine

RSM = "urn:un:unece:uncefact:data:SCRDMCCBDACIOMessageStructure:100"
RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:128"
UDT = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:128"
LEVEL = "urn:order-x.eu:1p0:basic"
RESPONSE = "231"  # an order response
ORIGINAL = "9"
UNITS = {"pc": "H87", "m": "MTR", "h": "HUR", "set": "SET", "kg": "KGM", "l": "LTR", "day": "DAY"}
ACCEPTED = "5"  # of a line: accepted without change


def order_xml(order: Order, lines: Sequence[OrderLine], head: Letterhead, confirmed_on: date) -> bytes:
    """The whole message; the caller checks it against the schema when it is attached."""
    root = Element("rsm:SCRDMCCBDACIOMessageStructure", {"xmlns:rsm": RSM, "xmlns:ram": RAM, "xmlns:udt": UDT})
    context = SubElement(root, "rsm:ExchangedDocumentContext")
    _add(SubElement(context, "ram:GuidelineSpecifiedDocumentContextParameter"), ID=LEVEL)
    document = SubElement(root, "rsm:ExchangedDocument")
    _add(document, ID=order.number, TypeCode=RESPONSE)
    _moment(SubElement(document, "ram:IssueDateTime"), confirmed_on)
    _add(document, PurposeCode=ORIGINAL)
    trade = SubElement(root, "rsm:SupplyChainTradeTransaction")
    for line in lines:
        _line(trade, line)
    _parties(SubElement(trade, "ram:ApplicableHeaderTradeAgreement"), order, head)
    _delivery(SubElement(trade, "ram:ApplicableHeaderTradeDelivery"), order)
    _sums(SubElement(trade, "ram:ApplicableHeaderTradeSettlement"), order)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _line(trade: Element, line: OrderLine) -> None:
    item = SubElement(trade, "ram:IncludedSupplyChainTradeLineItem")
    _add(SubElement(item, "ram:AssociatedDocumentLineDocument"), LineID=line.position, LineStatusCode=ACCEPTED)
    product = SubElement(item, "ram:SpecifiedTradeProduct")
    _add(product, SellerAssignedID=line.product.number if line.product else "", Name=line.text)
    price = SubElement(SubElement(item, "ram:SpecifiedLineTradeAgreement"), "ram:NetPriceProductTradePrice")
    _add(price, ChargeAmount=_net_price(line))
    delivery = SubElement(item, "ram:SpecifiedLineTradeDelivery")
    unit = UNITS.get(line.unit, "C62")
    for name in ("RequestedQuantity", "AgreedQuantity"):
        SubElement(delivery, f"ram:{name}", unitCode=unit).text = _plain(Decimal(line.quantity) / 1000)
    settlement = SubElement(item, "ram:SpecifiedLineTradeSettlement")
    _add(
        SubElement(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation"),
        LineTotalAmount=_cents(line.net_cents),
    )


def _parties(agreement: Element, order: Order, head: Letterhead) -> None:
    seller = SubElement(agreement, "ram:SellerTradeParty")
    _add(seller, Name=head.name or "–")  # required, and a house may not have named itself yet
    _address(seller, head.postcode, head.street, head.town, head.country)
    if head.vat_id:
        _tax_id(seller, head.vat_id)
    buyer = SubElement(agreement, "ram:BuyerTradeParty")
    _add(buyer, ID=order.customer.number, Name=order.customer.name)
    site = order.customer.sites.order_by("-is_main", "id").first() or Site()  # the profile asks for a country at least
    _address(buyer, site.postcode, site.street, site.town, site.country)
    if order.customer.vat_id:
        _tax_id(buyer, order.customer.vat_id)
    if order.customer_reference:
        _add(SubElement(agreement, "ram:BuyerOrderReferencedDocument"), IssuerAssignedID=order.customer_reference)


def _address(party: Element, postcode: str, street: str, town: str, country: str) -> None:
    place = SubElement(party, "ram:PostalTradeAddress")
    _add(place, PostcodeCode=postcode, LineOne=street, CityName=town, CountryID=country or "DE")


def _tax_id(party: Element, number: str) -> None:
    row = SubElement(party, "ram:SpecifiedTaxRegistration")
    SubElement(row, "ram:ID", schemeID="VA").text = number


def _delivery(delivery: Element, order: Order) -> None:
    if order.wanted_on:
        event = SubElement(delivery, "ram:RequestedDeliverySupplyChainEvent")
        _moment(SubElement(event, "ram:OccurrenceDateTime"), order.wanted_on)


def _sums(settlement: Element, order: Order) -> None:
    _add(settlement, OrderCurrencyCode=order.currency)
    sums = SubElement(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    _add(sums, LineTotalAmount=_cents(order.net_cents), TaxBasisTotalAmount=_cents(order.net_cents))


def _net_price(line: OrderLine) -> str:
    """Unit price less the discount, exactly: four decimals times six."""
    return _plain(Decimal(line.unit_price) / 10_000 * (WHOLE - line.discount_ppm) / WHOLE)


def _moment(parent: Element, day: date) -> None:
    SubElement(parent, "udt:DateTimeString", format="102").text = f"{day:%Y%m%d}"


def _cents(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _add(parent: Element, **values: Any) -> None:
    for name, value in values.items():
        if value not in ("", None):
            SubElement(parent, f"ram:{name}").text = str(value)
