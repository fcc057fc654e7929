from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "crosslift.integrations"
    label = "integrations"
