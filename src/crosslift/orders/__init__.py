"""What customers ordered and so own."""
