"""What can be brought in: kinds of records, their fields, and what columns are usually called for them."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

Type = Literal["text", "number", "money", "moment", "stage"]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its words, its type, whether a row needs it, and other names of its column in files."""

    name: str
    label: Any
    type: Type = "text"
    needed: bool = False
    aliases: tuple[str, ...] = ()


_ID = Field(
    "external_id", _("External id"), aliases=("id", "record id", "external id", "guid", "код", "ид", "внешний код")
)
_OWNER = Field(
    "owner",
    _("Seller"),
    aliases=(
        "sales_agent",
        "owner",
        "deal owner",
        "owner name",
        "responsible",
        "assigned_by_id",
        "ответственный",
        "менеджер",
        "продавец",
    ),
)
_ACCOUNT = Field(
    "account",
    _("Customer"),
    aliases=(
        "account",
        "accountid",
        "account name",
        "company",
        "company name",
        "organization",
        "organization - name",
        "company_id",
        "associated company ids",
        "customer",
        "customerid",
        "customer id",
        "client",
        "контрагент",
        "клиент",
        "компания",
        "покупатель",
    ),
)
_CONTACT = Field(
    "contact",
    _("Contact"),
    aliases=(
        "contact",
        "contact name",
        "person - name",
        "associated contact ids",
        "contact_ids",
        "контакт",
        "контактное лицо",
    ),
)
_PRODUCT = Field(
    "product",
    _("Product"),
    aliases=(
        "product",
        "product - name",
        "product name",
        "item",
        "stockcode",
        "productid",
        "sku",
        "product2id",
        "товар",
        "продукт",
        "номенклатура",
        "артикул",
        "наименование товара",
    ),
)
_QUANTITY = Field(
    "quantity", _("Quantity"), "number", aliases=("qty", "quantity", "amount of items", "количество", "кол-во")
)
_PRICE = Field(
    "price",
    _("Price"),
    "money",
    aliases=(
        "price",
        "unitprice",
        "unit price",
        "sales_price",
        "product - price",
        "цена",
        "цена за единицу",
    ),
)
_CURRENCY = Field(
    "currency",
    _("Currency"),
    aliases=(
        "currency",
        "currency_id",
        "deal - currency of value",
        "product - currency",
        "валюта",
    ),
)
_CITY = Field("city", _("City"), aliases=("city", "billingcity", "город"))
_COUNTRY = Field("country", _("Country"), aliases=("country", "billingcountry", "office_location", "страна"))
_PHONE = Field("phone", _("Phone"), aliases=("phone", "phone number", "телефон"))
_EMAIL = Field(
    "email", _("E-mail"), aliases=("email", "e-mail", "email (work)", "person - email (work)", "почта", "эл. почта")
)

