"""Accounts and contacts, and the people of ours who work with them."""
