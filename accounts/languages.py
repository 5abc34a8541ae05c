"""First languages, and who is helped in Russian beside English."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest

from accounts.interface import is_russian
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


def russian_help(request: HttpRequest, level: str = "") -> str:
    """How Russian stands beside English of this ``level`` (CEFR): ``open``, on a ``tap``, or empty."""
    if is_russian():
        return "open"
    user = request.user
    if isinstance(user, User) and _native_language(user) != "ru":
        return ""
    return "open" if level in EASY_LEVELS else "tap"


def _native_language(user: User) -> str:
    try:
        return user.profile.native_language
    except ObjectDoesNotExist:  # made on first use
        return str(LearnerProfile._meta.get_field("native_language").default)
