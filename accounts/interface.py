"""The interface's language: what was chosen, else what the browser asks for, else English.

It is chosen for an account (kept in its profile, and in the session from signing in on) or for a browser (a
cookie). The account comes first: a computer in a classroom serves many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation.trans_real import parse_accept_lang_header

SESSION_KEY = "interface_language"
ENGLISH, RUSSIAN = "en", "ru"
Pair = TypeVar("Pair")


def language_known(code: object) -> bool:
    return code in dict(settings.LANGUAGES)


def language_of(session: Mapping[str, Any], cookies: Mapping[str, str], asked: str) -> str:
    """The language for whoever has this session and these cookies, and asks for (``Accept-Language``)."""
    for chosen in (session.get(SESSION_KEY), cookies.get(settings.LANGUAGE_COOKIE_NAME)):
        if chosen and language_known(chosen):
            return str(chosen)
    for name, _ in parse_accept_lang_header(asked.lower()):
        if language_known(code := name.partition("-")[0]):
            return code
    return settings.LANGUAGE_CODE


def language_of_connection(scope: Mapping[str, Any]) -> str:
    """The same for a socket, from what its opening request brought."""
    headers = dict(scope.get("headers", ()))
    asked = headers.get(b"accept-language", b"").decode("latin-1")
    return language_of(scope.get("session", {}), scope.get("cookies", {}), asked)


class InterfaceLanguage(LocaleMiddleware):
    """Django's own, with our way of choosing."""

    def process_request(self, request: HttpRequest) -> None:
        asked = request.headers.get("Accept-Language", "")
        translation.activate(language_of(request.session, request.COOKIES, asked))
        request.LANGUAGE_CODE = translation.get_language()


def is_russian() -> bool:
    """Whether the page (mail, message) that is being written is in Russian."""
    return (translation.get_language() or ENGLISH).partition("-")[0] == RUSSIAN


def here(pair: Pair) -> Pair:
    """A dataclass with words in both languages (``text`` and ``text_ru``), for the page that is written.

    In Russian ``text`` holds the Russian words and ``text_ru`` is empty: there is nothing left to add. In
    English it stays as it is.
    """
    if pair is None or not is_russian():
        return pair
    names = [name for name in pair.__dataclass_fields__ if hasattr(pair, f"{name}_ru")]  # type: ignore[attr-defined]
    russian: dict[str, Any] = {}
    for name in names:
        if words := getattr(pair, f"{name}_ru"):
            russian |= {name: words, f"{name}_ru": ""}
    return replace(pair, **russian)  # type: ignore[type-var]


def _both(english: str, russian: str) -> str:
    return russian if is_russian() else english


both_lazy = lazy(_both, str)  # for class attributes: the language is known when it is shown
