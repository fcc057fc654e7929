"""Crosslift: a process-driven CRM that finishes every sale and finds the next one."""
