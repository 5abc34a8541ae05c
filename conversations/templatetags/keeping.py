"""Whether a guest may be asked to keep their talks: when one has come to its end, never before."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.selectors import address_awaited
from conversations.selectors import talk_ended

register = template.Library()


@register.inclusion_tag("accounts/_keep.html", takes_context=True)
def keep_offer(context: dict[str, Any], where: str = "") -> dict[str, Any]:
    """``{% keep_offer "review" %}``: the way to an account, or word of the mail that is on its way."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User) or not user.is_guest or not talk_ended(user):
        return {"shown": False}
    awaited = address_awaited(user)
    is_open = AccountAdapter(request).is_open_for_signup(request)
    return {"shown": bool(awaited) or is_open, "awaited": awaited, "where": where, "request": request}
