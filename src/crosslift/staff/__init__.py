"""People of the company: users, teams, roles and their rights, sign-in, API tokens."""
