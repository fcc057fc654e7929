from django.apps import AppConfig


class FunnelsConfig(AppConfig):
    name = "crosslift.funnels"
    label = "funnels"
