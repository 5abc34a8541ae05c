"""A page's texts: ``{% texts_of_hello as texts %}{{ texts|json_script:"texts" }}``."""

from __future__ import annotations

from django import template

from practice import texts

register = template.Library()


@register.simple_tag
def texts_of_hello() -> dict[str, dict[str, str]]:
    return texts.texts_of_hello()
