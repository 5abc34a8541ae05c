"""How much of a talk was the learner's own, and its best moment: by rule, never by judging form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.models import Turn
from conversations.protocol import SAMPLE_RATE
from conversations.review_story import RETELL, beat_of
from ml.scenario import Scenario
from ml.scenario_text import count_words, filled, spelled_out
from ml.types import Evidence, TalkState

TYPED_WORDS_A_SECOND = 2.0  # an unhurried speaker's pace: typed words count like spoken seconds
FLUENT_WORDS_A_SECOND = 1.6  # read without long stops
LEAST_SECONDS, LEAST_WORDS = 2.0, 4  # shorter own words are no moment to come back to
SPOKEN = (Evidence.HEARD.value, Evidence.OWN_WORDS.value)


@dataclass(frozen=True, slots=True)
class BestMoment:
    """``question`` is what the buddy had asked; ``text`` is empty where speech was kept, not understood."""

    turn: int
    text: str
    question: str
    why: str
    recording_url: str | None


def spoken_seconds(turn: Turn) -> float:
    """Length of the turn's speech in seconds, without the silence that ended it."""
    if turn.kind == Turn.Kind.TYPED:
        return 0.0
    silence = int(turn.timings.get("silence_ms", 0)) / 1000
    return max((turn.samples - turn.offset) / SAMPLE_RATE - silence, 0.0)


def own_seconds(scenario: Scenario, turn: Turn) -> float:
    """Seconds of own words in the turn: speech that was heard or kept, or what was typed, by its words.

    A line of the buddy's making is not one's own, read or typed; neither is a move ("Sorry?").
    """
    if turn.move:
        return 0.0
    if turn.evidence in SPOKEN:
        return spoken_seconds(turn)
    if turn.evidence != Evidence.TYPED or _is_offered(scenario, turn):
        return 0.0
    return count_words(turn.text) / TYPED_WORDS_A_SECOND


def best_moment(
    scenario: Scenario, state: TalkState, turns: Sequence[tuple[Turn, str | None]]
) -> BestMoment | None:
    """The longest own words; else the longest line that was read in one go; else the longest line.

    ``turns`` come with the address of their recording. The story told at the end has its own place.
    """
    told = [(turn, url) for turn, url in turns if beat_of(turn) != RETELL]
    own = [(own_seconds(scenario, turn), turn, url) for turn, url in told]
    longest = max(own, key=lambda one: one[0], default=None)
    if longest and _is_long(longest[1], longest[0]):
        seconds, turn, url = longest
        how = f"{count_words(turn.text)} words" if turn.kind == Turn.Kind.TYPED else f"{seconds:.0f} seconds"
        return _moment(scenario, state, turn, url, f"Your longest answer in your own words: {how}.")
    read = [(turn, url) for turn, url in told if turn.evidence == Evidence.CARD and not turn.move]
    fluent = [one for one in read if _is_stretch(one[0]) and _is_fluent(one[0])]
    if not read:
        return None
    turn, url = max(fluent or read, key=lambda one: count_words(one[0].text))
    why = "A long line, read in one go." if fluent else "The longest line you read."
    return _moment(scenario, state, turn, url, why)


def _moment(scenario: Scenario, state: TalkState, turn: Turn, url: str | None, why: str) -> BestMoment:
    beat = scenario.beat(beat_of(turn))
    # Passages that depend on choices ({opening_line}) are filled by the partner; here the plain wording does.
    plain = beat is not None and not beat.fill
    question = filled(beat.say if plain else beat.simpler, state.remember) if beat else ""
    text = "" if turn.evidence == Evidence.OWN_WORDS else turn.text
    return BestMoment(turn.number, text, question, why, url)


def _is_long(turn: Turn, seconds: float) -> bool:
    least = LEAST_WORDS / TYPED_WORDS_A_SECOND if turn.kind == Turn.Kind.TYPED else LEAST_SECONDS
    return seconds >= least


def _is_stretch(turn: Turn) -> bool:
    return turn.reply_key.endswith(".stretch") and turn.slip is None


def _is_fluent(turn: Turn) -> bool:
    seconds = spoken_seconds(turn)
    return seconds > 0 and count_words(turn.text) / seconds >= FLUENT_WORDS_A_SECOND


def _is_offered(scenario: Scenario, turn: Turn) -> bool:
    beat = scenario.beat(beat_of(turn))
    said = spelled_out(turn.text)
    return beat is not None and any(spelled_out(reply.say) == said for reply in beat.replies)
