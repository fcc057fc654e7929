"""Writes of funnels."""

from crosslift.funnels.actions.install import install_default_funnel

__all__ = ["install_default_funnel"]
