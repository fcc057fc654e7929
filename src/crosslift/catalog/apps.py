from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "crosslift.catalog"
    label = "catalog"
