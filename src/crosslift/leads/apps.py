from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "crosslift.leads"
    label = "leads"
