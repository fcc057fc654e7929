"""The stages that sales go through."""
