"""Sound over HTTP: the buddy's lines again, cards read aloud, and the learner's own kept turns."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from conversations.engines import page_engines as engines
from conversations.hearing import NotYours, recording_for
from conversations.models import Conversation, Turn, TurnEvent
from conversations.recorded import recorded
from conversations.recordings import wav_bytes
from conversations.selectors import conversation_get, persona_voice, scenario_of
from conversations.texts import text_here
from conversations.voice import spoken
from ml.errors import EngineError
from ml.sentences import has_words

LEAST_PACE, MOST_PACE = 0.5, 1.5
CACHED_SECONDS = 3600


@require_safe
@login_required
def reply_audio(request: HttpRequest, talk_id: UUID, turn: int, sentence: int) -> HttpResponseBase:
    """A sentence of the buddy's as WAV, at the talk's pace; ``?pace=0.7`` speaks slower.

    What was recorded is played from the recording, unless it is wanted slower: no recording speaks slowly.
    """
    conversation = _conversation(request, talk_id)
    event = (
        TurnEvent.objects.filter(
            conversation=conversation, turn__number=turn, type="reply.sentence", payload__sentence=sentence
        )
        .order_by("-seq")
        .first()
    )
    if event is None:
        raise Http404
    text, name = event.payload["text"], event.payload.get("recording", "")
    if name and "pace" not in request.GET:
        chunk = recorded(scenario_of(conversation).slug, name, text)
        if chunk is not None:
            return wav(chunk.pcm, chunk.sample_rate)
    return speak(request, conversation, text)


@require_safe
@login_required
def card_audio(request: HttpRequest, talk_id: UUID, key: str) -> HttpResponseBase:
    """An offered line as WAV, to hear before reading it."""
    conversation = _conversation(request, talk_id)
    for reply in conversation.offer.get("replies", ()):
        if reply["key"] == key:
            return speak(request, conversation, reply["text"])
    raise Http404


@cache_control(private=True, no_store=True)
@require_safe
@login_required
def recording(request: HttpRequest, talk_id: UUID, turn: int) -> HttpResponseBase:
    """The learner's own turn, where it was kept; nobody else's request gets here."""
    conversation = _conversation(request, talk_id)
    row = Turn.objects.filter(conversation=conversation, number=turn).first()
    try:
        if row is None:
            raise NotYours
        kept = recording_for(conversation.user, row)
        return FileResponse(kept.open("rb"), content_type="audio/wav")
    except (NotYours, FileNotFoundError):  # deleted in this moment
        raise Http404 from None


def speak(request: HttpRequest, conversation: Conversation, text: str) -> HttpResponse:
    """The text in the persona's voice, at the talk's pace or the one that is asked for."""
    try:
        pace = float(request.GET.get("pace", conversation.state.get("pace", 1)))
    except ValueError:
        pace = 0.0
    if not LEAST_PACE <= pace <= MOST_PACE:
        detail = _("pace is a number from %(least)s to %(most)s.") % {"least": LEAST_PACE, "most": MOST_PACE}
        return JsonResponse({"code": "audio.pace", "detail": detail}, status=400)
    if not has_words(text):
        raise Http404
    try:
        chunks = list(spoken(engines(), text, persona_voice(scenario_of(conversation)), pace))
    except EngineError:
        chunks = []
    if not chunks:  # or there was nothing in it for this voice
        return JsonResponse({"code": "voice.silent", **text_here("voice.silent")}, status=503)
    return wav(b"".join(chunk.pcm for chunk in chunks), chunks[0].sample_rate)


def wav(pcm: bytes, rate: int) -> HttpResponse:
    """Sound for a page, which may keep it for itself."""
    response = HttpResponse(wav_bytes(pcm, rate), content_type="audio/wav")
    patch_cache_control(response, private=True, max_age=CACHED_SECONDS)  # a refusal is never kept
    return response


def _conversation(request: HttpRequest, talk_id: UUID) -> Conversation:
    assert isinstance(request.user, User)
    try:
        return conversation_get(request.user, talk_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