KINDS: dict[str, Any] = {
    "people": _("People"),
    "accounts": _("Customers"),
    "contacts": _("Contacts"),
    "products": _("Products"),
    "deals": _("Deals"),
    "orders": _("Orders"),
    "leads": _("Leads"),
}
FIELDS: dict[str, tuple[Field, ...]] = {
    "people": (
        _ID, Field("name", _("Name"), needed=True, aliases=("name", "sales_agent", "full name", "имя", "фио")),
        _EMAIL, Field("team", _("Team"), aliases=("team", "regional_office", "отдел", "команда")),
        Field("head", _("Head"), aliases=("manager", "head", "руководитель")),
    ),
    "accounts": (
        _ID, Field("name", _("Name"), needed=True, aliases=(
            "name", "account", "company name", "companyname", "organization - name", "title", "название", "наименование",
            "контрагент", "компания",
        )),
        Field("legal_name", _("Legal name"), aliases=("legal name", "юридическое название", "полное наименование")),
        Field("sector", _("Sector"), aliases=("sector", "industry", "отрасль", "сфера деятельности")),
        Field("employees", _("Employees"), "number", aliases=("employees", "numberofemployees", "число сотрудников", "сотрудников")),
        Field("revenue", _("Revenue"), "money", aliases=("revenue", "annualrevenue", "выручка", "годовой оборот")),
        Field("founded", _("Founded"), "number", aliases=("year_established", "founded", "год основания")),
        _COUNTRY, _CITY, Field("address", _("Address"), aliases=("address", "billingstreet", "адрес")), _PHONE, _EMAIL,
        Field("website", _("Website"), aliases=("website", "site", "web", "сайт")),
        Field("tax_number", _("Tax number"), aliases=("inn", "vat", "tax number", "инн")),
        Field("parent", _("Part of"), aliases=("subsidiary_of", "parent", "parentid", "холдинг")), _OWNER,
        Field("note", _("Note"), aliases=("note", "description", "примечание", "комментарий")),
    ),
    "contacts": (
        _ID, Field("name", _("Name"), needed=True, aliases=("name", "full name", "contactname", "person - name", "фио", "имя", "контакт")),
        _ACCOUNT, Field("position", _("Position"), aliases=("title", "contacttitle", "job title", "position", "должность")),
        _PHONE, _EMAIL, _OWNER, Field("note", _("Note"), aliases=("note", "примечание")),
    ),
    "products": (
        _ID, Field("name", _("Name"), needed=True, aliases=(
            "name", "product", "product name", "productname", "title", "название", "наименование", "товар", "номенклатура",
        )),
        Field("code", _("Code"), aliases=("code", "productcode", "product code", "sku", "артикул")),
        Field("line", _("Product line"), aliases=("line", "series", "family", "category", "линейка", "группа", "категория")),
        _PRICE, Field("cost", _("Cost"), "money", aliases=("cost", "себестоимость")), _CURRENCY,
        Field("unit", _("Unit"), aliases=("unit", "quantityperunit", "единица", "ед. изм.", "единица измерения")),
        Field("description", _("Description"), aliases=("description", "описание")),
    ),
    "deals": (
        _ID, Field("title", _("Title"), aliases=("deal name", "name", "title", "deal - title", "opportunity name", "название", "продажа", "сделка")),
        _ACCOUNT, _CONTACT, _PRODUCT, _OWNER,
        Field("stage", _("Stage"), "stage", needed=True, aliases=(
            "deal_stage", "stage", "stagename", "deal stage", "stage_id", "deal - stage", "deal - status", "стадия", "этап", "статус",
        )),
        Field("opened_at", _("Opened on"), "moment", aliases=("engage_date", "create date", "created", "opened", "дата создания", "создана")),
        Field("closed_at", _("Closed on"), "moment", aliases=("close_date", "closedate", "close date", "closed", "дата закрытия", "закрыта")),
        Field("expected_close", _("Expected close"), "moment", aliases=("deal - expected close date", "expected close", "ожидаемая дата")),
        Field("amount", _("Sum"), "money", aliases=("close_value", "amount", "deal - value", "opportunity", "value", "сумма")),
        _QUANTITY, _CURRENCY, Field("reason", _("Reason"), aliases=("deal - lost reason", "lost reason", "причина", "причина отказа")),
    ),
    "orders": (
        Field("external_id", _("Order number"), needed=True, aliases=(
            "orderid", "order", "order id", "order number", "invoiceno", "invoice", "number", "номер", "номер заказа", "заказ",
        )),
        Field("at", _("Date"), "moment", needed=True, aliases=("orderdate", "invoicedate", "date", "order date", "дата", "дата заказа")),
        _ACCOUNT, Field("account_name", _("Name of the customer"), aliases=("customer name", "имя клиента")), _COUNTRY,
        Field("product", _("Product"), needed=True, aliases=_PRODUCT.aliases),
        Field("product_name", _("Name of the product"), aliases=("description", "product name", "название товара")),
        _QUANTITY, _PRICE, Field("discount", _("Discount, %"), "number", aliases=("discount", "скидка")), _CURRENCY, _OWNER,
    ),
    "leads": (
        _ID, Field("need", _("Need"), needed=True, aliases=("need", "title", "lead name", "subject", "потребность", "название", "тема")),
        _ACCOUNT, _CONTACT, _PRODUCT, _OWNER,
        Field("channel", _("Channel"), aliases=("lead source", "leadsource", "source", "source_id", "канал", "источник")),
        Field("made_at", _("Registered on"), "moment", aliases=("create date", "created", "дата создания", "зарегистрирован")),
        Field("note", _("Note"), aliases=("note", "description", "comments", "примечание", "комментарий")),
    ),
}  # fmt: skip
# Fields of an order that belong to its lines; the rest is said once an order.
LINE_FIELDS = ("product", "product_name", "quantity", "price", "discount")

STAGES: dict[str, tuple[str, ...]] = {
    "won": ("won", "closedwon", "win", "выиграна", "выиграно", "сделкавыиграна", "успешнозавершена"),
    "lost": ("lost", "closedlost", "lose", "проиграна", "проиграно", "отказ", "закрытаинереализована"),
}


def field(target: str, name: str) -> Field | None:
    """The field of a kind by its name."""
    return next((one for one in FIELDS[target] if one.name == name), None)
