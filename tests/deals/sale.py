"""What sales stand on in tests: two accounts, a lone contact, products with prices, and deals of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from crosslift.catalog import actions as catalog
from crosslift.catalog.models import Product
from crosslift.customers import actions as customers
from crosslift.customers.models import Account, Contact
from crosslift.deals import actions
from crosslift.deals.actions import LineInput
from crosslift.deals.models import Deal
from crosslift.funnels import queries as funnels
from tests.company import Company


@dataclass(frozen=True)
class Sale:
    """Versie's customers, and products: raclette (EUR), sauerkraut (USD), mystery (no price)."""

    company: Company
    market: Account
    pub: Account
    jose: Contact
    raclette: Product
    sauerkraut: Product
    mystery: Product

    def open(self, **values: Any) -> Deal:
        """A deal of Versie's with the market, of 40 sauerkrauts unless said otherwise."""
        given = {
            "actor": self.company.act(self.company.versie),
            "title": "Winter range",
            "account_id": self.market.pk,
            "lines": [LineInput(product_id=self.sauerkraut.pk, quantity=Decimal(40))],
        }
        return actions.open_deal(**(given | values))

    def stage(self, code: str) -> int:
        """The id of a stage of the default funnel."""
        return next(stage.pk for stage in funnels.stages() if stage.code == code)


def build_sale(company: Company) -> Sale:
    """Everything of Sale, made through the actions."""
    versie, pavel = company.act(company.versie), company.act(company.pavel)

    def product(name: str, **values: Any) -> Product:
        return catalog.make_product(actor=pavel, name=name, **values)

    return Sale(
        company=company,
        market=customers.make_account(actor=versie, name="Save-a-lot Markets"),
        pub=customers.make_account(actor=company.act(company.anna), name="Hungry Owl"),
        jose=customers.make_contact(actor=versie, name="Jose Pavarotti"),
        raclette=product("Raclette", price=Decimal(55), currency_id="EUR", unit="5 kg"),
        sauerkraut=product("Sauerkraut", price=Decimal("45.60"), currency_id="USD", unit="can", tax_rate=Decimal(10)),
        mystery=product("Mystery box"),
    )
