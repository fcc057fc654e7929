"""Products, lines, prices, units, currencies with their rates, and links between products."""
