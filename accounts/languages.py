"""Who reads Russian: from the browser, and from what the learner said about themselves."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import LearnerProfile, User

# ISO 639-1 and the language's own name. Help is written in Russian; for the others English has to do.
LANGUAGES: dict[str, str] = {
    "ru": "Русский",
    "ar": "العربية",
    "be": "Беларуская",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "hy": "Հայերեն",
    "it": "Italiano",
    "ja": "日本語",
    "ka": "ქართული",
    "kk": "Қазақша",
    "ko": "한국어",
    "ky": "Кыргызча",
    "pl": "Polski",
    "pt": "Português",
    "tg": "Тоҷикӣ",
    "tr": "Türkçe",
    "tt": "Татарча",
    "uk": "Українська",
    "uz": "Oʻzbekcha",
    "zh": "中文",
}
OTHER_LANGUAGE = "und"  # ISO 639: undetermined
EASY_LEVELS = ("A1", "A2")  # help in Russian without asking


def prefers_russian(request: HttpRequest) -> bool:
    """Whether the browser asks for Russian before English (``Accept-Language``)."""
    for name, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        if name.partition("-")[0] in {"ru", "en"}:
            return name.startswith("ru")
    return False


def russian_help(request: HttpRequest, level: str = "") -> str:
    """How Russian stands beside English of this ``level`` (CEFR): ``open``, on a ``tap``, or empty."""
    user = request.user
    if isinstance(user, User) and _native_language(user) != "ru":
        return ""
    return "open" if level in EASY_LEVELS or prefers_russian(request) else "tap"


def _native_language(user: User) -> str:
    try:
        return user.profile.native_language
    except ObjectDoesNotExist:  # made on first use
        return str(LearnerProfile._meta.get_field("native_language").default)
