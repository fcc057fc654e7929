"""Users, teams, roles, rights, tokens, and tries to sign in."""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Team(models.Model):
    """People who sell together under one head."""

    name = models.CharField(max_length=120, unique=True)
    head = models.ForeignKey("staff.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")


class Role(models.Model):
    """What a person is in the company; a person may hold several."""

    code = models.SlugField(max_length=40, unique=True)
    name_en = models.CharField(max_length=80)
    name_ru = models.CharField(max_length=80)
    rank = models.PositiveSmallIntegerField(default=0)


class Right(models.Model):
    """One cell of the rights table: role x object x operation → own, team or all."""

    role = models.ForeignKey(Role, on_delete=models.CASCADE, related_name="rights")
    thing = models.CharField(max_length=20)
    operation = models.CharField(max_length=8)
    scope = models.CharField(max_length=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "thing", "operation"], name="right_once")]


class User(AbstractBaseUser):
    """A person who signs in by e-mail."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, default="en")
    theme = models.CharField(max_length=5, default="auto")
    time_zone = models.CharField(max_length=60, default="UTC")
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="members")
    deputy = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    roles = models.ManyToManyField(Role, related_name="users")
    external_source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=120, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()


class ApiToken(models.Model):
    """A program's key: shown once, kept as a digest, ends by itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)


class SignInTry(models.Model):
    """A wrong password, by account and by address; kept for a day to slow guessing down."""

    account = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
