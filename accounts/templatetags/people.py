"""What templates ask about whoever is reading."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from accounts.interface import here, is_russian
from accounts.languages import russian_help as help_for
from accounts.texts import PageText
from accounts.texts import page_text as text_of

register = template.Library()


@register.simple_tag
def in_russian() -> bool:
    """``{% in_russian as russian_page %}``: whether this page is in Russian. Needs no request."""
    return is_russian()


register.filter("here", here)  # ``{% with consent=consent|here %}``: its words in the page's language


@register.simple_tag(takes_context=True)
def russian_help(context: dict[str, Any], level: str = "") -> str:
    """``{% russian_help topic.level as russian %}``: ``open``, ``tap``, or empty."""
    return help_for(context["request"], level) if "request" in context else ""


@register.simple_tag
def page_text(code: str, **values: object) -> PageText:
    """``{% page_text "page.missing" as text %}``; on a Russian page ``text.text_ru`` is empty."""
    return text_of(code, **values)


@register.simple_tag
def chosen_of(field: Any, words: Any) -> str:
    """``{% chosen_of form.interests form.interests_own as now %}``: what is chosen, in one line."""
    chosen = set(field.value() or ())
    titles = [str(title) for code, title in field.field.choices if code in chosen]
    return ", ".join([*titles, *([words.value()] if words.value() else [])])


@register.filter
def days_ago(when: datetime) -> int:
    """Whole days since ``when``."""
    return (timezone.now() - when).days
