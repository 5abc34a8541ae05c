"""What every answer of the server's gets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from im4talkin.health import healthz, readyz

ABOUT_ITSELF = {"/healthz": healthz, "/readyz": readyz}


def answers_about_itself(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Proxies and containers ask a process how it is by whatever name it has there, which is none of
    ``ALLOWED_HOSTS``."""

    def answer(request: HttpRequest) -> HttpResponse:
        view = ABOUT_ITSELF.get(request.path)
        return view(request) if view is not None else get_response(request)

    return answer


def secure_cookies(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Cookies set over https go over https only. A setting cannot say so: the same process serves this
    computer over http and a class over https, and cookies do not know ports."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.is_secure():
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

    return answer
