"""Reading talks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import User
from accounts.services import profile_of
from conversations.endpointing import Pauses
from conversations.engines import engines
from conversations.job import TurnJob
from conversations.models import Conversation, Turn, TurnEvent
from ml.scenario import Scenario
from ml.types import (
    Evidence,
    Exchange,
    Heard,
    Offer,
    OfferedReply,
    OwnWords,
    Slip,
    Spot,
    TalkState,
    VoiceSpec,
)
from topics.selectors import topic_scenario

HISTORY_TURNS = 20


def conversation_get(user: User, conversation_id: UUID | str) -> Conversation:
    """The user's own talk; somebody else's raises Conversation.DoesNotExist like one that never was."""
    return Conversation.objects.select_related("topic", "user").get(pk=conversation_id, user=user)


def conversation_open_for(user: User) -> Conversation | None:
    """The newest unfinished talk, if any."""
    talking = Conversation.objects.filter(user=user, status=Conversation.Status.TALKING)
    return talking.filter(topic__is_hidden=False).select_related("topic").first()


def events_after(conversation_id: UUID, seq: int) -> list[dict[str, Any]]:
    """Lasting events after ``seq``, in order."""
    events = TurnEvent.objects.filter(conversation_id=conversation_id, seq__gt=seq).order_by("seq")
    return list(events.values_list("payload", flat=True))


def live_turns(conversation: Conversation) -> list[Turn]:
    """The turns that somebody listens to or answers, or should, in order."""
    live = conversation.turns.filter(status__in=Turn.LIVE).select_related("conversation")
    return list(live.order_by("number"))


def turn_typed(conversation_id: UUID, ref: str) -> Turn | None:
    """The turn that a typed reply has become already, if it came before."""
    return Turn.objects.filter(conversation_id=conversation_id, ref=ref).first()


def scenario_of(conversation: Conversation) -> Scenario:
    return topic_scenario(conversation.topic)


def persona_voice(scenario: Scenario) -> VoiceSpec:
    return scenario.persona.voice.spec()


def turn_job(turn: Turn) -> TurnJob:
    """Everything the pipeline needs for this turn."""
    conversation = turn.conversation
    scenario = scenario_of(conversation)
    offer = offer_of(conversation)
    profile = profile_of(conversation.user)
    audio_url = reverse("reply-audio", args=[conversation.pk, turn.number, 0])
    return TurnJob(
        conversation=conversation.pk.hex,
        number=turn.number,
        kind=turn.kind,
        revision=turn.revision + (1 if turn.attempt > 1 else 0),
        interrupts=turn.interrupts,
        held=turn.mode == "hold",
        offset=turn.offset,
        level=conversation.level,
        pauses=Pauses(
            level=profile.level,
            own_ms=profile.pause_ms,
            own_words=offer is not None and offer.own_words is not None,
        ),
        scenario=scenario,
        state=TalkState.from_json(conversation.state),
        offer=offer,
        history=history_of(turn),
        voice=persona_voice(scenario),
        engines=engines(),
        heard=heard_of(turn),
        audio_url=audio_url.replace("/0.wav", "/{n}.wav"),
        review_url=reverse("review", args=[conversation.pk]),
    )


def job_now(job: TurnJob, turn: Turn) -> TurnJob:
    """The job with the talk as it stands now: the reply before may have ended while the learner spoke,
    and what was played of it is known only then."""
    state = Conversation.objects.values_list("state", flat=True).get(pk=turn.conversation_id)
    return replace(job, state=TalkState.from_json(state), history=history_of(turn))


def offer_of(conversation: Conversation) -> Offer | None:
    """What may be answered now, as the last reply left it."""
    data = conversation.offer
    if not data:
        return None
    own = data.get("own_words")
    return Offer(
        beat=data["beat"],
        replies=tuple(OfferedReply(**reply) for reply in data["replies"]),
        spots=tuple(Spot(spot["key"], tuple(spot["phrases"])) for spot in data["spots"]),
        starter=data.get("starter", ""),
        simpler=data.get("simpler", ""),
        own_words=OwnWords(**own) if own else None,
    )


def heard_of(turn: Turn) -> Heard | None:
    """What an earlier attempt heard, or what was typed; None if it has still to be heard."""
    if not turn.evidence:
        return None
    return Heard(
        evidence=Evidence(turn.evidence),
        text=turn.text,
        surface=turn.surface,
        reply=turn.reply_key or None,
        spotted=tuple(turn.spotted),
        guess=turn.guess or None,
        slip=Slip(**turn.slip) if turn.slip else None,
        confidence=turn.confidence,
    )


def heard_of_buddy(turn: Turn) -> str:
    """What of the reply was played; all of it until the client has said how much."""
    return turn.buddy_text if turn.played_text is None else turn.played_text


def history_of(turn: Turn) -> tuple[Exchange, ...]:
    """The turns before this one as they were experienced: of the buddy only what was played."""
    before = (
        turn.conversation.turns.filter(number__lt=turn.number)
        .exclude(status=Turn.Status.DISMISSED)
        .order_by("-number")[:HISTORY_TURNS]
    )
    pairs = [Exchange(learner=past.text, buddy=heard_of_buddy(past)) for past in before]
    return tuple(reversed(pairs))
