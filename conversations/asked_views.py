""" "How do I say…?" over HTTP: the question's sound in, English out; the English aloud; a phrase removed."""

from __future__ import annotations

from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from conversations.asked import MOST_BYTES, Question, Unasked, question_take
from conversations.asked_phrases import phrase_keep, phrase_remove
from conversations.asked_sound import sound_of
from conversations.audio_views import speak, wav
from conversations.limits import LimitReached
from conversations.models import AskedPhrase, Conversation
from conversations.selectors import conversation_get
from conversations.texts import text_here
from conversations.translating import meant
from ml.errors import EngineError

STATUS = {
    "how.unknown": 404,
    "how.consent": 403,
    "how.format": 415,
    "how.long": 413,
    "how.short": 400,
    "how.none": 422,
    "how.busy": 503,
    "talk.over": 409,
}
NOT_HEARD = ("speech.none", "speech.unclear")  # of engines: nobody spoke, or nobody could tell what was said
TOO_MANY = 429  # for the codes of limits


@require_POST
@login_required
async def how_to_say(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """What the body, a WAV file in the learner's first language, is in English: ``text``, what was understood
    (``said``, in ``language``), and ``audio_url``. Nothing of the sound is kept."""
    try:
        question = await sync_to_async(_question)(request, talk_id)
        answer = await meant(question.pcm, question.language, question.aloud)
    except (Unasked, LimitReached) as refused:
        return _refused(refused.code)
    except EngineError as error:
        if error.code in NOT_HEARD:
            return _refused("how.none")
        if error.code == "language.unknown":
            return _refused("how.unknown")
        return _refused("how.busy")
    try:
        phrase = await sync_to_async(phrase_keep)(question.conversation, question.language, answer)
    except Conversation.DoesNotExist:  # erased in this moment
        raise Http404 from None
    return JsonResponse(
        {
            "text": phrase.text,
            "said": phrase.said,
            "language": phrase.language,
            "audio_url": reverse("asked-audio", args=[talk_id, phrase.pk]),
        }
    )


@require_safe
@login_required
def asked_audio(request: HttpRequest, talk_id: UUID, phrase: int) -> HttpResponseBase:
    """A phrase that was asked for, in the persona's voice, as WAV; from the worker that has just answered."""
    conversation = _conversation(request, talk_id)
    row = AskedPhrase.objects.filter(pk=phrase, user=conversation.user).first()
    if row is None:
        raise Http404
    said = None if "pace" in request.GET else sound_of(conversation.pk, row.text)
    return wav(said.pcm, said.sample_rate) if said else speak(request, conversation, row.text)


@require_POST
@login_required
def asked_remove(request: HttpRequest, talk_id: UUID, phrase: int) -> HttpResponse:
    """Forget a phrase; then the review again."""
    conversation = _conversation(request, talk_id)
    phrase_remove(conversation.user, phrase)
    return redirect(reverse("review", args=[talk_id]) + "#phrases")


def _question(request: HttpRequest, talk_id: UUID) -> Question:
    conversation = _conversation(request, talk_id)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Unasked("how.long")
    return question_take(conversation, request.body)


def _refused(code: str) -> JsonResponse:
    return JsonResponse({"code": code, **text_here(code)}, status=STATUS.get(code, TOO_MANY))


def _conversation(request: HttpRequest, talk_id: UUID) -> Conversation:
    """The learner's own talk; somebody else's is as unknown as one that never was."""
    assert isinstance(request.user, User)
    try:
        return conversation_get(request.user, talk_id)
    except Conversation.DoesNotExist:
        raise Http404 from None
