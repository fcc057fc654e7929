from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "crosslift.flows"
    label = "flows"

    def ready(self) -> None:
        """Know every step by name before a process is read or run, and which events are heard."""
        from crosslift.core.events import listen
        from crosslift.flows.hearing import hears
        from crosslift.flows.registry import load_steps

        load_steps()
        listen(hears)
