"""Texts for a page: ``{% texts_for_page as texts %}{{ texts|json_script:"texts" }}``."""

from __future__ import annotations

from django import template

from conversations import texts

register = template.Library()


@register.simple_tag
def texts_for_page() -> dict[str, dict[str, str]]:
    return texts.texts_for_page()
