"""Values that pass between the engines and the path of a turn: frozen dataclasses only.

Audio is mono PCM16 little-endian as ``bytes``; offsets are samples, times are milliseconds.
The order follows the path: what is offered, what is heard, what is answered, what is spoken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ml.talk_state import TalkState as TalkState

if TYPE_CHECKING:
    from ml.moves import Moves
    from ml.scenario import Scenario

# ------------------------------------------------------------------ engines


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an engine can do; the page and the path of a turn ask this, never the engine's name."""

    streams: bool = False  # gives results while audio arrives
    shows_partials: bool = False  # partial words are good enough to show (word error <= 0.30 on learners)
    free_speech: bool = False  # understands sentences that were not offered
    languages: tuple[str, ...] = ("en",)
    adapters: bool = False  # can be tuned to one learner
    sample_rate: int = 16_000  # Hz, of the audio it takes or gives
    time_limit: float = 4.0  # seconds an answer, or its next piece, may take; 0: it keeps its own limits


# ------------------------------------------------------------------ what is offered


@dataclass(frozen=True, slots=True)
class OfferedReply:
    """A line the learner may read aloud. ``key`` is unique within the offer ("blank.short")."""

    key: str
    text: str
    translation: str = ""
    size: str = ""  # short | fuller | stretch
    stance: str = ""
    shows: str = "line"  # line | start | stance: how much of it the learner sees; the grammar has all of it


@dataclass(frozen=True, slots=True)
class OfferedMove:
    """Something one may say at any time ("Sorry?"). ``key`` is its id, a part after a dot its object.

    ``phrases`` are the ways to say it, ``text`` among them.
    """

    key: str  # repeat, skip, meaning.tongue-tied, ...
    text: str
    translation: str = ""
    phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spot:
    """Words to notice in speech that follows no line; any of ``phrases`` counts."""

    key: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An invitation to speak freely for ``seconds``."""

    seconds: int
    tip: str = ""
    tip_translation: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the learner may answer now."""

    beat: str
    replies: tuple[OfferedReply, ...] = ()
    spots: tuple[Spot, ...] = ()
    starter: str = ""
    simpler: str = ""
    own_words: OwnWords | None = None
    moves: tuple[OfferedMove, ...] = ()
    part: str = "beat"  # beat | retell: the learner tells the story, for ``own_words.seconds``
    listening: bool = False  # something was told just now whose subtitles are withheld
    patient: bool = False  # the learner asked to wait: nobody helps or goes on in the silence
    read_cards: bool = False  # the lines are played aloud: three turns running were not understood


@dataclass(frozen=True, slots=True)
class ListenFor:
    """What a recogniser is told before a turn. ``language`` is BCP 47."""

    replies: tuple[OfferedReply, ...] = ()
    spots: tuple[Spot, ...] = ()
    moves: tuple[OfferedMove, ...] = ()
    language: str = "en"
    adapter: str | None = None


# ------------------------------------------------------------------ what is heard


class Evidence(StrEnum):
    """What a turn proves. Only HEARD and TYPED may be corrected or praised for form."""

    HEARD = "heard"  # free recognition above its threshold
    CARD = "card"  # an offered line was read
    TYPED = "typed"
    OWN_WORDS = "own_words"  # speech was kept, not understood
    CHOSEN = "chosen"  # a move was tapped: it proves nothing about language


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    start_ms: int
    end_ms: int
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Partial:
    """Where the learner is now. ``text`` only from engines with ``shows_partials``."""

    reply: str | None = None  # key of the line that fits best so far
    words_read: int = 0  # words of that line spoken so far
    complete: bool = False  # that line was spoken to its last word
    likely: bool = True  # sure enough to show that it is being read
    last_word: str = ""  # lower case; endpointing asks whether a sentence can end on it
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """A variant of an offered line that was heard instead of it: a missing article or *be*."""

    reply: str  # key of the line
    said: str  # the whole variant as said
    expected: str  # the whole line
    code: str  # ERRANT: M:DET, M:VERB
    margin: float  # log score by which the variant beat the line


