"""How passwords are kept: Argon2id with the parameters that OWASP's cheat sheet names for servers."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PasswordHasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: about 30 ms, and a hundred people signing in at once do not fill the memory."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
