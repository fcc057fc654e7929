"""Pages: one module per room, thin."""
