"""Funnels and their stages."""

from decimal import Decimal

from django.db import models
from django.utils.translation import get_language


class Funnel(models.Model):
    """An ordered way of selling. One is the default."""

    code = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    default = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["default"], name="one_default_funnel", condition=models.Q(default=True))
        ]


class Stage(models.Model):
    """A step of a funnel. `outcome` is "open", "won" or "lost"."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="stages")
    code = models.SlugField(max_length=40)
    name_en = models.CharField(max_length=120)
    name_ru = models.CharField(max_length=120)
    rank = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=4, default="open")
    probability = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(0))
    silence_days = models.PositiveSmallIntegerField(default=14)
    normal_days = models.PositiveSmallIntegerField(default=7)

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["funnel", "code"], name="stage_code_once"),
            models.UniqueConstraint(fields=["funnel", "rank"], name="stage_rank_once"),
        ]

    @property
    def name(self) -> str:
        """The name in the language of whoever reads."""
        return self.name_ru if get_language() == "ru" else self.name_en
