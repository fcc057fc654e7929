"""Real data and both kernels, for the tests of the engine."""

from __future__ import annotations

import polars as pl
import pytest

from crosslift.affinity import Baskets
from crosslift.affinity.kernels import SWITCH
from tests.affinity.data import real


@pytest.fixture(scope="session")
def groceries() -> Baskets:
    return Baskets.from_lines(real("groceries/groceries.csv"))


@pytest.fixture(scope="session")
def maven() -> Baskets:
    deals = pl.read_csv(real("maven_crm/sales_pipeline.csv")).filter(pl.col("deal_stage") == "Won")
    return Baskets.from_columns(deals["account"], deals["product"].str.replace("GTXPro", "GTX Pro"))


@pytest.fixture(scope="session")
def northwind_customers() -> Baskets:
    lines = pl.read_csv(real("northwind/order_details.csv"))
    orders = pl.read_csv(real("northwind/orders.csv"), encoding="utf8-lossy")
    both = lines.join(orders, on="OrderID")
    return Baskets.from_columns(both["CustomerID"], both["ProductID"])


@pytest.fixture(scope="session")
def online_retail() -> pl.DataFrame:
    return pl.read_parquet(real("online_retail/online_retail.parquet")).filter(pl.col("Quantity") > 0)


@pytest.fixture(params=["0", "1"], ids=["numpy", "numba"])
def kernels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run the test once on each path."""
    if request.param == "1":
        pytest.importorskip("numba", reason="no Numba wheel for this platform")
    monkeypatch.setenv(SWITCH, request.param)
    return str(request.param)
