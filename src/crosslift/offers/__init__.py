"""What a customer should have next, on what evidence, and what they answered."""
