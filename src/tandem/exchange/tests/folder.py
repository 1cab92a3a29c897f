"""A small made-up company in the layout of AdventureWorks: three stores, three sellers, four orders."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Mapping
from pathlib import Path

from tandem.exchange.profile import load_profile

Rows = list[dict[str, str]]
ZIPPED = {
    "Address",
    "BusinessEntityAddress",
    "Customer",
    "EmailAddress",
    "PersonPhone",
    "SalesOrderDetail",
    "SalesOrderHeader",
}


def write_folder(folder: Path, changes: Mapping[str, Rows] | None = None) -> Path:
    """All files of the profile; `changes` replaces the rows of some."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = company() | dict(changes or {})
    for name, columns in load_profile("adventureworks").files.items():
        path = folder / (f"{name}.csv.gz" if name in ZIPPED else f"{name}.csv")
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.get(name, []))
        write_text(path, text.getvalue())
    return folder


def read_text(path: Path) -> str:
    """The text of a file, zipped or not."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def write_text(path: Path, text: str) -> None:
    """Write a file, zipped when its name says so."""
    data = text.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def edit(path: Path, line: int, old: str, new: str) -> None:
    """Replace a text in one line of a file; line 1 is the header."""
    lines = read_text(path).splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    write_text(path, "".join(lines))


def company() -> dict[str, Rows]:
    """The rows of every file that has some; 292 bought from 275 and 276, 294 from 274, 296 from nobody."""
    return {**_people(), **_stores(), **_goods(), **_orders()}


def _table(columns: str, *rows: str) -> Rows:
    names = columns.split()
    return [dict(zip(names, row.split("|"), strict=True)) for row in rows]


def _people() -> dict[str, Rows]:
    staff = {
        17: ("Kevin", "Brown", "Marketing Assistant", "2007-01-26"),
        18: ("John", "Wood", "Marketing Specialist", "2011-02-07"),
        251: ("Mikael", "Sandberg", "Buyer", "2009-02-10"),
        260: ("Annette", "Hill", "Purchasing Assistant", "2010-12-06"),
        273: ("Brian", "Welcker", "Vice President of Sales", "2011-02-15"),
        274: ("Stephen", "Jiang", "North American Sales Manager", "2011-01-04"),
        275: ("Michael", "Blythe", "Sales Representative", "2011-05-31"),
        276: ("José", "Saraiva", "Sales Representative", "2012-05-30"),
        1: ("Ken", "Sánchez", "Chief Executive Officer", "2009-01-14"),
    }
    contacts = {291: ("Gustavo", ""), 293: ("Catherine", "Abel"), 295: ("Kim", "Abercrombie")}
    names = {key: person[:2] for key, person in staff.items()} | contacts
    return {
        "Employee": [
            {"BusinessEntityID": str(key), "JobTitle": title, "HireDate": hired}
            for key, (_first, _last, title, hired) in staff.items()
        ],
        "Person_subset": [
            {"BusinessEntityID": str(key), "FirstName": first, "LastName": last, "Title": "Ms." if key == 293 else ""}
            for key, (first, last) in names.items()
        ],
        "EmailAddress": [
            {"BusinessEntityID": str(key), "EmailAddress": f"{first.lower()}{key}@example.test"}
            for key, (first, _last) in names.items()
        ],
        "PersonPhone": [
            {"BusinessEntityID": str(key), "PhoneNumber": f"555-0{key}", "PhoneNumberTypeID": "13"[key % 2]}
            for key in names
        ],
        "SalesPerson": _table("BusinessEntityID TerritoryID SalesQuota", "274||", "275|2|300000", "276|8|250000"),
        "SalesTerritoryHistory": _table(
            "BusinessEntityID TerritoryID StartDate EndDate",
            "275|8|2011-05-31|2011-06-30",
            "275|2|2011-07-01|",
            "276|8|2012-05-30|",
        ),
        "SalesTerritory": _table(
            "TerritoryID Name CountryRegionCode Group", "2|Northeast|US|North America", "8|Germany|DE|Europe"
        ),
    }


def _stores() -> dict[str, Rows]:
    return {
        "Store": _table(
            "BusinessEntityID Name SalesPersonID BusinessType",
            "292|Next-Door Bikes |275|BM",
            "294|Radhaus, Müller & Söhne|276|BS",
            "296|Next-Door Bikes|275|OS",
        ),
        "Customer": _table(
            "CustomerID PersonID StoreID TerritoryID AccountNumber",
            "1||292|2|AW00000001",
            "2||294|8|AW00000002",
            "3||296|2|AW00000003",
            "29825|291|292|2|AW00029825",
            "29672|293|294|8|AW00029672",
            "11000|13531||9|AW00011000",
        ),
        "AddressType": _table("AddressTypeID Name", "2|Home", "3|Main Office", "5|Shipping"),
        "BusinessEntityAddress": _table(
            "BusinessEntityID AddressID AddressTypeID", "1|9|2", "292|10|3", "292|13|5", "294|11|3", "296|12|3"
        ),
        "Address": _table(
            "AddressID AddressLine1 AddressLine2 City StateProvinceID PostalCode Latitude Longitude",
            "9|4350 Minute Dr.||Newport Hills|79|98006|47.5|-122.1",
            "10|Mall Of Memphis|Unit 7|Memphis|72|38103|35.030054|-89.795280",
            "11|Hauptstr. 1||Köln|20|50667|50.94|6.96",
            "12|1 Elm St||Memphis|72|38104|0.000000|0.000000",
            "13|2 Dock Rd||Memphis|72|38105|35.1|-89.9",
        ),
        "StateProvince": _table(
            "StateProvinceID StateProvinceCode CountryRegionCode Name",
            "72|TN |US|Tennessee",
            "20|NW |DE|Nordrhein-Westfalen",
        ),
        "BusinessEntityContact": _table(
            "BusinessEntityID PersonID ContactTypeID", "292|291|11", "294|293|15", "296|295|14", "1500|1499|17"
        ),
        "ContactType": _table(
            "ContactTypeID Name", "11|Owner", "14|Purchasing Agent", "15|Purchasing Manager", "17|Sales Agent"
        ),
    }


def _goods() -> dict[str, Rows]:
    return {
        "Product": _table(
            "ProductID Name ProductNumber ListPrice StandardCost ProductSubcategoryID SellStartDate SellEndDate",
            "776|Mountain-100 Black, 42|BK-M82B-42|3374.99|1898.0944|1|2011-05-31 00:00:00|2012-05-29 00:00:00",
            "777|Sport-100 Helmet|HL-U509|34.99|13.0863|2|2011-05-31 00:00:00|",
            "1|Adjustable Race|AR-5381|0|0||2008-04-30 00:00:00|",
        ),
        "ProductSubcategory": _table(
            "ProductSubcategoryID ProductCategoryID Name", "1|1|Mountain Bikes", "2|4|Helmets"
        ),
        "ProductCategory": _table("ProductCategoryID Name", "1|Bikes", "4|Accessories"),
    }


def _orders() -> dict[str, Rows]:
    """43661 and 43662 are of one day: the later one's seller owns the customer from that day on."""
    return {
        "SalesOrderHeader": _table(
            "SalesOrderID OrderDate OnlineOrderFlag PurchaseOrderNumber CustomerID SalesPersonID SubTotal",
            "43659|2011-06-01|0|PO1|29825|275|4049.9877",
            "43660|2012-03-05|0|PO2|29672|274|20.195",
            "43697|2011-05-31|1||11000||3578.27",
            "43661|2012-07-01|0|PO3|29825|275|100.00",
            "43662|2012-07-01|0|PO4|29825|276|0.03",
        ),
        "SalesOrderDetail": _table(
            "SalesOrderID SalesOrderDetailID OrderQty ProductID UnitPrice UnitPriceDiscount LineTotal",
            "43659|1|1|776|2024.994|0|2024.994",
            "43659|2|1|776|2024.9937|0|2024.9937",
            "43660|3|1|777|20.195|0|20.195",
            "43697|4|1|776|3578.27|0|3578.27",
            "43661|5|2|777|62.5|0.2|100.000000",
            "43662|6|1|1|0.01|0|0.01",
            "43662|7|2|1|0.01|0|0.02",
        ),
    }
