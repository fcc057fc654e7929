"""Accounts and contacts."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from crosslift.core.search import search_key


class Account(models.Model):
    """A company (or household) that buys or may buy: `existing` once it has ordered."""

    POTENTIAL, EXISTING = "potential", "existing"

    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    legal_name = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, default=POTENTIAL)
    sector = models.CharField(max_length=120, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    revenue_currency = models.CharField(max_length=3, blank=True)
    founded = models.PositiveSmallIntegerField(null=True, blank=True)
    country = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=200, blank=True)
    tax_number = models.CharField(max_length=40, blank=True)
    audience = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    influencer = models.ForeignKey(
        "customers.Contact", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)

    search_key = search_key("name", "legal_name", "tax_number", "email", "phone")

    class Meta:
        indexes = [GinIndex(fields=["search_key"], name="account_search", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                name="account_external",
                condition=~Q(external_id=""),
            )
        ]


class Member(models.Model):
    """Somebody of ours who works with the account beside its owner, and so sees it as own."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey("staff.User", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="member_once")]


class Contact(models.Model):
    """A person, of an account or on their own."""

    account = models.ForeignKey(Account, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200, db_index=True)
    position = models.CharField(max_length=120, blank=True)
    deal_role = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    import_run = models.BigIntegerField(null=True, db_index=True)

    search_key = search_key("name", "position")

    class Meta:
        indexes = [GinIndex(fields=["search_key"], name="contact_search", opclasses=["gin_trgm_ops"])]
        constraints = [
            models.UniqueConstraint(
                fields=["external_source", "external_id"],
                name="contact_external",
                condition=~Q(external_id=""),
            )
        ]


class Channel(models.Model):
    """A way to reach a contact: phone, e-mail, messenger."""

    KINDS = ("phone", "email", "messenger")

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=12)
    value = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
