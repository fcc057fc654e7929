"""The programs' interface: one module per room, thin."""
