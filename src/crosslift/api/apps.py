from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "crosslift.api"
    label = "api"
