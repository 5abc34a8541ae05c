"""What is left of a talk, on one screen: its story, the best moment, a few things to say better, phrases."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.purposes import PRACTISE
from accounts.selectors import consent_given
from conversations.models import Conversation, Turn
from conversations.protocol import SAMPLE_RATE
from conversations.review_better import SHOWN, Better, better_lines, may_be_corrected
from conversations.review_own_words import BestMoment, best_moment, own_seconds
from conversations.review_retell import Retelling, retelling_of
from conversations.review_stars import ReviewStar, Understood, stars_of, understood_of
from conversations.review_story import RETELL, beat_of, in_retell, reached_end, story_line
from conversations.selectors import heard_of_buddy, scenario_of
from ml.scenario import Scenario
from ml.types import Evidence, TalkState


@dataclass(frozen=True, slots=True)
class ReviewCorrection:
    original: str
    replacement: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewTurn:
    number: int
    evidence: str
    text: str
    buddy: str
    is_move: bool  # something one may say at any time ("Sorry?")
    is_retell: bool
    samples: int  # of speech, at 16 kHz
    seconds: float
    recording_url: str | None
    corrections: tuple[ReviewCorrection, ...]


@dataclass(frozen=True, slots=True)
class ReviewPhrase:
    say: str
    meaning: str
    meaning_ru: str


@dataclass(frozen=True, slots=True)
class Review:
    topic_title: str
    persona: str
    story_line: str
    opening: str  # what the buddy began with
    turns: tuple[ReviewTurn, ...]
    best: BestMoment | None
    better: tuple[Better, ...]  # at most three
    better_more: tuple[Better, ...]
    phrases_said: tuple[ReviewPhrase, ...]
    phrases_met: tuple[ReviewPhrase, ...]
    stars: tuple[ReviewStar, ...]
    own_seconds: int
    understood: Understood | None
    retelling: Retelling | None
    in_retell: bool  # the talk is over, its story may still be told
    writes: bool  # there will be a postcard
    can_correct: bool  # some turn was heard or typed: only those show mistakes
    only_typed: bool  # nothing was spoken: there is no voice to miss
    keeps_recordings: bool
    may_listen: bool


def review_of(conversation: Conversation) -> Review:
    """The review of a talk, finished or not."""
    scenario = scenario_of(conversation)
    state = TalkState.from_json(conversation.state)
    rows = _rows(conversation)
    said = [turn for turn in rows if turn.evidence and turn.kind in _SAID]
    with_url = [(turn, _recording_url(turn)) for turn in said]
    reached = reached_end(conversation, state)
    own = sum(own_seconds(scenario, turn) for turn in said)
    better = better_lines(with_url)
    phrases_said, phrases_met = _phrases(conversation, scenario, state)
    return Review(
        topic_title=scenario.title,
        persona=scenario.persona.name,
        story_line=story_line(scenario, said, reached=reached),
        opening=next((heard_of_buddy(turn) for turn in rows if turn.kind == Turn.Kind.OPENING), ""),
        turns=tuple(_turn(turn, url) for turn, url in with_url),
        best=best_moment(scenario, state, with_url),
        better=better[:SHOWN],
        better_more=better[SHOWN:],
        phrases_said=phrases_said,
        phrases_met=phrases_met,
        stars=stars_of(scenario, state, reached=reached, own_seconds=own),
        own_seconds=round(own),
        understood=understood_of(scenario, state, rows),
        retelling=retelling_of(scenario, conversation, with_url),
        in_retell=in_retell(conversation),
        writes=reached and scenario.postcard is not None,
        can_correct=any(turn.evidence in _OF_LANGUAGE for turn in said),
        only_typed=all(turn.kind != Turn.Kind.SPEECH for turn in said),
        keeps_recordings=consent_given(conversation.user, "keep_recordings"),
        may_listen=consent_given(conversation.user, PRACTISE),
    )


_SAID = (Turn.Kind.SPEECH, Turn.Kind.TYPED, Turn.Kind.MOVE)
_OF_LANGUAGE = (Evidence.HEARD.value, Evidence.TYPED.value)


def _rows(conversation: Conversation) -> list[Turn]:
    """Every turn that came to something, the buddy's own among them, in order."""
    turns = conversation.turns.exclude(status__in=(Turn.Status.DISMISSED, Turn.Status.FAILED))
    return list(turns.order_by("number").prefetch_related("corrections"))


def _recording_url(turn: Turn) -> str | None:
    return reverse("recording", args=[turn.conversation_id, turn.number]) if turn.recording else None


def _turn(turn: Turn, url: str | None) -> ReviewTurn:
    samples = max(turn.samples - turn.offset, 0) if turn.kind == Turn.Kind.SPEECH else 0
    corrections = turn.corrections.all() if may_be_corrected(turn) else ()
    return ReviewTurn(
        number=turn.number,
        evidence=turn.evidence,
        text=turn.text,
        buddy=heard_of_buddy(turn),
        is_move=bool(turn.move),
        is_retell=beat_of(turn) == RETELL,
        samples=samples,
        seconds=round(samples / SAMPLE_RATE, 1),
        recording_url=url,
        corrections=tuple(ReviewCorrection(c.original, c.replacement, c.reason) for c in corrections),
    )


def _phrases(
    conversation: Conversation, scenario: Scenario, state: TalkState
) -> tuple[tuple[ReviewPhrase, ...], tuple[ReviewPhrase, ...]]:
    """Target phrases that the learner said, and those that only came up."""
    shown = _shown(conversation)
    said: list[ReviewPhrase] = []
    met: list[ReviewPhrase] = []
    for phrase in scenario.targets.unusual:
        row = ReviewPhrase(phrase.say, phrase.meaning, phrase.ru)
        if phrase.id in state.phrases:
            said.append(row)
        elif any(words.lower() in shown for words in phrase.match):
            met.append(row)
    return tuple(said), tuple(met)


def _shown(conversation: Conversation) -> str:
    """All that was said to the learner or offered to them, in lower case."""
    payloads = conversation.events.filter(type__in=("reply.sentence", "talk.offered"))
    texts: list[str] = []
    for payload in payloads.values_list("payload", flat=True):
        texts += [payload["text"]] if "text" in payload else [card["text"] for card in payload["cards"]]
    return " ".join(texts).lower()
