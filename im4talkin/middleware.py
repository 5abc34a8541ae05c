"""What every answer of the server's gets."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
