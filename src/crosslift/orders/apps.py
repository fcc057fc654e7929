from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "crosslift.orders"
    label = "orders"
