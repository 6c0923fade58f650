"""Django's settings; what differs by machine comes from ``portal.environment``."""

from __future__ import annotations

from datetime import timedelta

from portal.database import database_of
from portal.environment import ROOT, origin_of, read_environment

ENVIRONMENT = read_environment()
VAR = ENVIRONMENT.var
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.allowed_hosts)
ROOT_URLCONF = "portal.urls"
ASGI_APPLICATION = "portal.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal",
    "portal.signin",
    "knowledge_base",
    "connectors",
    "connectors.zalo",
    "connectors.zalo_bot",
    "complaints",
    "insight",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.signin.guard.staff_door",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.display.context",
            ]
        },
    }
]

DATABASES = {"default": database_of(ENVIRONMENT.database_url, VAR)}

DOMAIN_FILE = ROOT / "domain.yml"
RELEASES = VAR / "releases"
OVERFLOW = VAR / "overflow"  # webhook calls that wait for the database
RECEIPTS = VAR / "receipts"  # what vendors took, before the database knows it
TURN_LOG_DAYS = 365  # how long the log of turns is kept; it holds no words
UNANSWERED_DAYS = 180  # how long a question that somebody passed on to the editors is kept

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
LOCALE_PATHS = [ROOT / "portal" / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

WAGTAIL_SITE_NAME = "Trợ lý Một cửa"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.public_url or f"http://127.0.0.1:{ENVIRONMENT.port}"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_PASSWORD_RESET_ENABLED = False  # no mail is sent; an administrator sets a new one
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = [("vi", "Tiếng Việt")]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024  # bytes; the chat API takes text only
LOGIN_URL = "/staff/login/"
SIGN_IN_SECOND_FACTOR = ENVIRONMENT.second_factor
SIGN_IN_IDLE = timedelta(minutes=ENVIRONMENT.session_idle_minutes)
SIGN_IN_LASTS = timedelta(hours=ENVIRONMENT.session_hours)
SIGN_IN_LOG_DAYS = 730
WAGTAILADMIN_USER_LOGIN_FORM = "portal.signin.forms.SignInForm"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # Twelve digits are the length of a citizen's identity number.
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.signin.passwords.FewDifferentCharacters"},
]
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(SIGN_IN_LASTS.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.public_url.startswith("https://")
# A proxy that speaks HTTPS may not say so: then the address that pages come from differs from ours.
CSRF_TRUSTED_ORIGINS = [origin_of(ENVIRONMENT.public_url)] if SESSION_COOKIE_SECURE else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "httpx": {"level": "WARNING"},  # its INFO line prints whole addresses, tokens included
        "django.request": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "faiss.loader": {"level": "WARNING"},
    },
}
