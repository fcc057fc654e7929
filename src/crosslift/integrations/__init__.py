"""Imports from files, with undo."""
