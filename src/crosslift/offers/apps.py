from django.apps import AppConfig


class OffersConfig(AppConfig):
    name = "crosslift.offers"
    label = "offers"
