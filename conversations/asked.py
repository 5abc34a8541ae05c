""" "How do I say…?": a question aloud in the learner's own language, checked and counted."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.purposes import PRACTISE
from accounts.selectors import consent_given
from conversations.asked_sound import Aloud
from conversations.limits import speech_counted, turn_allowed
from conversations.models import Conversation
from conversations.protocol import SAMPLE_RATE
from conversations.review_saying import BadSound, most_bytes, pcm_of
from conversations.selectors import persona_voice, scenario_of
from conversations.translating import first_language

MOST_SECONDS = 15
MOST_BYTES = most_bytes(MOST_SECONDS)


class Unasked(Exception):
    """A question that cannot be taken; ``code`` is one of texts.yaml."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody wants to say, in their own language; nothing of the sound is kept."""

    conversation: Conversation
    language: str
    pcm: bytes
    aloud: Aloud  # how the answer is to be said


def question_take(conversation: Conversation, sound: bytes) -> Question:
    """The sound of a WAV file as a question, counted like any speech; raises Unasked or LimitReached."""
    user = conversation.user
    language = first_language(user)
    if not language:
        raise Unasked("how.unknown")
    if not consent_given(user, PRACTISE):
        raise Unasked("how.consent")
    if conversation.status == Conversation.Status.FINISHED:
        raise Unasked("talk.over")
    pcm = _pcm(sound)
    turn_allowed(user.pk, speech=True)
    speech_counted(user.pk, len(pcm) / 2 / SAMPLE_RATE)
    pace = float(conversation.state.get("pace", 1))
    aloud = Aloud(conversation.pk, persona_voice(scenario_of(conversation)), pace)
    return Question(conversation, language, pcm, aloud)


def _pcm(sound: bytes) -> bytes:
    if len(sound) > MOST_BYTES:
        raise Unasked("how.long")
    if not sound:
        raise Unasked("how.short")
    try:
        return pcm_of(sound, MOST_SECONDS)
    except BadSound as bad:
        if bad.code == "say.long":
            raise Unasked("how.long") from bad
        if bad.code == "say.short":
            raise Unasked("how.short") from bad
        raise Unasked("how.format") from bad
