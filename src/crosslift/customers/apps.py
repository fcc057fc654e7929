from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "crosslift.customers"
    label = "customers"
