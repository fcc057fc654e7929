"""Deals and their lines."""

from decimal import Decimal

from django.db import models
from django.db.models import Q


class Deal(models.Model):
    """A sale in work, won or lost. It needs an account or a contact to be won; imports may lack both."""

    OPEN, WON, LOST = "open", "won", "lost"

    title = models.CharField(max_length=300)
    account = models.ForeignKey(
        "customers.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    funnel = models.ForeignKey("funnels.Funnel", on_delete=models.PROTECT, related_name="+")
    stage = models.ForeignKey("funnels.Stage", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=4, default=OPEN)
    owner = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    tax = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal(0))
    currency = models.ForeignKey("catalog.Currency", on_delete=models.PROTECT, related_name="+")
    probability = models.DecimalField(max_digits=5, decimal_places=2)
    expected_close = models.DateField(null=True, blank=True)
    opened_at = models.DateTimeField()
    stage_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    reason_note = models.TextField(blank=True)
    bant = models.JSONField(default=dict)
    source = models.CharField(max_length=20, default="hand")  # hand, cross_sale, whitespace, lead, import
    source_deal = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    historical = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["funnel", "stage", "-stage_at"], name="deal_board"),
            models.Index(fields=["owner", "outcome"], name="deal_owner"),
            models.Index(fields=["account", "outcome"], name="deal_account"),
            models.Index(fields=["contact", "outcome"], name="deal_contact"),
            models.Index(fields=["-opened_at", "-id"], name="deal_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], name="deal_external", condition=~Q(external_id="")
            ),
            # The promise of the cross-sale: products of one funnel share one follow-up of a won deal.
            models.UniqueConstraint(
                fields=["source_deal", "funnel"],
                name="follow_up_once",
                condition=Q(source="cross_sale", outcome="open"),
            ),
            # Certain is only what is closed.
            models.CheckConstraint(
                name="deal_probability",
                condition=Q(outcome="open", probability__gt=0, probability__lt=100)
                | Q(outcome="won", probability=100)
                | Q(outcome="lost", probability=0),
            ),
            models.CheckConstraint(
                name="deal_closed_at",
                condition=Q(outcome="open", closed_at__isnull=True)
                | (~Q(outcome="open") & Q(closed_at__isnull=False)),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is still in work."""
        return self.outcome == self.OPEN


class DealLine(models.Model):
    """A product in a deal, with the price of the moment it was picked."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=40, blank=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    sum = models.DecimalField(max_digits=14, decimal_places=2)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity"),
            models.CheckConstraint(condition=Q(discount__gte=0, discount__lte=100), name="line_discount"),
        ]


class StageEntry(models.Model):
    """A deal's stay in a stage."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="stays")
    stage = models.ForeignKey("funnels.Stage", on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["entered_at", "id"]
