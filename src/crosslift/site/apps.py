from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "crosslift.site"
    label = "crosslift_site"
