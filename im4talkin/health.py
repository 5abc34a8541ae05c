"""``GET /healthz``: is this process up, and what does it run? Asks neither database nor engine."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from im4talkin.looplag import loop_lag
from im4talkin.version import version
from ml.registry import Engines


@never_cache
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    answer = {
        "status": "ok",
        "profile": settings.PROFILE,
        "tier": settings.ENGINES_TIER,
        "engines": Engines(settings.SPEECH_ENGINES).names(),
        "version": version(),
    }
    if settings.BENCH:
        answer["loop_lag_ms"] = loop_lag.figures()
    return JsonResponse(answer)
