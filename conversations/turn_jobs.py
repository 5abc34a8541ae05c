"""Everything the pipeline needs for a turn, read from its row and its talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse

from accounts.models import LearnerProfile, Strictness, User
from accounts.services import profile_of
from conversations.barge_in import Stopped
from conversations.earlier import earlier_settle
from conversations.endpointing import Pauses
from conversations.engines import engines
from conversations.job import TurnJob
from conversations.load import Load, load
from conversations.models import Conversation, Turn, TurnEvent
from conversations.offering import offer_parse
from conversations.selectors import heard_of_buddy, persona_voice, scenario_of
from conversations.translator import language_known
from ml.types import Evidence, Exchange, Heard, Offer, Slip, TalkState, Word
from topics.selectors import moves

HISTORY_TURNS = 20
FIRST_TURNS = 2  # of a learner's first talk: nothing in them is marked
LEARNERS = (Turn.Kind.SPEECH, Turn.Kind.TYPED, Turn.Kind.MOVE)


def turn_job(turn: Turn, *, waited: float = 0.0) -> TurnJob:
    """Everything the pipeline needs for this turn, which was taken up after ``waited`` seconds."""
    conversation = turn.conversation
    scenario = scenario_of(conversation)
    offer = offer_parse(conversation.offer)
    profile = profile_known(conversation.user)
    audio_url = reverse("reply-audio", args=[conversation.pk, turn.number, 0])
    earlier = _earlier(turn)
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
            chosen=profile.pause_chosen,
            no_hurry=profile.no_hurry,
            own_words=offer is not None and offer.own_words is not None,
        ),
        scenario=scenario,
        state=TalkState.from_json(conversation.state),
        offer=offer,
        history=_history(earlier),
        voice=persona_voice(scenario),
        engines=engines(),
        heard=heard_of(turn),
        announced=turn.status == Turn.Status.ANSWERING,
        moves=moves(),
        speaks=conversation.voice != "device",
        marks=_marks(turn, earlier, offer),
        brief=load.now(waited) > Load.CALM,
        alone=_alone(earlier),
        stopped=Stopped(conversation.pk.hex, turn.number),
        before={"state": conversation.state, "offer": conversation.offer},
        audio_url=audio_url.replace("/0.wav", "/{n}.wav"),
        review_url=reverse("review", args=[conversation.pk]),
        translates=language_known(engines(), profile.native_language) if conversation.translations else "",
    )


def job_now(job: TurnJob, turn: Turn, *, settled: bool) -> TurnJob:
    """The job with the talk as it stands now: the reply before may have ended while the learner spoke,
    and what was played of it is known only then.

    ``settled``: waits until every turn before has its outcome. An answer from an older state would say the
    same again, and its outcome would be written over.
    """
    if settled:
        earlier_settle(turn)
    now = Conversation.objects.only("state", "offer", "status").get(pk=turn.conversation_id)
    earlier, offer = _earlier(turn), offer_parse(now.offer)
    return replace(
        job,
        state=TalkState.from_json(now.state),
        offer=offer,
        history=_history(earlier),
        marks=_marks(turn, earlier, offer),
        brief=job.brief or load.now() > Load.CALM,
        alone=_alone(earlier),
        over=now.status == Conversation.Status.FINISHED,
        before={"state": now.state, "offer": now.offer},
    )


def heard_of(turn: Turn) -> Heard | None:
    """What an earlier attempt heard, or what was typed or tapped; None if it has still to be heard.

    How sure each heard word was is not kept. So none is, and nothing is corrected: a mistake that is missed
    comes again, one that was none is the worst that can be said.
    """
    if not turn.evidence:
        return None
    evidence = Evidence(turn.evidence)
    unsure = (Word(turn.surface or turn.text, 0, 0, 0.0),) if evidence is Evidence.HEARD else ()
    return Heard(
        evidence=evidence,
        text=turn.text,
        surface=turn.surface,
        reply=turn.reply_key or None,
        spotted=tuple(turn.spotted),
        guess=turn.guess or None,
        move=turn.move or None,
        slip=Slip(**turn.slip) if turn.slip else None,
        words=unsure,
        confidence=turn.confidence,
    )


def profile_known(user: User) -> LearnerProfile:
    """The profile that was read with the turn; one is made for whoever has none yet."""
    try:
        return user.profile
    except ObjectDoesNotExist:
        return profile_of(user)


class _Past(NamedTuple):
    """Of an earlier turn only what a job needs: up to twenty are read several times a turn."""

    pk: int
    kind: str
    text: str
    buddy_text: str
    played_text: str | None


def _earlier(turn: Turn) -> list[_Past]:
    """The turns before this one that count, the newest first."""
    before = Turn.objects.filter(conversation_id=turn.conversation_id, number__lt=turn.number)
    counted = before.exclude(status=Turn.Status.DISMISSED).order_by("-number")
    return [_Past(*row) for row in counted.values_list(*_Past._fields)[:HISTORY_TURNS]]


def _history(earlier: Sequence[_Past]) -> tuple[Exchange, ...]:
    """The turns before as they were experienced: of the buddy only what was played."""
    return tuple(Exchange(learner=past.text, buddy=heard_of_buddy(past)) for past in reversed(earlier))


def _alone(earlier: Sequence[_Past]) -> int:
    """How many turns running the buddy took because nobody spoke."""
    nobody = (Turn.Kind.SILENCE, Turn.Kind.GO_ON)
    return sum(past.kind == Turn.Kind.GO_ON for past in takewhile(lambda past: past.kind in nobody, earlier))


def _marks(turn: Turn, earlier: Sequence[_Past], offer: Offer | None) -> bool:
    """Whether a mistake may be recast and marked while the talk goes on.

    Never in the first turns of a learner's first talk, in a story in their own words, or twice running; and
    never for whoever wants to read of mistakes afterwards.
    """
    if profile_known(turn.conversation.user).strictness == Strictness.GENTLE:
        return False
    if offer is not None and offer.own_words is not None:
        return False
    said = [past for past in earlier if past.kind in LEARNERS]
    if said and TurnEvent.objects.filter(turn_id=said[0].pk, type="turn.corrected").exists():
        return False
    if len(said) >= FIRST_TURNS:
        return True
    talks = Conversation.objects.filter(user_id=turn.conversation.user_id)
    return talks.filter(started_at__lt=turn.conversation.started_at).exists()
