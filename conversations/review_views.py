"""What the review plays and what it is told: better lines and the model aloud, a line said now, ticks, and
what was not all right in a line of the buddy's; that the talk's page tells, too."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.purposes import PRACTISE
from accounts.selectors import consent_given
from conversations.engines import page_engines as engines
from conversations.limits import LimitReached
from conversations.models import Conversation, Turn
from conversations.postcards import postcard_opens, postcard_read, postcard_text
from conversations.recordings import wav_bytes
from conversations.reports import LineUnknown, ReportInvalid, line_report
from conversations.review_better import Better, better_line
from conversations.review_retell import ticks_set
from conversations.review_saying import MOST_BYTES, BadSound, pcm_of, was_said
from conversations.selectors import conversation_get, persona_voice, scenario_of
from conversations.services import conversation_start
from conversations.texts import text_here
from conversations.voice import spoken
from ml.errors import EngineError

CACHED_SECONDS = 3600
STATUS = {
    "say.unknown": 404,
    "say.consent": 403,
    "say.format": 415,
    "say.long": 413,
    "say.short": 400,
    "say.busy": 503,
    "voice.away": 503,
    "ticks.unknown": 400,
    "report.unknown": 404,
    "report.invalid": 400,
    "report.many": 429,
}


@require_safe
@login_required
def better_audio(request: HttpRequest, talk_id: UUID, turn: int, at: int) -> HttpResponseBase:
    """The better wording of a sentence of the learner's, as WAV."""
    conversation = _conversation(request, talk_id)
    line = _better(conversation, turn, at)
    if line is None:
        raise Http404
    return _speak(conversation, line.better_text)


@require_safe
@login_required
def model_audio(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """The story as somebody else would tell it, as WAV."""
    conversation = _conversation(request, talk_id)
    retell = scenario_of(conversation).retell
    if retell is None:
        raise Http404
    return _speak(conversation, retell.model)


@require_safe
@login_required
def postcard_audio(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """The postcard in the voice of who wrote it, as WAV."""
    conversation = _conversation(request, talk_id)
    text = postcard_text(conversation)
    if not text:
        raise Http404
    return _speak(conversation, text)


@require_POST
@login_required
def postcard(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """It was played; with ``answer``, the talk that it opens begins."""
    conversation = _conversation(request, talk_id)
    if not postcard_text(conversation):
        raise Http404
    postcard_read(conversation.user, conversation.pk)
    if "answer" not in request.POST:
        return HttpResponse(status=204)
    topic = postcard_opens(conversation.user, conversation)
    if topic is None:
        return redirect("topic-list")
    return redirect("talk", talk_id=conversation_start(user=conversation.user, topic=topic).pk)


@require_POST
@login_required
def say(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """Whether a better line (``?turn=3&at=0``) was said: the body is a WAV file, and nothing of it is
    kept. Answers ``{"said": true}`` or ``{"said": false}``."""
    conversation = _conversation(request, talk_id)
    if not consent_given(conversation.user, PRACTISE):
        return _refused("say.consent")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _refused("say.long")
    try:
        line = _better(conversation, int(request.GET["turn"]), int(request.GET["at"]))
    except (KeyError, ValueError):
        line = None
    if line is None:
        return _refused("say.unknown")
    try:
        return JsonResponse({"said": was_said(engines(), line.better_text, pcm_of(request.body))})
    except BadSound as bad:
        return _refused(bad.code)
    except EngineError:
        return _refused("say.busy")


@require_POST
@login_required
def ticks(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """Keep the learner's own "I said…": ``tick`` holds the numbers that are on. A script gets JSON, a
    form the review again."""
    conversation = _conversation(request, talk_id)
    try:
        kept = ticks_set(conversation, scenario_of(conversation), map(int, request.POST.getlist("tick")))
    except (ValueError, IndexError):
        return _refused("ticks.unknown")
    if request.accepts("text/html"):
        return redirect(reverse("review", args=[talk_id]) + "#retelling")
    return JsonResponse({"ticks": kept})


@require_POST
@login_required
def report(request: HttpRequest, talk_id: UUID) -> HttpResponseBase:
    """Something the buddy said was not all right: ``turn``, ``reason`` and, if wanted, a ``note``. The talk
    goes on meanwhile. A script gets JSON, a form the review again."""
    conversation = _conversation(request, talk_id)
    given = request.POST
    try:
        number = int(given.get("turn", ""))
        line_report(conversation, number, given.get("reason", ""), given.get("note", ""))
    except (ValueError, ReportInvalid):
        return _unreported("report.invalid", request)
    except LineUnknown:
        return _unreported("report.unknown", request)
    except LimitReached as limit:
        return _unreported(limit.code, request)
    if request.accepts("text/html"):
        return redirect(reverse("review", args=[talk_id]) + f"?reported={number}#turn-{number}")
    return JsonResponse({"reported": number})


def _unreported(code: str, request: HttpRequest) -> HttpResponse:
    if not request.accepts("text/html"):
        return _refused(code)
    text = text_here(code)
    return render(
        request,
        "conversations/refused.html",
        {"text": {"title": text["title"], "text": text["detail"]}},
        status=STATUS[code],
    )


def _better(conversation: Conversation, number: int, at: int) -> Better | None:
    turns = Turn.objects.filter(conversation=conversation).prefetch_related("corrections")
    turn = turns.exclude(status__in=(Turn.Status.DISMISSED, Turn.Status.FAILED)).filter(number=number).first()
    return better_line(turn, at) if turn else None


def _speak(conversation: Conversation, text: str) -> HttpResponse:
    try:
        chunks = list(spoken(engines(), text, persona_voice(scenario_of(conversation))))
    except EngineError:
        chunks = []
    if not chunks:  # or there was nothing in it for this voice
        return _refused("voice.away")
    data = wav_bytes(b"".join(chunk.pcm for chunk in chunks), chunks[0].sample_rate)
    response = HttpResponse(data, content_type="audio/wav")
    patch_cache_control(response, private=True, max_age=CACHED_SECONDS)  # a refusal is never kept
    return response


def _refused(code: str) -> JsonResponse:
    return JsonResponse({"code": code, **text_here(code)}, status=STATUS[code])


def _conversation(request: HttpRequest, talk_id: UUID) -> Conversation:
    """The learner's own talk; somebody else's is as unknown as one that never was."""
    assert isinstance(request.user, User)
    try:
        return conversation_get(request.user, talk_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
