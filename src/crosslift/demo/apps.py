from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "crosslift.demo"
    label = "demo"
