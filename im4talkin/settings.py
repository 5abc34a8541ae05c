"""Settings: everything runs with no variable set (the embedded profile).

``.env.example`` lists the variables; ``im4talkin/checks.py`` says what is wrong with them.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

from im4talkin.classroom.addresses import door_addresses, host_names, lan_addresses
from im4talkin.engines import engine_specs, page_specs
from im4talkin.env import env_bool, env_int, env_list, env_text
from im4talkin.language_model import language_model_problems, leaves_the_house
from im4talkin.profile import profile_of
from im4talkin.sign_in_settings import *  # noqa: F403
from im4talkin.sign_in_settings import SIGN_IN_APPS
from im4talkin.speech_models import seamless_problems
from im4talkin.static_version import version_of

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env_text("IM4TALKIN_DATA", str(BASE_DIR / "var"))).resolve()
with suppress(OSError):  # the system check im4talkin.E005 says what to do
    DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The given key, else one made once and kept beside the data, readable by its owner only.

    A server has to be given one (im4talkin.E006): its processes may run on several machines.
    """
    if key := env_text("SECRET_KEY"):
        return key
    file = DATA_DIR / "secret_key"
    with suppress(OSError):  # a folder that cannot be written to: im4talkin.E005 stops the server
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(50), encoding="ascii")
        return file.read_text(encoding="ascii").strip()
    return secrets.token_urlsafe(50)


DEBUG = env_bool("DEBUG")
PORT = env_int("PORT", 8000, least=1, most=65_535)
SECRET_KEY = _secret_key()
SECRET_KEY_GIVEN = bool(env_text("SECRET_KEY"))
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", ("127.0.0.1", "localhost", "[::1]"))
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS")

# A class: the local network is served over https, and learners hold a button while they speak.
CLASS_MODE = env_bool("IM4TALKIN_CLASS")
CLASS_PORT = env_int("IM4TALKIN_CLASS_PORT", 8443, least=2, most=65_535)
if CLASS_MODE:
    ALLOWED_HOSTS += [*lan_addresses(), *host_names()]
CLASS_DOORS = door_addresses(CLASS_PORT) if CLASS_MODE else []  # where pupils' cards lead

INSTALLED_APPS = [
    "im4talkin.desk_app.DeskConfig",  # django.contrib.admin, entered by our own sign-in page
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "im4talkin",
    "accounts",
    *SIGN_IN_APPS,
    "topics",
    "conversations",
    "practice",
    "classes",
]
MIDDLEWARE = [
    "im4talkin.middleware.policies",
    "django.middleware.security.SecurityMiddleware",
    "im4talkin.middleware.answers_about_itself",
    "im4talkin.middleware.secure_cookies",
    "im4talkin.static_files.StaticFiles",
    "im4talkin.static_files.PackedPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.interface.InterfaceLanguage",  # after the session, which it reads; before what answers in words
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.browser_seen",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "im4talkin.urls"
ASGI_APPLICATION = "im4talkin.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "classes.context.classes",
            ]
        },
    }
]

DATABASE_URL, REDIS_URL = env_text("DATABASE_URL"), env_text("REDIS_URL")
PREFIX = env_text("IM4TALKIN_PREFIX", "im4talkin")  # of everything in Redis
_profile = profile_of(
    DATABASE_URL,
    REDIS_URL,
    data_dir=DATA_DIR,
    prefix=PREFIX,
    connections=env_int("IM4TALKIN_DB_CONNECTIONS", 24, least=4, most=500),
)
SLOTS = env_int("IM4TALKIN_SLOTS", 16, least=1, most=10_000)  # turns at once, over all processes
PROFILE = _profile.name
TURNS_A_MINUTE = env_int("IM4TALKIN_TURNS_A_MINUTE", 40, least=1, most=10_000)  # of one learner
SPEECH_MINUTES_A_DAY = env_int("IM4TALKIN_SPEECH_MINUTES_A_DAY", 180, least=1, most=1440)  # of one learner
METRICS_DIR, METRICS_TOKEN = DATA_DIR / "metrics", env_text("IM4TALKIN_METRICS_TOKEN")
if PROFILE == "server":  # the processes of a machine count together; the library looks when it is imported
    METRICS_DIR.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)
