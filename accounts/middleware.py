"""What every visit of somebody signed in leaves: which kind of browser, and when, to some minutes."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.browsers import browser_of
from accounts.session_store import BEGAN, BROWSER, SEEN

EVERY_SECONDS = 600  # a session is written at most this often because somebody came


def browser_seen(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Whether somebody is signed in is asked only where the page has asked it: else it costs two queries.
        if request.session.accessed and request.user.is_authenticated and not request.session.is_empty():
            now = int(time.time())
            if now - request.session.get(SEEN, 0) >= EVERY_SECONDS:
                request.session.setdefault(BEGAN, now)
                request.session[BROWSER] = browser_of(request.headers.get("User-Agent", ""))
                request.session[SEEN] = now
        return response

    return answer
