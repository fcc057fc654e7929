"""What may be done to the timeline, a file per verb."""

from crosslift.activities.actions.change import change_activity, delete_activity
from crosslift.activities.actions.log import log_call, log_letter, log_meeting, note

__all__ = ["change_activity", "delete_activity", "log_call", "log_letter", "log_meeting", "note"]
