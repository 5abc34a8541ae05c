"""The roles an engine can play: Protocols only.

An engine's constructor is cheap and takes its OPTIONS as keywords; ``load()`` does the heavy work
once and is safe to call twice; nothing is ever downloaded. A method returns a value or raises
``ml.errors.EngineError``. Engines are called from many threads at once; a session from one. Whatever may
wait says in ``capabilities.time_limit`` how long; what takes longer is given up (``ml/time_limit.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from ml.types import (
    AudioChunk,
    Capabilities,
    Finding,
    Heard,
    Line,
    ListenFor,
    Outcome,
    Partial,
    Prompt,
    Translation,
    VoiceSpec,
)


class RecogniserSession(Protocol):
    """One utterance."""

    def feed(self, pcm: bytes) -> Partial:
        """Take the next samples (any number, in order) and say where the learner is."""

    def peek(self) -> Heard:
        """The result as if the utterance ended now; more may be fed afterwards."""

    def close(self) -> Heard:
        """End the utterance, give the result and free what the session holds."""

    def abandon(self) -> None:
        """Free what the session holds without a result; safe to call twice and after close."""


class Recogniser(Protocol):
    capabilities: Capabilities

    def load(self) -> None: ...

    def open(self, listen: ListenFor) -> RecogniserSession: ...


class Partner(Protocol):
    capabilities: Capabilities

    def load(self) -> None: ...

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        """Stream the reply's lines, then exactly one Outcome as the last item."""


class Corrector(Protocol):
    capabilities: Capabilities

    def load(self) -> None: ...

    def check(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """Mistakes in ``text``; with ``spoken`` never spelling, capitals or punctuation."""

    def quick(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """What ``check`` would find that is known without waiting for anybody: within milliseconds, by rules.

        It is what a learner gets where ``check`` takes too long or fails; an engine without rules gives none.
        """


class Voice(Protocol):
    capabilities: Capabilities

    def load(self) -> None: ...

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        """The text as audio, in order; ``pace`` multiplies the voice's own (0.5..1.5).

        ``ahead``: something is sounding already, and this is made ahead of need: others may go first.
        """

    def label(self, voice: VoiceSpec) -> str:
        """Stable name of the voice that a spec maps to; part of the cache key of its audio.

        Where a spec maps to a numbered speaker, the number is in the name.
        """


@runtime_checkable
class NumberedVoices(Voice, Protocol):
    """A voice with many speakers of whom nothing is known but their numbers: 0 to ``speakers`` - 1.

    A spec's ``speaker`` is one of them; which one is like the persona otherwise, ``ml/voice_bank.py`` knows
    once they were measured.
    """

    @property
    def speakers(self) -> int:
        """How many there are, once the engine is loaded."""

    def speak_as(self, speaker: int, text: str, *, pace: float = 1.0) -> Iterator[AudioChunk]:
        """The text in one speaker's voice, as ``speak`` gives it; EngineError for a number beyond."""


class Translator(Protocol):
    """Languages are ISO 639-1; ``capabilities.languages`` are those between which it translates.

    EngineError ``language.unknown`` for any other, ``speech.none`` where nobody speaks.
    """

    capabilities: Capabilities

    def load(self) -> None: ...

    def translate(self, text: str, *, source: str, target: str) -> str:
        """The text in the other language; empty for a text without words."""

    def translate_speech(self, pcm: bytes, *, source: str, target: str) -> Translation:
        """What is said in mono PCM16 at ``capabilities.sample_rate``, at most a minute, in another tongue."""
