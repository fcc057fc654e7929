"""What may be done to the catalogue, a file per noun."""

from crosslift.catalog.actions.currencies import install_currencies, save_rate, set_base_currency
from crosslift.catalog.actions.lines import save_line
from crosslift.catalog.actions.links import change_link, change_links, link_products, unlink_products
from crosslift.catalog.actions.products import (
    change_product,
    delete_product,
    make_product,
    restore_product,
    retire_product,
)

__all__ = [
    "change_link",
    "change_links",
    "change_product",
    "delete_product",
    "install_currencies",
    "link_products",
    "make_product",
    "restore_product",
    "retire_product",
    "save_line",
    "save_rate",
    "set_base_currency",
    "unlink_products",
]
