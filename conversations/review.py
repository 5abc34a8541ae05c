"""What is left of a talk: what was said, on what evidence, and what it was about."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from accounts.selectors import consent_given
from conversations.models import Conversation, Turn
from conversations.protocol import SAMPLE_RATE
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
    samples: int  # of speech, at 16 kHz
    seconds: float
    recording_url: str | None
    corrections: tuple[ReviewCorrection, ...]


@dataclass(frozen=True, slots=True)
class ReviewPhrase:
    say: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Review:
    topic_title: str
    persona: str
    story_line: str
    turns: tuple[ReviewTurn, ...]
    phrases_said: tuple[ReviewPhrase, ...]
    phrases_met: tuple[ReviewPhrase, ...]
    can_correct: bool  # some turn was heard or typed: only those show mistakes
    keeps_recordings: bool


def review_of(conversation: Conversation) -> Review:
    """The review of a talk, finished or not."""
    scenario = scenario_of(conversation)
    state = TalkState.from_json(conversation.state)
    turns = tuple(_turn(turn) for turn in _said(conversation))
    said = [phrase for phrase in scenario.targets.unusual if phrase.id in state.phrases]
    shown = _shown(conversation)
    met = [
        phrase
        for phrase in scenario.targets.unusual
        if phrase.id not in state.phrases and any(words.lower() in shown for words in phrase.match)
    ]
    heard = {Evidence.HEARD.value, Evidence.TYPED.value}
    return Review(
        topic_title=scenario.title,
        persona=scenario.persona.name,
        story_line=_story_line(conversation, scenario, turns),
        turns=turns,
        phrases_said=tuple(ReviewPhrase(phrase.say, phrase.meaning) for phrase in said),
        phrases_met=tuple(ReviewPhrase(phrase.say, phrase.meaning) for phrase in met),
        can_correct=any(turn.evidence in heard for turn in turns),
        keeps_recordings=consent_given(conversation.user, "keep_recordings"),
    )


def _said(conversation: Conversation) -> list[Turn]:
    turns = conversation.turns.filter(kind__in=(Turn.Kind.SPEECH, Turn.Kind.TYPED)).exclude(
        status__in=(Turn.Status.DISMISSED, Turn.Status.FAILED)
    )
    return list(turns.exclude(evidence="").order_by("number").prefetch_related("corrections"))


def _turn(turn: Turn) -> ReviewTurn:
    samples = max(turn.samples - turn.offset, 0)
    url = reverse("recording", args=[turn.conversation_id, turn.number]) if turn.recording else None
    corrections = () if turn.evidence == Evidence.OWN_WORDS else tuple(turn.corrections.all())
    return ReviewTurn(
        number=turn.number,
        evidence=turn.evidence,
        text=turn.text,
        buddy=heard_of_buddy(turn),
        samples=samples,
        seconds=round(samples / SAMPLE_RATE, 1),
        recording_url=url,
        corrections=tuple(ReviewCorrection(c.original, c.replacement, c.reason) for c in corrections),
    )


def _shown(conversation: Conversation) -> str:
    """All that was said to the learner or offered to them, in lower case."""
    payloads = conversation.events.filter(type__in=("reply.sentence", "talk.offered"))
    texts: list[str] = []
    for payload in payloads.values_list("payload", flat=True):
        texts += [payload["text"]] if "text" in payload else [card["text"] for card in payload["cards"]]
    return " ".join(texts).lower()


def _story_line(conversation: Conversation, scenario: Scenario, turns: tuple[ReviewTurn, ...]) -> str:
    """One line of the story; never a mark."""
    if not turns:
        return f"You met {scenario.persona.name}."
    finished = conversation.status == Conversation.Status.FINISHED
    if finished and not conversation.turns.filter(kind=Turn.Kind.CLOSING).exists():
        for star in scenario.stars:
            if star.for_ == "finished":
                return f"{star.text}."
    return f"You talked with {scenario.persona.name}."
