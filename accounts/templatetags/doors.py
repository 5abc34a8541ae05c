"""What templates ask about the ways in."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter as service_adapter
from django import template
from django.conf import settings

from accounts.doors import guest_left
from accounts.models import User
from accounts.sign_in_views import may_sign_up

register = template.Library()


@register.simple_tag(takes_context=True)
def sign_up_open(context: dict[str, Any]) -> bool:
    """``{% sign_up_open as may %}``: whether whoever is reading may sign up."""
    request = context.get("request")
    return request is not None and may_sign_up(request)


@register.simple_tag
def mail_is_printed() -> bool:
    """Whether this server has no mail server and prints its mails instead."""
    return str(settings.EMAIL_BACKEND).endswith("console.EmailBackend")


@register.simple_tag(takes_context=True)
def other_services(context: dict[str, Any]) -> list[dict[str, str]]:
    """Names and addresses of the services by which one may sign in; none unless some are set."""
    request = context.get("request")
    if request is None or not settings.SOCIAL:
        return []
    process = {"next": onward} if (onward := request.GET.get("next", "")) else {}
    return [
        {
            "name": provider.name,
            "url": provider.get_login_url(request, **process),
            "link_url": provider.get_login_url(request, process="connect"),
        }
        for provider in service_adapter().list_providers(request)
    ]


@register.simple_tag
def has_second_step(user: User) -> bool:
    return bool(is_mfa_enabled(user))


@register.simple_tag
def second_step() -> str:
    """Whether this server has a second step: ``off``, ``optional`` or ``staff``."""
    return str(settings.MFA)


@register.simple_tag(takes_context=True)
def guest_aside(context: dict[str, Any]) -> bool:
    """Whether a guest of this browser is on the way to an account."""
    request = context.get("request")
    return request is not None and guest_left(request) is not None
