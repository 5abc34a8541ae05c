"""``GET /healthz``: is this process up, and what does it run? Asks neither database nor engine.
``GET /readyz``: may it be sent visitors? 503 while its database or Redis does not answer.

For a bench (``IM4TALKIN_BENCH=1``) it adds ``loop_lag_ms``; ``?reset=1`` starts that count anew.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from im4talkin.looplag import loop_lag
from im4talkin.reachable import NotReady, database_answers, redis_answers
from im4talkin.version import version
from ml.registry import Engines


@never_cache
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    answer: dict[str, Any] = {
        "status": "ok",
        "profile": settings.PROFILE,
        "tier": settings.ENGINES_TIER,
        "engines": Engines(settings.SPEECH_ENGINES).names(),
        "version": version(),
    }
    if settings.BENCH:
        if request.GET.get("reset") == "1":
            loop_lag.reset()
        answer["loop_lag_ms"] = loop_lag.figures()
    return JsonResponse(answer)


@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    asked = {"database": database_answers}
    if settings.PROFILE == "server":
        asked["redis"] = redis_answers
    answer: dict[str, Any] = {}
    for name, ask in asked.items():
        try:
            ask()
            answer[name] = "ok"
        except NotReady as problem:
            answer[name] = str(problem)
    well = set(answer.values()) == {"ok"}
    return JsonResponse({"status": "ok" if well else "waiting", **answer}, status=200 if well else 503)
