"""Learned rules, suggestions and refusals."""

from django.db import models
from django.db.models import Q


class RuleSet(models.Model):
    """One version of learned rules. `basis` is "owned" (owned together) or "orders" (bought together)."""

    basis = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8)  # learning, current, past, failed
    progress = models.PositiveSmallIntegerField(default=0)  # percent, while it learns
    started_by = models.CharField(max_length=200, blank=True)
    window_from = models.DateTimeField(null=True)
    window_to = models.DateTimeField(null=True)
    settings = models.JSONField(default=dict)
    baskets = models.PositiveIntegerField(default=0)
    items = models.PositiveIntegerField(default=0)
    lines = models.PositiveIntegerField(default=0)
    possible = models.PositiveBigIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    why_nothing = models.CharField(max_length=40, blank=True)
    facts = models.JSONField(default=dict)
    seconds = models.FloatField(default=0)
    learned_at = models.DateTimeField()
    said = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["basis", "number"], name="rule_version_once"),
            models.UniqueConstraint(fields=["basis"], name="rule_current_once", condition=Q(state="current")),
            # Learning again while it learns would only cost time: the second is refused.
            models.UniqueConstraint(fields=["basis"], name="rule_learning_once", condition=Q(state="learning")),
        ]


class Rule(models.Model):
    """Who has `antecedent` also has `consequent`: every count it came from, and its label of trust."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="rules")
    antecedent = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    consequent = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    joint = models.PositiveIntegerField()
    antecedent_count = models.PositiveIntegerField()
    consequent_count = models.PositiveIntegerField()
    baskets = models.PositiveIntegerField()
    support = models.FloatField()
    confidence = models.FloatField()
    confidence_low = models.FloatField()
    confidence_high = models.FloatField()
    lift = models.FloatField()
    expected = models.FloatField()
    lift_over_size = models.FloatField()
    lift_over_size_low = models.FloatField()
    p = models.FloatField()
    q = models.FloatField()
    label = models.CharField(max_length=8)
    why = models.CharField(max_length=20)
    muted = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["ruleset", "antecedent"], name="rule_from")]
        constraints = [models.UniqueConstraint(fields=["ruleset", "antecedent", "consequent"], name="rule_once")]

    @property
    def without_joint(self) -> int:
        """How many baskets hold the consequent without the antecedent."""
        return self.consequent_count - self.joint

    @property
    def without_count(self) -> int:
        """How many baskets do not hold the antecedent."""
        return self.baskets - self.antecedent_count


class ProductShare(models.Model):
    """How many baskets of a version hold a product: what is known of products that no rule names."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="shares")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ruleset", "product"], name="share_once")]


class Potential(models.Model):
    """What a version expects of a customer over all products, or of a product over all customers, in base currency.

    Whitespace sorts by it; the cells on a page are always computed anew.
    """

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="potentials")
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", null=True, on_delete=models.CASCADE, related_name="+")
    worth = models.DecimalField(max_digits=18, decimal_places=2)
    cells = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["ruleset", "account"], name="potential_account"),
            models.Index(fields=["ruleset", "contact"], name="potential_contact"),
            models.Index(fields=["ruleset", "product"], name="potential_product"),
        ]


class ShuffleCheck(models.Model):
    """How many rules the same settings find in shuffled data."""

    ruleset = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="checks")
    at = models.DateTimeField()
    state = models.CharField(max_length=8)  # running, done, failed
    tables = models.PositiveSmallIntegerField()
    kept = models.JSONField(default=list)
    said = models.TextField(blank=True)
    naive_yours = models.PositiveIntegerField(default=0)
    naive_noise = models.FloatField(default=0)
    seconds = models.FloatField(default=0)


class Suggestion(models.Model):
    """A product proposed after a won deal, and the answer: at most one a (deal, product), ever."""

    OPEN, INTERESTED, NURTURE, REFUSED, WITHDRAWN = "open", "interested", "nurture", "refused", "withdrawn"

    deal = models.ForeignKey("deals.Deal", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("customers.Account", null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(max_length=8)
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    price = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    worth = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    worth_is = models.CharField(max_length=8, default="margin")  # margin, revenue, unknown
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=OPEN)
    bant = models.JSONField(default=dict)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    rest_until = models.DateField(null=True)
    made_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    instance_id = models.BigIntegerField(null=True, db_index=True)
    follow_deal = models.ForeignKey("deals.Deal", null=True, on_delete=models.SET_NULL, related_name="+")
    follow_lead = models.ForeignKey("leads.Lead", null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "product"], name="suggested_once")]


class OfferRefusal(models.Model):
    """A customer does not want a product until a day; it is not offered meanwhile."""

    account = models.ForeignKey("customers.Account", null=True, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey("customers.Contact", null=True, on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    until = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL, related_name="+")
    suggestion = models.ForeignKey(Suggestion, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["account", "until"], name="refusal_account"),
            models.Index(fields=["contact", "until"], name="refusal_contact"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["suggestion"], name="refusal_once", condition=Q(suggestion__isnull=False))
        ]
