"""A believable company, built through the actions."""
