"""Notes, calls and meetings with a customer."""
