"""The first conversation about the learner: a page a question, each to be answered by hand or aloud."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.guards import may_give
from accounts.models import Level, User
from accounts.purposes import PRACTISE, PURPOSES
from accounts.selectors import consent_given
from accounts.services import profile_of
from conversations.engines import page_engines as engines
from conversations.recordings import wav_bytes
from conversations.review_saying import BadSound, most_bytes
from conversations.voice import spoken
from ml.errors import EngineError
from practice.first_talk import LAST, LEVELS, READ, Step, first_talk
from practice.forms import StepForm, form_of
from practice.hearing import answer_of, is_heard, line_of, most_seconds
from practice.pages import bubbles_of, host_line
from practice.selectors import onboarding_of, step_now
from practice.services import (
    level_shift,
    onboarding_finish,
    onboarding_put_off,
    step_keep,
    voice_keep,
)
from practice.texts import TEXTS

CACHED_SECONDS = 3600
STATUS = {
    "hello.consent": 403,
    "hello.format": 415,
    "hello.long": 413,
    "hello.short": 400,
    "hello.busy": 503,
    "hello.away": 503,
}
ASKS_CONSENT = ("name", "goals", "read1", "own")  # not at every question: it was read by then
SHIFTS = {"easier": -1, "harder": 1}


@never_cache
@require_safe
@login_required
def onboarding(request: HttpRequest) -> HttpResponse:
    """To the question that comes next."""
    begun = onboarding_of(_user(request))
    if begun and begun.finished_at:
        return redirect("onboarding-step", code=LAST)
    return redirect("onboarding-step", code=step_now(begun))


@require_POST
@login_required
def put_off(request: HttpRequest) -> HttpResponse:
    """ "Not now", on the first page."""
    onboarding_put_off(_user(request))
    return redirect("home")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str) -> HttpResponse:
    """One question. A POST keeps the answer, or with ``skip`` passes it over, and goes on."""
    user, asked = _user(request), _step(code)
    if code == LAST:
        return _last(request, user, asked)
    profile, answers = profile_of(user), _answers(user)
    if request.method != "POST":
        return _page(request, user, asked, form_of(asked, profile, answers))
    if "skip" in request.POST:
        return redirect("onboarding-step", code=step_keep(user, code, None))
    form = form_of(asked, profile, answers, request.POST)
    if not form.is_valid():
        return _page(request, user, asked, form, status=422)
    return redirect("onboarding-step", code=step_keep(user, code, form.answer()))


@require_POST
@login_required
def voice(request: HttpRequest, code: str) -> HttpResponseBase:
    """An answer said aloud: the body is a WAV file, and nothing of it is kept. Gives a proposal as JSON."""
    user, asked = _user(request), _step(code)
    if not is_heard(asked, free=_free()):
        raise Http404
    if not consent_given(user, PRACTISE):
        return _refused("hello.consent")
    if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes(most_seconds(asked)):
        return _refused("hello.long")
    try:
        answer = answer_of(engines(), asked, _answers(user), request.body)
    except BadSound as bad:
        return _refused(bad.code.replace("say.", "hello."))
    except EngineError:
        return _refused("hello.busy")
    if code in (*READ, "own") and answer["speech"]:
        voice_keep(user, code, answer)
    return JsonResponse(answer)


@require_safe
@login_required
def line_audio(request: HttpRequest, code: str, what: str) -> HttpResponseBase:
    """The host's line of a step (``say``), or what is to be listened to (``tell``), as WAV."""
    asked = _step(code)
    text = asked.tell if what == "tell" else host_line(asked, profile_of(_user(request)), speaks=True)
    if not text:
        raise Http404
    try:
        chunks = list(spoken(engines(), text, first_talk().voice))
    except EngineError:
        return _refused("hello.away")
    data = wav_bytes(b"".join(chunk.pcm for chunk in chunks), chunks[0].sample_rate)
    response = HttpResponse(data, content_type="audio/wav")
    patch_cache_control(response, private=True, max_age=CACHED_SECONDS)
    return response


def _last(request: HttpRequest, user: User, asked: Step) -> HttpResponse:
    """Where we start. "Easier" and "harder" move it, and it may be moved again."""
    move = request.POST.get("move", "") if request.method == "POST" else ""
    if move in SHIFTS:
        level_shift(user, SHIFTS[move])
        return redirect("onboarding-step", code=LAST)
    if request.method == "POST":
        onboarding_finish(user)
        return redirect("home")
    return _page(request, user, asked, form_of(asked, profile_of(user), {}))


def _page(
    request: HttpRequest, user: User, asked: Step, form: StepForm, *, status: int = 200
) -> HttpResponse:
    talk, profile, answers = first_talk(), profile_of(user), _answers(user)
    codes = list(talk.steps)
    context: dict[str, Any] = {
        "step": asked,
        "form": form,
        "host": talk.host,
        "line": host_line(asked, profile),
        "line_ru": host_line(asked, profile, russian=True),
        "bubbles": bubbles_of(asked, profile, answers),
        "before": talk.before(asked.code),
        "number": codes.index(asked.code) + 1,
        "of": len(codes),
        "read": line_of(asked, answers),
        "heard": is_heard(asked, free=_free()),
        "free": _free(),
        "may_listen": consent_given(user, PRACTISE),
        "may_agree": may_give(user, PRACTISE),
        "asks_consent": asked.code in ASKS_CONSENT,
        "may_fall": profile.level != LEVELS[0],
        "may_rise": profile.level != Level.values[-1],
        "consent": PURPOSES[PRACTISE],
        "profile": profile,
    }
    return render(request, f"practice/{_template(asked)}.html", context, status=status)


def _template(asked: Step) -> str:
    if asked.code in ("name", "language", "goals", "interests", "listen", "own", LAST):
        return f"hello_{asked.code}"
    return "hello_card" if asked.cards else "hello_read"


def _free() -> bool:
    """Whether sentences are understood that nobody offered."""
    return engines().capabilities("recogniser").free_speech


def _refused(code: str) -> JsonResponse:
    text = TEXTS[code]
    said = {"title": text.title, "title_ru": text.title_ru, "detail": text.text, "detail_ru": text.text_ru}
    return JsonResponse({"code": code, **said}, status=STATUS[code])


def _answers(user: User) -> dict[str, Any]:
    begun = onboarding_of(user)
    return dict(begun.answers) if begun else {}


def _step(code: str) -> Step:
    try:
        return first_talk().steps[code]
    except KeyError:
        raise Http404 from None


def _user(request: HttpRequest) -> User:
    """``login_required`` has seen to it; this says so to the types."""
    assert isinstance(request.user, User)
    return request.user
