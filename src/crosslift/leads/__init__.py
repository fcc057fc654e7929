"""Needs that are not yet sales, and their nurturing."""
