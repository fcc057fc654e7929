from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "crosslift.web"
    label = "web"
