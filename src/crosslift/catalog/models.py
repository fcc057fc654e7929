"""Products and what belongs to them."""

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from crosslift.core.search import search_key


class Currency(models.Model):
    """A currency by its ISO 4217 code; the base currency is a setting of the company."""

    code = models.CharField(max_length=3, primary_key=True)


class Rate(models.Model):
    """How much of the base currency one unit of a currency was worth from a day on."""

    currency = models.ForeignKey(Currency, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="rate_positive"),
        ]


class ProductLine(models.Model):
    """A series of products; `rank` orders the lines in lists and in whitespace."""

    name = models.CharField(max_length=120, unique=True)
    rank = models.PositiveIntegerField(default=0)


class Product(models.Model):
    """What the company sells. Price, currency, unit and cost may be unknown; then pages say so."""

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    code = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    customer_value = models.TextField(blank=True)
    category = models.CharField(max_length=120, blank=True)
    line = models.ForeignKey(ProductLine, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=40, blank=True)
    unit_step = models.DecimalField(max_digits=12, decimal_places=3, default=Decimal(1))
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    rank = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)
    search_key = search_key("name", "code")

    class Meta:
        indexes = [GinIndex(fields=["search_key"], name="product_search", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                name="product_external",
                condition=~Q(external_id=""),
            ),
            models.UniqueConstraint(fields=["code"], name="product_code", condition=~Q(code="")),
        ]


class ProductLink(models.Model):
    """A proposed product: who has `source` may be offered `target`. Only `cross` links drive the cross-sale."""

    KINDS = ("additional", "related", "alternative", "premium")

    source = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    cross = models.BooleanField(default=False)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="link_once"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_not_itself"),
        ]
