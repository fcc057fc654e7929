from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "crosslift.staff"
    label = "staff"
