"""What is left of a talk, on one screen: its story, the best moment, a few things to say better, phrases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from accounts.interface import here
from accounts.purposes import PRACTISE
from accounts.selectors import consent_given
from conversations.asked_phrases import phrases_asked
from conversations.models import AskedPhrase, BuddyReport, Conversation, Turn
from conversations.protocol import SAMPLE_RATE
from conversations.reports import reports_by_turn
from conversations.review_better import SHOWN, Better, better_lines, may_be_corrected
from conversations.review_own_words import TYPED_WORDS_A_SECOND, BestMoment, best_moment, own_seconds
from conversations.review_reasons import reason_here
from conversations.review_retell import Retelling, retelling_of
from conversations.review_story import in_retell, reached_end, story_line
from conversations.review_turns import Said, turns_of
from conversations.review_understood import Understood, understood_of
from conversations.selectors import heard_of_buddy, scenario_of
from conversations.stars import ReviewStar, stars_of
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
    report: BuddyReport | None  # of the buddy's line


@dataclass(frozen=True, slots=True)
class ReviewOpening:
    """What the buddy began with."""

    number: int
    buddy: str
    report: BuddyReport | None


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
    opening: ReviewOpening | None
    turns: tuple[ReviewTurn, ...]
    best: BestMoment | None
    better: tuple[Better, ...]  # at most three
    better_more: tuple[Better, ...]
    phrases_said: tuple[ReviewPhrase, ...]
    phrases_met: tuple[ReviewPhrase, ...]
    phrases_asked: tuple[AskedPhrase, ...]
    stars: tuple[ReviewStar, ...]
    own_seconds: int
    own_words: int  # typed ones; what counts in a talk without a voice
    understood: Understood | None
    retelling: Retelling | None
    in_retell: bool  # the talk is over, its story may still be told
    writes: bool  # there will be a postcard tomorrow
    can_correct: bool  # some turn was heard or typed: only those show mistakes
    only_typed: bool  # nothing was spoken: there is no voice to miss
    keeps_recordings: bool
    may_listen: bool


def review_of(conversation: Conversation) -> Review:
    """The review of a talk, finished or not."""
    scenario = scenario_of(conversation)
    state = TalkState.from_json(conversation.state)
    turns = turns_of(conversation)
    mine = [said for said in turns if said.is_learners]
    reports = reports_by_turn(conversation)
    reached = reached_end(conversation, state)
    own = sum(own_seconds(scenario, said) for said in mine)
    better = tuple(map(here, better_lines(mine)))
    phrases_said, phrases_met = _phrases(conversation, scenario, state)
    return Review(
        topic_title=scenario.title,
        persona=scenario.persona.name,
        story_line=story_line(scenario, mine, reached=reached),
        opening=_opening(turns, reports),
        turns=tuple(_turn(said, reports) for said in mine),
        best=best_moment(scenario, state, mine),
        better=better[:SHOWN],
        better_more=better[SHOWN:],
        phrases_said=phrases_said,
        phrases_met=phrases_met,
        phrases_asked=phrases_asked(conversation),
        stars=tuple(map(here, stars_of(scenario, state, mine, reached=reached))),
        own_seconds=round(own),
        own_words=round(own * TYPED_WORDS_A_SECOND),
        understood=understood_of(scenario, state, turns),
        retelling=retelling_of(scenario, conversation, mine),
        in_retell=in_retell(conversation),
        writes=reached and scenario.postcard is not None and _is_fresh(conversation),
        can_correct=any(said.turn.evidence in _OF_LANGUAGE for said in mine),
        only_typed=all(said.turn.kind != Turn.Kind.SPEECH for said in mine),
        keeps_recordings=consent_given(conversation.user, "keep_recordings"),
        may_listen=consent_given(conversation.user, PRACTISE),
    )


_OF_LANGUAGE = (Evidence.HEARD.value, Evidence.TYPED.value)


def _is_fresh(conversation: Conversation) -> bool:
    """Whether the talk ended today."""
    ended = conversation.finished_at or conversation.started_at
    return timezone.localdate(ended) == timezone.localdate()


def _opening(turns: Sequence[Said], reports: Mapping[int, BuddyReport]) -> ReviewOpening | None:
    for said in turns:
        if said.turn.kind == Turn.Kind.OPENING:
            number, line = said.turn.number, heard_of_buddy(said.turn)
            return ReviewOpening(number, line, reports.get(number)) if line else None
    return None


def _turn(said: Said, reports: Mapping[int, BuddyReport]) -> ReviewTurn:
    turn = said.turn
    samples = max(turn.samples - turn.offset, 0) if turn.kind == Turn.Kind.SPEECH else 0
    corrections = turn.corrections.all() if may_be_corrected(turn) else ()
    return ReviewTurn(
        number=turn.number,
        evidence=turn.evidence,
        text=turn.text,
        buddy=heard_of_buddy(turn),
        is_move=said.is_move,
        is_retell=said.is_retell,
        samples=samples,
        seconds=round(samples / SAMPLE_RATE, 1),
        recording_url=said.recording_url,
        corrections=tuple(
            ReviewCorrection(c.original, c.replacement, reason_here(c.code, c.reason)) for c in corrections
        ),
        report=reports.get(turn.number),
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
