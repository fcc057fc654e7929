"""Online Retail whole: counts computed here anew from the file, without the importer."""

from collections import Counter

import polars as pl
import pytest

from crosslift.catalog.models import Product
from crosslift.customers.models import Account
from crosslift.orders.models import Holding, Order, OrderLine
from tests.company import Company
from tests.integrations import bringing

NOT_GOODS = {"D", "M", "m", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "PADS"}
POSTAGE = {"POST", "DOT", "C2"}


def why_out(row: dict) -> str:
    """Why a line is no sale of goods, or ""."""
    code = row["StockCode"]
    if code in POSTAGE:
        return "postage"
    if code in NOT_GOODS:
        return "not_goods"
    if code.startswith("gift_"):
        return "voucher"
    return "stock_move" if row["UnitPrice"] == 0 and row["CustomerID"] is None else ""


@pytest.mark.slow
def test_online_retail_comes_in_whole(company: Company) -> None:
    celia = company.act(company.celia, "import")
    rows = pl.read_parquet(bringing.real("online_retail") / "online_retail.parquet").to_dicts()
    out = Counter(why for row in rows if (why := why_out(row)))
    kept = [row for row in rows if not why_out(row)]
    done = bringing.run(celia, bringing.ready(celia, "online_retail"))
    assert Counter(done.refused.values_list("reason", flat=True)) == out
    assert OrderLine.objects.count() == len(kept) == 541_909 - sum(out.values())
    assert Order.objects.count() == len({row["InvoiceNo"] for row in kept})
    assert Account.objects.count() == len({row["CustomerID"] for row in kept} - {None})
    assert Product.objects.count() == len({row["StockCode"].upper() for row in kept})
    assert OrderLine.objects.filter(quantity__lt=0).count() == sum(1 for row in kept if row["Quantity"] < 0)
    lone = {row["InvoiceNo"] for row in kept if row["CustomerID"] is None}
    assert Order.objects.filter(account=None).count() == len(lone)
    bought: dict[tuple[float, str], int] = Counter()
    positive = set()
    for row in kept:
        if row["CustomerID"] is not None:
            key = (row["CustomerID"], row["StockCode"].upper())
            bought[key] += row["Quantity"]
            if row["Quantity"] > 0:
                positive.add(key)
    assert Holding.objects.count() == sum(1 for key, quantity in bought.items() if quantity > 0 and key in positive)
    names = Counter((row["StockCode"].upper(), row["Description"]) for row in kept if row["Description"])
    most = max(count for (code, _name), count in names.items() if code == "85123A")
    assert names[("85123A", Product.objects.get(code="85123A").name)] == most
