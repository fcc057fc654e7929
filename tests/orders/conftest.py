"""A sale to work on."""

import pytest

from tests.company import Company
from tests.deals.sale import Sale, build_sale


@pytest.fixture
def sale(company: Company) -> Sale:
    """Customers, products and their seller."""
    return build_sale(company)