PROFILE_PROBLEMS = _profile.problems
DATABASES: dict[str, dict[str, Any]] = {"default": dict(_profile.database)}
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {"default": dict(_profile.channel_layer)}
CACHES: dict[str, dict[str, Any]] = {"default": dict(_profile.cache)}
CELERY = {"task_ignore_result": True, "task_serializer": "json", **_profile.celery}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

# Without a mail server mail is printed: enough for one computer.
EMAIL_HOST = env_text("EMAIL_HOST")
EMAIL_PORT = env_int("EMAIL_PORT", 587, least=1, most=65_535)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env_text("EMAIL_USER"), env_text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env_text("EMAIL_FROM", "im4talkin@localhost")

# The language of pages, mails and messages; the buddy speaks English in both.
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
TIME_ZONE = "UTC"
USE_TZ = True

STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_URL = "static/" if DEBUG else f"static/{version_of(STATICFILES_DIRS[0])}/"
STATIC_ROOT = None  # files are served from where they lie; nothing is collected
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0  # with DEBUG; else a file is kept as long as its address
MEDIA_ROOT = DATA_DIR / "media"
RECORDINGS_DAYS = env_int("IM4TALKIN_RECORDINGS_DAYS", 365, least=0, most=36_500)  # 0: until taken back
TOPIC_AUDIO = BASE_DIR / "topics" / "catalogue" / "audio"  # recorded lines, in a folder a topic

ENGINES_TIER = env_text("IM4TALKIN_ENGINES", "embedded")
BENCH = env_bool("IM4TALKIN_BENCH")
LANGUAGE_MODEL_PROBLEMS = language_model_problems()
LANGUAGE_MODEL_OUTSIDE = leaves_the_house()
MODELS_DIR = Path(env_text("IM4TALKIN_MODELS", str(DATA_DIR / "models"))).resolve()
SEAMLESS_PROBLEMS = seamless_problems()
READY = 2 if PROFILE == "embedded" else 8  # helper processes of the recogniser that wait for speech
VOICES_FILE = DATA_DIR / "voices.yaml"  # measures of numbered speakers, by audition_voices
SPEECH_ENGINES = engine_specs(ENGINES_TIER, slots=SLOTS, ready=READY, models=MODELS_DIR, voices=VOICES_FILE)
PAGE_ENGINES = page_specs(SPEECH_ENGINES, slots=SLOTS) if PROFILE == "server" else {}  # in their place

# Visitors may talk before they sign up; each of them is a row, so one address gets only so many an hour.
GUESTS = env_bool("IM4TALKIN_GUESTS", default=PROFILE == "embedded")
GUESTS_PER_HOUR = env_int("IM4TALKIN_GUESTS_PER_HOUR", 60, least=1, most=10_000)

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# A server stands behind a proxy that speaks https with everybody; on one computer there is none.
HTTPS = env_bool("IM4TALKIN_HTTPS", default=PROFILE == "server")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env_int("IM4TALKIN_HSTS_SECONDS", 2_592_000, least=0, most=63_072_000) if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked from beside it, without the proxy
# Other names below this one may still be http, and no browser's own list is to name this server unasked:
# whoever wants either says so at the proxy.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Beside our own pages: where forms may lead further, such as other people's sign-in pages.
CSP_FORM_ACTION: list[str] = []

# Speech, transcripts and e-mail addresses never reach a log: messages hold ids, codes, durations.
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # A page that is not there is the visitor's affair, not the operator's.
    # The pool tells every failed try, with addresses and names; what hangs on it is told where it is noticed.
    "loggers": {"django.request": {"level": "ERROR"}, "psycopg.pool": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "WARNING")},
}
