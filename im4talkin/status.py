"""``/status/``: is all well? For staff who are no administrators: the doctor's findings in plain words."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.models import User
from im4talkin.doctor.examination import examine
from im4talkin.doctor.findings import Finding, State
from im4talkin.doctor.house import MANY_DAYS, days_left, free_mb
from im4talkin.doctor.turns import talks_today
from im4talkin.tasks import ENGINES_KEY, engines_try

logger = logging.getLogger(__name__)

KEEP_SECONDS = 10.0  # one look serves everybody for so long
TRY_SECONDS = 15.0  # the engines' try is waited for; then the page is shown as it is
TRY_EXPIRES = 60
LOOK_SECONDS = 0.2
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Seen:
    findings: tuple[Finding, ...]
    talks: int | None  # None: the database does not tell
    days: int | None  # None: for years
    at: float

    @property
    def worst(self) -> State:
        return max((finding.state for finding in self.findings), default=State.WELL)


class _Look:
    """What was seen last; whoever comes together with others waits for the one look."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: Seen | None = None

    def now(self) -> Seen:
        with self._lock:
            if self._seen is None or time.monotonic() - self._seen.at >= KEEP_SECONDS:
                self._seen = _look()
            return self._seen

    def forget(self) -> None:
        with self._lock:
            self._seen = None


def _look() -> Seen:
    findings = tuple(examine(whole=False))
    try:
        talks: int | None = talks_today()
        days = days_left(free_mb())
    except DatabaseError:
        talks = days = None
    return Seen(findings, talks, days if days is not None and days <= MANY_DAYS else None, time.monotonic())


look_now = _Look()


@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    _staff_only(request)
    seen, tried = look_now.now(), _engines_tried()
    findings = sorted((*seen.findings, *tried.findings), key=lambda finding: -finding.state)
    russian = (get_language() or "").startswith("ru")
    context = {
        "state": max((finding.state for finding in findings), default=State.WELL).name.lower(),
        "headline": _headline(findings, russian),
        "sentence": _sentence(seen, russian),
        "findings": [
            {"state": finding.state.name.lower(), "text": finding.ru if russian else finding.en}
            for finding in findings
        ],
        "just_tried": time.time() - tried.at < MINUTE,
        "tried_at": datetime.fromtimestamp(tried.at, tz=UTC) if tried.at else None,
    }
    return render(request, "status.html", context)


@never_cache
@require_POST
def status_engines(request: HttpRequest) -> HttpResponse:
    """Let the engines speak to each other: on a server a worker's, since web processes have none."""
    _staff_only(request)
    began = time.time()
    try:
        if settings.PROFILE != "server":
            engines_try()
        else:
            engines_try.apply_async(expires=TRY_EXPIRES, retry=False)
            while _engines_tried().at < began and time.time() - began < TRY_SECONDS:
                time.sleep(LOOK_SECONDS)
    except (redis.RedisError, OperationalError, OSError) as error:
        logger.warning("the engines could not be tried (%s)", type(error).__name__)  # the page says why
    look_now.forget()
    return redirect("status")


def _staff_only(request: HttpRequest) -> None:
    """Everybody else gets the answer of a page that does not exist."""
    if not (isinstance(request.user, User) and request.user.is_staff):
        raise Http404


@dataclass(frozen=True, slots=True)
class _Tried:
    at: float = 0.0  # seconds since 1970; 0: never
    findings: tuple[Finding, ...] = ()


def _engines_tried() -> _Tried:
    try:
        kept = cache.get(ENGINES_KEY)
    except redis.RedisError:
        return _Tried()
    if kept is None:
        return _Tried()
    at, found = kept
    return _Tried(at, tuple(Finding(State(state), en, ru) for state, en, ru in found))


def _headline(findings: list[Finding], russian: bool) -> str:
    worst = max((finding.state for finding in findings), default=State.WELL)
    count = sum(finding.state is worst for finding in findings)
    if worst is State.WELL:
        return "Всё в порядке." if russian else "All well."
    if worst is State.LOOK:
        things = "one thing" if count == 1 else f"{count} things"
        return f"Всё работает. Посмотрите (пунктов: {count})." if russian else f"It works. See to {things}."
    return "Нужна помощь: начните с первого." if russian else "It needs help: begin with the first."


def _sentence(seen: Seen, russian: bool) -> str:
    """ "12 talks today, disk for 140 days." """
    told = []
    if seen.talks is not None:
        talks = {0: "No talk yet", 1: "1 talk"}.get(seen.talks, f"{seen.talks} talks")
        told.append(f"Разговоров сегодня: {seen.talks}" if russian else f"{talks} today")
        if seen.days is None:
            told.append("места на диске на годы" if russian else "disk for years")
        else:
            days = "1 day" if seen.days == 1 else f"{seen.days} days"
            told.append(f"места на диске на {seen.days} дн" if russian else f"disk for {days}")
    return f"{', '.join(told)}." if told else ""
