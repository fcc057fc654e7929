from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "crosslift.deals"
    label = "deals"
