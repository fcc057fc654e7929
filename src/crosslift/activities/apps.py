from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "crosslift.activities"
    label = "activities"
