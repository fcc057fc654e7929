"""Processes drawn in BPMN: versions, instances, timers, what waits for whom. Knows no deal."""
