"""What `start.py` does, in the standard library alone: set up, run, watch, test and stop Crosslift.

Nothing here imports Django or any package. The exception is `roles`, which `start.py` runs inside the
virtual environment that it has just made.
"""
