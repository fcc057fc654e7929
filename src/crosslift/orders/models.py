"""Orders, their lines, and what each customer owns."""

from decimal import Decimal

from django.db import models
from django.db.models import Q


class Order(models.Model):
    """What was ordered. Without customer (imports) it counts only for what is bought together."""

    number = models.CharField(max_length=60)
    account = models.ForeignKey(
        "customers.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deal = models.ForeignKey("deals.Deal", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="draft")  # draft, done, cancelled
    at = models.DateTimeField()
    currency = models.ForeignKey("catalog.Currency", on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=Decimal(0))
    historical = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "-at"], name="order_account"),
            models.Index(fields=["contact", "-at"], name="order_contact"),
            models.Index(fields=["-at"], name="order_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], name="order_external", condition=~Q(external_id="")
            ),
            # One order a won deal, whatever is delivered twice; an undone win cancels it.
            models.UniqueConstraint(fields=["deal"], name="order_once_a_deal", condition=~Q(state="cancelled")),
        ]


class OrderLine(models.Model):
    """A product in an order. Returns have a negative quantity and give nothing to own."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    sum = models.DecimalField(max_digits=16, decimal_places=2)


class Holding(models.Model):
    """What a customer owns of a product, summed over orders that count. Kept by the orders' actions."""

    # The keys below begin with the customer and leave out those who have none: a fifth of the writing is saved.
    account = models.ForeignKey(
        "customers.Account", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    times = models.PositiveIntegerField()
    quantity = models.DecimalField(max_digits=16, decimal_places=3)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["contact"], name="holding_contact", condition=Q(contact__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "product"], name="holding_of_account", condition=Q(account__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["contact", "product"], name="holding_of_contact", condition=Q(account__isnull=True)
            ),
        ]
