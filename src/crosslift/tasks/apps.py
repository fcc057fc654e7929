from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "crosslift.tasks"
    label = "tasks"
