"""What every answer of the server's gets."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from im4talkin.health import healthz, readyz

Answer = Callable[[HttpRequest], HttpResponse]
ABOUT_ITSELF = {"/healthz": healthz, "/readyz": readyz}


def answers_about_itself(get_response: Answer) -> Answer:
    """Proxies and containers ask a process how it is by whatever name it has there, which is none of
    ``ALLOWED_HOSTS``."""

    def answer(request: HttpRequest) -> HttpResponse:
        view = ABOUT_ITSELF.get(request.path)
        return view(request) if view is not None else get_response(request)

    return answer


# The page asks for the microphone, keeps the screen awake and plays sound; everything else is nobody's.
PERMISSIONS = (
    "microphone=(self), screen-wake-lock=(self), autoplay=(self), fullscreen=(self), "
    "speaker-selection=(self), "
    "camera=(), display-capture=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), hid=(), "
    "midi=(), browsing-topics=()"
)
EXPLAINING = {404, 500}  # statuses that Django explains with a page of its own where DEBUG is on


def secure_cookies(get_response: Answer) -> Answer:
    """Cookies set over https go over https only. A setting cannot say so: the same process serves this
    computer over http and a class over https, and cookies do not know ports."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return answer


def policies(get_response: Answer) -> Answer:
    """What a page may load and use: its own scripts and styles, its own socket, the microphone."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not (settings.DEBUG and response.status_code in EXPLAINING):
            policy = content_policy(_host(request), tuple(settings.CSP_FORM_ACTION))
            response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return answer


def _host(request: HttpRequest) -> str:
    """The name it was asked by; empty where that is none of ours, and the answer a refusal."""
    try:
        return request.get_host()
    except DisallowedHost:
        return ""


@lru_cache(maxsize=64)
def content_policy(host: str, form_action: tuple[str, ...] = ()) -> str:
    """The Content-Security-Policy of a page at ``host``: nothing inline, nothing from elsewhere.

    The socket is named in full: to older Safaris 'self' is not the same origin over ws. Sound comes as
    blobs (a turn just said), or from our own addresses. data: is for the admin's and the forms' small icons.
    """
    rules = {
        "default-src": "'none'",
        "script-src": "'self'",  # AudioWorklets too
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "media-src": "'self' blob:",
        "connect-src": f"'self' blob: ws://{host} wss://{host}" if host else "'self'",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "form-action": " ".join(("'self'", *form_action)),
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {allowed}" for name, allowed in rules.items())
