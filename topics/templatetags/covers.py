"""``{% cover topic %}``: its picture as a postcard; ``{% stamp topic %}``: its level and length."""

from __future__ import annotations

from typing import Any

from django import template

from topics.covers import cover_of
from topics.models import Topic

register = template.Library()


@register.inclusion_tag("topics/_cover.html")
def cover(topic: Topic, first: bool = False) -> dict[str, Any]:
    """``first=True`` for a picture that is seen at once: it is not loaded lazily."""
    return {"cover": cover_of(topic), "first": first}


@register.inclusion_tag("topics/_stamp.html")
def stamp(topic: Topic) -> dict[str, Any]:
    return {"topic": topic}
