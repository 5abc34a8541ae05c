"""How much of a talk was the learner's own, and its best moment: by rule, never by judging form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conversations.models import Turn
from conversations.protocol import SAMPLE_RATE
from conversations.review_turns import Said
from ml.scenario import Scenario
from ml.scenario_text import count_words, filled, spelled_out
from ml.types import Evidence, TalkState

TYPED_WORDS_A_SECOND = 2.0  # an unhurried speaker's pace: typed words count like spoken seconds
FLUENT_WORDS_A_SECOND = 1.6  # read without long stops
ABOUT_AS_LONG = 0.6  # of the longest
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


def own_seconds(scenario: Scenario, said: Said) -> float:
    """Seconds of own words in the turn: speech that was heard or kept, or what was typed, by its words.

    A line of the buddy's making is not one's own, read or typed; neither is a move ("Sorry?"). A sound that
    was not understood may be anything, unless a story was asked for.
    """
    turn = said.turn
    if said.is_move:
        return 0.0
    if turn.evidence in SPOKEN:
        return spoken_seconds(turn) if said.understood or _asks_for_own(scenario, said) else 0.0
    if turn.evidence != Evidence.TYPED or _is_offered(scenario, said):
        return 0.0
    return count_words(turn.text) / TYPED_WORDS_A_SECOND


def best_moment(scenario: Scenario, state: TalkState, turns: Sequence[Said]) -> BestMoment | None:
    """The longest own words; else the longest line that was read in one go; else the longest line.

    The story told at the end has its own place.
    """
    told = [said for said in turns if not said.is_retell]
    if (longest := _longest(scenario, told)) is not None:
        turn, seconds = longest.turn, own_seconds(scenario, longest)
        if turn.kind == Turn.Kind.TYPED:
            number = count_words(turn.text)
            how = ngettext("%(number)d word", "%(number)d words", number) % {"number": number}
        else:
            number = round(seconds)
            how = ngettext("%(number)d second", "%(number)d seconds", number) % {"number": number}
        why = _("Your longest answer in your own words: %(how)s.") % {"how": how}
        return _moment(scenario, state, longest, why)
    read = [said for said in told if said.turn.evidence == Evidence.CARD and not said.is_move]
    fluent = [said for said in read if _is_stretch(said.turn) and _is_fluent(said.turn)]
    if not read:
        return None
    best = max(fluent or read, key=lambda said: count_words(said.turn.text))
    why = _("A long line, read in one go.") if fluent else _("The longest line you read.")
    return _moment(scenario, state, best, why)


def _longest(scenario: Scenario, told: Sequence[Said]) -> Said | None:
    """Of answers about as long, rather one that the review does not mend further down."""
    own = [(own_seconds(scenario, said), said) for said in told]
    most = max((seconds for seconds, said in own if _is_long(said.turn, seconds)), default=None)
    if most is None:
        return None
    near = [one for one in own if one[0] >= most * ABOUT_AS_LONG]
    return max(near, key=lambda one: (not one[1].turn.corrections.all(), one[0]))[1]


def _moment(scenario: Scenario, state: TalkState, said: Said, why: str) -> BestMoment:
    beat, turn = scenario.beat(said.beat), said.turn
    # Passages that depend on choices ({opening_line}) are filled by the partner; here the plain wording does.
    plain = beat is not None and not beat.fill
    question = filled(beat.say if plain else beat.simpler, state.remember) if beat else ""
    text = "" if turn.evidence == Evidence.OWN_WORDS else turn.text
    return BestMoment(turn.number, text, question, why, said.recording_url)


def _is_long(turn: Turn, seconds: float) -> bool:
    least = LEAST_WORDS / TYPED_WORDS_A_SECOND if turn.kind == Turn.Kind.TYPED else LEAST_SECONDS
    return seconds >= least


def _is_stretch(turn: Turn) -> bool:
    return turn.reply_key.endswith(".stretch") and turn.slip is None


def _is_fluent(turn: Turn) -> bool:
    seconds = spoken_seconds(turn)
    return seconds > 0 and count_words(turn.text) / seconds >= FLUENT_WORDS_A_SECOND


def _asks_for_own(scenario: Scenario, said: Said) -> bool:
    beat = scenario.beat(said.beat)
    return said.is_retell or (beat is not None and beat.own_words is not None)


def _is_offered(scenario: Scenario, said: Said) -> bool:
    beat, words = scenario.beat(said.beat), spelled_out(said.turn.text)
    return beat is not None and any(spelled_out(reply.say) == words for reply in beat.replies)
