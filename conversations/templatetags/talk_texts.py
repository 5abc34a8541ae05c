"""A page's texts: ``{% texts_for_page as texts %}{{ texts|json_script:"texts" }}``; or ``"a.code"`` only."""

from __future__ import annotations

from django import template

from conversations import texts

register = template.Library()


@register.simple_tag
def texts_for_page(*codes: str) -> dict[str, dict[str, str]]:
    every = texts.texts_for_page()
    return {code: every[code] for code in codes} if codes else every
