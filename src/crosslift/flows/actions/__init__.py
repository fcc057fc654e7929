"""Writes on processes: publishing files; starting, answering, moving on, retrying and cancelling instances."""

from crosslift.flows.actions.answer import answer
from crosslift.flows.actions.cancel import cancel_instance
from crosslift.flows.actions.move import fire_moments, retry_instance
from crosslift.flows.actions.publish import publish_files, publish_xml
from crosslift.flows.actions.start import start_instance

__all__ = [
    "answer",
    "cancel_instance",
    "fire_moments",
    "publish_files",
    "publish_xml",
    "retry_instance",
    "start_instance",
]
