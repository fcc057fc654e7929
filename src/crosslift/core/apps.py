from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "crosslift.core"
    label = "core"
