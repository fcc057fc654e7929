"""Leads and the products they ask for."""

from django.db import models
from django.db.models import Q


class Lead(models.Model):
    """A need that may become a sale. Stages and maturity follow the glossary."""

    STAGES = (
        "new", "qualification", "distribution", "handoff", "awaiting_sale",
        "satisfied", "not_interested", "disqualified",
    )  # fmt: skip
    CLOSED = ("satisfied", "not_interested", "disqualified")
    MATURITY = ("cold", "warm", "hot", "ready")

    need = models.CharField(max_length=300)
    account = models.ForeignKey(
        "customers.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.CharField(max_length=16, default="new")
    maturity = models.CharField(max_length=6, default="cold")
    owner = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    nurture_until = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_from = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=20, default="hand")
    source_deal = models.ForeignKey("deals.Deal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    deal = models.ForeignKey("deals.Deal", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    historical = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "stage"], name="lead_owner")]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"], name="lead_external", condition=~Q(external_id="")
            ),
            models.UniqueConstraint(
                fields=["source_deal"],
                name="nurture_once",
                condition=Q(source="cross_sale") & ~Q(stage__in=("satisfied", "not_interested", "disqualified")),
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about the need."""
        return self.stage not in self.CLOSED


class LeadProduct(models.Model):
    """A product that the need is about."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="products")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lead", "product"], name="lead_product_once")]
