"""``GET /metrics`` for Prometheus: to this computer, or to whoever has the token.

``IM4TALKIN_METRICS_TOKEN`` is compared with ``Authorization: Bearer …``.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from conversations.metrics import machine_name
from conversations.slots import slots

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
KEPT_DAYS = 7
LOOPBACK = {"127.0.0.1", "::1"}


@never_cache
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """Everybody else gets the answer of a page that does not exist."""
    if not _may_read(request):
        raise Http404
    registry: CollectorRegistry = REGISTRY
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_SlotsNow())
    told = generate_latest(registry) + generate_latest(now)
    return HttpResponse(told, content_type=CONTENT_TYPE_LATEST)


class _SlotsNow(Collector):
    """Counted when somebody asks: the slots are the installation's, not a process's."""

    def collect(self) -> Iterator[Metric]:
        try:
            held, waiting = slots.look()
        except redis.RedisError:
            return  # nobody can count now, and 0 would be untrue
        yield GaugeMetricFamily("im4talkin_slots", "Turns that may be worked on at once", slots.slots)
        yield GaugeMetricFamily("im4talkin_slots_held", "Turns that hold a slot", held)
        yield GaugeMetricFamily("im4talkin_slots_waiting", "Learners whose turn waits for one", waiting)


def _may_read(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if settings.METRICS_TOKEN:
        return constant_time_compare(given, settings.METRICS_TOKEN)
    proxied = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not proxied


def metrics_swept(folder: Path) -> None:
    """At the start of a process: what dead ones gauged is over, and what nobody has counted on for a week.
    Other counts stay: they only ever grow."""
    long_ago = time.time() - KEPT_DAYS * 24 * 60 * 60
    for file in folder.glob("*.db"):
        if file.stat().st_mtime < long_ago or _is_over(file):
            file.unlink(missing_ok=True)


def _is_over(file: Path) -> bool:
    """Whether it is a gauge of a process of this machine that has ended."""
    machine, _, pid = file.stem.rpartition("_")[2].rpartition("-")
    gauge = file.name.startswith("gauge_live") and machine == machine_name()
    return gauge and pid.isdigit() and not _is_alive(int(pid))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # somebody else's, but there
    return True
