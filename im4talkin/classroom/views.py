"""The board: the class's address and its code, to be shown on the wall."""

from __future__ import annotations

import segno
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from im4talkin.classroom.addresses import door_addresses
from im4talkin.classroom.certificates import certificates_in, fingerprint


@never_cache
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Shown to everybody: it tells nothing but how to come in. Without a class there is no board."""
    if not settings.CLASS_MODE:
        raise Http404
    addresses = door_addresses(settings.CLASS_PORT)
    code = segno.make(addresses[0], error="m").svg_inline(scale=1, omitsize=True) if addresses else ""
    context = {
        "addresses": addresses,
        "code": mark_safe(code),  # noqa: S308  # made by segno from an address
        "fingerprint": _fingerprint(),
    }
    return render(request, "classroom/board.html", context)


def _fingerprint() -> str:
    authority = certificates_in(settings.DATA_DIR / "class").authority
    return fingerprint(authority) if authority.exists() else ""
