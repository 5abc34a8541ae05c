"""Engines that do what a test tells them: they play the real roles, with a script, delays and failures."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ml.errors import EngineError
from ml.types import (
    AudioChunk,
    Capabilities,
    Evidence,
    Finding,
    Heard,
    Line,
    ListenFor,
    Mark,
    Offer,
    OfferedMove,
    OfferedReply,
    Outcome,
    Partial,
    Prompt,
    TalkState,
    Translation,
    VoiceSpec,
)

DIED = EngineError("engine.died", retryable=True)
BROKEN = EngineError("engine.broken")
CARD = OfferedReply("b0.short", "I usually get up at seven.")
OFFER = Offer(beat="b0", replies=(CARD, OfferedReply("b0.fuller", "It depends on the weather.")))
REPEAT = OfferedMove("repeat", "Sorry?", "Простите?", ("Sorry?", "Say that again, please."))
WAIT_SECONDS = 10.0  # a fake that waits for a test gives up then


def card(key: str = CARD.key, text: str = CARD.text) -> Heard:
    return Heard(Evidence.CARD, text=text, surface=text, reply=key, confidence=0.9)


def free(text: str) -> Heard:
    return Heard(Evidence.HEARD, text=text, surface=text, confidence=0.8)


UNHEARD = Heard(Evidence.OWN_WORDS)


@dataclass(frozen=True)
class Hears:
    """From ``samples`` fed on, the recogniser is here."""

    samples: int
    heard: Heard
    partial: Partial = field(default_factory=Partial)


class FakeSession:
    def __init__(self, recogniser: FakeRecogniser) -> None:
        self._recogniser = recogniser
        self.fed = b""
        self.closed = False
        self.abandoned = False

    def feed(self, pcm: bytes) -> Partial:
        self._recogniser.fail("feed", len(self.fed + pcm) // 2)
        self.fed += pcm
        return self._now().partial

    def peek(self) -> Heard:
        self._recogniser.fail("peek", len(self.fed) // 2)
        return self._now().heard

    def close(self) -> Heard:
        self._recogniser.fail("close", len(self.fed) // 2)
        self.closed = True
        final = self._recogniser.final
        return final if final is not None else self._now().heard

    def abandon(self) -> None:
        self.abandoned = True

    def _now(self) -> Hears:
        reached = [step for step in self._recogniser.script if step.samples <= len(self.fed) // 2]
        return reached[-1] if reached else Hears(0, UNHEARD)


class FakeRecogniser:
    """Role: Recogniser. ``failures`` are raised once each: (call, from how many samples on, error)."""

    capabilities = Capabilities(streams=True, time_limit=0)

    def __init__(
        self,
        *script: Hears,
        final: Heard | None = None,
        failures: tuple[tuple[str, int, EngineError], ...] = (),
    ) -> None:
        self.script = script
        self.final = final
        self.failures = list(failures)
        self.sessions: list[FakeSession] = []
        self.listens: list[ListenFor] = []

    def load(self) -> None:
        """Nothing to load."""

    def open(self, listen: ListenFor) -> FakeSession:
        self.listens.append(listen)
        self.sessions.append(FakeSession(self))
        return self.sessions[-1]

    def fail(self, call: str, samples: int) -> None:
        for failure in self.failures:
            if failure[0] == call and failure[1] <= samples:
                self.failures.remove(failure)
                raise failure[2]


class FakePartner:
    """Role: Partner. Says back what was heard; ``failures`` are raised by the next replies, one each."""

    capabilities = Capabilities(streams=True, time_limit=0)

    def __init__(
        self,
        *failures: EngineError,
        lines: tuple[str | Line, ...] = (),
        outcome: bool = True,
        offer: Offer | None = OFFER,
        before: Callable[[], object] = lambda: None,
    ) -> None:
        self.failures = list(failures)
        self.lines = lines
        self.before = before  # what happens elsewhere while the partner thinks
        self.outcome = outcome
        self.offer = offer
        self.says_nothing = False
        self.pace = 1.0  # after the reply
        self.prompts: list[Prompt] = []

    def load(self) -> None:
        """Nothing to load."""

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        self.prompts.append(prompt)
        self.before()
        if self.failures:
            raise self.failures.pop(0)
        said = prompt.heard.text or "nothing" if prompt.heard else "hello"
        for line in () if self.says_nothing else self.lines or (f"So {said.rstrip('.?')}.", "What else?"):
            yield line if isinstance(line, Line) else Line(line)
        if self.outcome:
            used = (*prompt.state.used, "line")
            yield Outcome(TalkState(beat="b1", used=used, pace=self.pace), self.offer)


class FakeCorrector:
    """Role: Corrector. Finds what it is told to, once it is let go."""

    capabilities = Capabilities(time_limit=0)

    def __init__(
        self,
        *findings: Finding,
        error: Exception | None = None,
        waits: bool = False,
        known: tuple[Finding, ...] = (),
    ) -> None:
        self.findings = findings
        self.known = known  # without waiting
        self.error = error
        self.asked: list[tuple[str, bool]] = []
        self.go = threading.Event()
        if not waits:
            self.go.set()

    def load(self) -> None:
        """Nothing to load."""

    def check(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        self.asked.append((text, spoken))
        self.go.wait(WAIT_SECONDS)
        if self.error is not None:
            raise self.error
        return self.findings

    def quick(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        return self.known


class FakeVoice:
    """Role: Voice. A chunk a word, until a word on which it fails; each voice has its own name."""

    capabilities = Capabilities(sample_rate=16_000, time_limit=0)
    made = 0

    def __init__(self, *fails_on: str) -> None:
        self.fails_on = fails_on
        self.spoken: list[str] = []
        self.paces: list[float] = []
        FakeVoice.made += 1
        self._label = f"fake-{FakeVoice.made}"  # what another test's voice said is not in the cache

    def load(self) -> None:
        """Nothing to load."""

    def label(self, voice: VoiceSpec) -> str:
        return self._label

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        self.spoken.append(text)
        self.paces.append(pace)
        for word in text.split():
            if word in self.fails_on:
                raise BROKEN
            yield AudioChunk(word.encode().ljust(32, b"\0"), 16_000, (Mark(0, 0, len(word)),))


@dataclass(frozen=True)
class Asked:
    """A question that a translator was given."""

    pcm: bytes
    source: str
    target: str


class FakeTranslator:
    """Role: Translator. Says what it is told to, once it is let go; ``failures`` come first, one each."""

    capabilities = Capabilities(languages=("en", "ru", "es"), sample_rate=16_000, time_limit=0)

    def __init__(self, *failures: Exception, waits: bool = False) -> None:
        self.failures = list(failures)
        self.means = Translation("How much is it?", "¿Cuánto cuesta?")
        self.asked: list[str] = []
        self.heard: list[Asked] = []
        self.go = threading.Event()
        if not waits:
            self.go.set()

    def load(self) -> None:
        """Nothing to load."""

    def translate(self, text: str, *, source: str, target: str) -> str:
        self.asked.append(text)
        self._work()
        return f"{target}: {text}"

    def translate_speech(self, pcm: bytes, *, source: str, target: str) -> Translation:
        self.heard.append(Asked(pcm, source, target))
        self._work()
        return self.means

    def _work(self) -> None:
        self.go.wait(WAIT_SECONDS)
        if self.failures:
            raise self.failures.pop(0)


@dataclass
class FakeEngines:
    """The engines of a process, by role."""

    recogniser: Any = field(default_factory=FakeRecogniser)
    partner: Any = field(default_factory=FakePartner)
    corrector: Any = field(default_factory=FakeCorrector)
    voice: Any = field(default_factory=FakeVoice)
    translator: Any = None
    spare_recogniser: Any = None
    spare_voice: Any = None

    def get(self, role: str) -> Any:
        if isinstance(engine := getattr(self, role), EngineError):
            raise engine  # it cannot be loaded
        return engine

    def has(self, role: str) -> bool:
        return getattr(self, role) is not None

    def capabilities(self, role: str) -> Capabilities:
        known: Capabilities = getattr(self, role).capabilities
        return known
