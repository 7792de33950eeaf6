from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB: Django's 100 MiB a sign-in would let a hall of people exhaust the server."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