@dataclass(frozen=True, slots=True)
class Heard:
    """The result of one utterance.

    ``text`` is the intent transcript (the reply may use it), ``surface`` keeps errors (corrections
    come from it). An engine that did not understand leaves both empty and never invents words.
    """

    evidence: Evidence
    text: str = ""
    surface: str = ""
    reply: str | None = None  # key of the offered line that was read
    spotted: tuple[str, ...] = ()  # keys of spots whose words were heard, best first
    guess: str | None = None  # key of the nearest line, when too unsure to take it
    move: str | None = None  # key of the move that was said or tapped
    slip: Slip | None = None
    words: tuple[Word, ...] = ()
    confidence: float = 0.0  # 0..1, of ``reply``, ``move`` or ``text``

    def answers_like(self, other: Heard) -> bool:
        """Whether the partner would get the same input: a prepared reply may be used."""
        return self._answered() == other._answered()

    def _answered(self) -> tuple[object, ...]:
        """All that an answer depends on."""
        return (
            self.evidence,
            self.text,
            self.reply,
            self.move,
            self.spotted,
            self.guess,
            self.slip is None,
        )


# ------------------------------------------------------------------ what is answered


class PromptKind(StrEnum):
    OPENING = "opening"
    ANSWER = "answer"
    SILENCE = "silence"  # the learner says nothing: a word of patience, and the same question stands
    GO_ON = "go_on"  # the silence lasts: the buddy takes the turn
    CLOSING = "closing"  # the learner finishes before the end


@dataclass(frozen=True, slots=True)
class Exchange:
    """One past turn, as the learner experienced it: ``buddy`` holds only what was played."""

    learner: str
    buddy: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a partner answers."""

    kind: PromptKind
    scenario: Scenario
    state: TalkState
    heard: Heard | None = None  # with ANSWER
    history: tuple[Exchange, ...] = ()
    level: str = "B1"  # CEFR
    moves: Moves | None = None  # what may be said at any time; None: nothing but the lines
    brief: bool = False  # others wait to be answered: say what is needed and ask, no more
    recast: tuple[str, str] | None = None  # what was said and the right form, where that may be echoed now
    stopped: Callable[[], bool] = field(default=lambda: False, compare=False)  # nobody listens any more


@dataclass(frozen=True, slots=True)
class Line:
    """One or more sentences of the buddy's; a reply is a stream of these."""

    text: str
    translation: str = ""
    part: str = "say"  # opener | echo | recast | react | tell | say | move | silence | unsure | closer
    audio: str = ""  # a recording of the whole line, by its name in the topic's audio; it always wins


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a reply: the state after it and what may be answered next."""

    state: TalkState
    offer: Offer | None = None  # None: the talk is over
    notice: str = ""  # code of a text the learner is to be told once: another partner speaks


# ------------------------------------------------------------------ what is corrected


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. ``start`` and ``end`` are characters of the text that was checked."""

    start: int
    end: int
    original: str
    replacement: str
    code: str  # ERRANT (Bryant et al. 2017): R:VERB:SVA, M:DET, ...
    reason: str  # one line in plain words
    confidence: float  # 0..1
    engine: str


# ------------------------------------------------------------------ what is spoken


@dataclass(frozen=True, slots=True)
class VoiceSpec:
    """The voice a persona asks for; each engine maps it to its nearest."""

    accent: str = "en-GB"  # en-GB, en-GB-scotland, en-US, ...
    sex: str = "f"  # f | m
    age: str = "thirties"
    pace: float = 1.0  # 1 = the engine's normal rate
    mood: str = "warm"
    speaker: int | None = None  # one of an engine's numbered speakers, from 0; others ignore it


@dataclass(frozen=True, slots=True)
class Mark:
    """``text[start:end]`` begins to sound at ``ms``."""

    ms: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Translation:
    """What somebody said in one language, in another."""

    text: str
    said: str = ""  # the words that were heard, in the speaker's own language; empty where that is not known


@dataclass(frozen=True, slots=True)
class AudioChunk:
    pcm: bytes  # mono PCM16 little-endian
    sample_rate: int  # Hz
    marks: tuple[Mark, ...] = ()  # times count from the start of this chunk
