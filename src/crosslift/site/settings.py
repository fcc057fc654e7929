"""Django's settings, from the environment that start.py prepares. Nothing here is a secret."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
DATA = Path(os.environ.get("CROSSLIFT_DATA", ROOT / ".crosslift" / "data"))
DEBUG = os.environ.get("CROSSLIFT_DEBUG") == "1"
SECRET_KEY = os.environ.get("CROSSLIFT_SECRET_KEY", "for checks and tests alone, never served")
ALLOWED_HOSTS = os.environ.get("CROSSLIFT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [url for url in os.environ.get("CROSSLIFT_ORIGINS", "").split(",") if url]
SECURE = os.environ.get("CROSSLIFT_HTTPS") == "1"

ROOMS = (
    "core", "staff", "alerts", "tasks", "flows", "catalog", "customers", "activities", "funnels", "deals",
    "leads", "orders", "offers", "integrations", "demo",
)  # fmt: skip
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    *(f"crosslift.{room}" for room in ROOMS),
    "crosslift.web",
    "crosslift.api",
    "crosslift.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crosslift.web.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "crosslift.web.middleware.person",
    "django_htmx.middleware.HtmxMiddleware",
    "crosslift.web.middleware.refusals",
    "crosslift.api.once.once",
]
ROOT_URLCONF = "crosslift.site.urls"
ASGI_APPLICATION = "crosslift.site.asgi.application"
AUTH_USER_MODEL = "staff.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["crosslift.staff.hashing.PasswordHasher"]
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL = "/sign-in"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "crosslift.web.frame.context",
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "crosslift.web.templatetags.show",
            ],
        },
    }
]
COTTON_DIR = "cotton"

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA / "files"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"


def database(url: str) -> dict[str, Any]:
    """Django's settings of a postgresql:// address; `host` may be a directory of sockets, in the query."""
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": options.pop("port", "") or str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**options},
        "TEST": {},
    }


APP_URL = os.environ.get("DATABASE_URL", "postgresql:///crosslift")
OWNER_URL = os.environ.get("CROSSLIFT_OWNER_URL", APP_URL)
AS_OWNER = os.environ.get("CROSSLIFT_AS_OWNER") == "1"
DATABASES = {"default": database(OWNER_URL if AS_OWNER else APP_URL)}
if os.environ.get("CROSSLIFT_POOL") == "1":
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12, "timeout": 10}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
# After so many seconds without a sign of life a worker is taken for dead, and its jobs are given to others.
LEASE = float(os.environ.get("CROSSLIFT_LEASE", "30"))
PROCRASTINATE_WORKER_DEFAULTS = {"update_heartbeat_interval": LEASE / 3, "stalled_worker_timeout": LEASE}
PROCESSES = ROOT / "processes"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = os.environ.get("CROSSLIFT_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("CROSSLIFT_SMTP_PORT", "25"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
