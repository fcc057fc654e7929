from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "crosslift.alerts"
    label = "alerts"
