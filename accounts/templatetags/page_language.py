"""What templates need to speak the page's language."""

from __future__ import annotations

import re
from functools import lru_cache

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

from accounts.interface import ENGLISH, is_russian

register = template.Library()

_QUOTED = re.compile("“[^”]*”")
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


@register.simple_tag
def script_words() -> str:
    """The page scripts' own words in the page's language, for static/js/words.js; nothing in English."""
    language = get_language() or ENGLISH
    return json_script(_script_words(language), "words") if language != ENGLISH else ""


@lru_cache
def _script_words(language: str) -> dict[str, str | list[str]]:
    """English -> translation; a list, by the language's plural forms, where there is a number."""
    catalogue = JavaScriptCatalog()
    catalogue.translation = DjangoTranslation(
        language, domain="djangojs", localedirs=[str(path) for path in settings.LOCALE_PATHS]
    )
    words: dict[str, str | list[str]] = catalogue.get_catalog()
    return words


@register.filter
def quotes(text: str) -> SafeString:
    """``{{ review.story_line|quotes }}``: what is quoted “so” is English, also on a Russian page; there
    Russian quotes «so»."""
    escaped = conditional_escape(text)
    if not is_russian():
        return escaped
    return mark_safe(_QUOTED.sub(lambda quoted: f'<span lang="en">{quoted[0]}</span>', escaped))  # noqa: S308  # escaped above


@register.filter
def after_colon(sentence: str) -> str:
    """A Russian sentence goes on in lower case after a colon; «вы» above all. English stays as it is."""
    return sentence[:1].lower() + sentence[1:] if is_russian() and _CYRILLIC.match(sentence) else sentence


@register.simple_tag
def language_of(text: str) -> str:
    """``<p{% language_of star.text %}>``: marks English that has no translation on a Russian page."""
    return mark_safe(' lang="en"') if is_russian() and not _CYRILLIC.search(str(text)) else ""
