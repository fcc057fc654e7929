from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "crosslift.flows"
    label = "flows"
