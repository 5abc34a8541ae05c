"""Where a card leads: the address that a phone in the room can open."""

from __future__ import annotations

from ipaddress import ip_address

import segno
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe


def join_address(request: HttpRequest, code: str) -> str:
    """Through the door of a class on its own network, where there is one; else as this page was opened."""
    path = reverse("join-class", args=[code])
    doors: list[str] = settings.CLASS_DOORS
    return doors[0].rstrip("/") + path if doors else request.build_absolute_uri(path)


def short_address(request: HttpRequest) -> str:
    """What is typed where nothing can be scanned: without the code, which stands beside it."""
    doors: list[str] = settings.CLASS_DOORS
    path = reverse("join")
    return doors[0].rstrip("/") + path if doors else request.build_absolute_uri(path)


def only_here(request: HttpRequest) -> bool:
    """Whether what this page would print leads to this computer alone."""
    if settings.CLASS_DOORS:
        return False
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def qr_code(address: str) -> SafeString:
    """As a drawing for a page; made by segno from an address, so nobody's text gets into it."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=1, omitsize=True))  # noqa: S308
