"""Scripted engines without models: for benches, tests and an app's own tests. Never for learners.

They take no time, so what a bench measures with them is the platform. The recogniser goes by level
alone: speech is what is louder than -45 dBFS, and the first offered line is what was "heard".
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
    PromptKind,
    TalkState,
    Translation,
    VoiceSpec,
)
from ml.vad import level_dbfs

RATE = 16_000
LOUD_DBFS = -45.0
LEAST_VOICED_MS = 200
WORD_MS = 60
MEANT = "I am looking for the station."


class InstantSession:
    def __init__(self, listen: ListenFor) -> None:
        self._listen = listen
        self._voiced_ms = 0.0

    def feed(self, pcm: bytes) -> Partial:
        if level_dbfs(pcm) >= LOUD_DBFS:
            self._voiced_ms += len(pcm) / 2 * 1000 / RATE
        return Partial()

    def peek(self) -> Heard:
        if self._voiced_ms < LEAST_VOICED_MS or not self._listen.replies:
            return Heard(Evidence.OWN_WORDS)
        reply = self._listen.replies[0]
        return Heard(Evidence.CARD, text=reply.text, surface=reply.text, reply=reply.key, confidence=1.0)

    def close(self) -> Heard:
        return self.peek()

    def abandon(self) -> None:
        """Holds nothing."""


class InstantRecogniser:
    """Role: Recogniser. Any speech is the first offered line."""

    capabilities = Capabilities(streams=True, time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def open(self, listen: ListenFor) -> InstantSession:
        return InstantSession(listen)


class InstantPartner:
    """Role: Partner. Fixed, numbered lines; the beats of the scenario are only counted through.

    A silence or a move leaves the question standing; "skip" and "stop" do what they say.
    """

    capabilities = Capabilities(streams=True, time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def reply(self, prompt: Prompt) -> Iterator[Line | Outcome]:
        beats = prompt.scenario.beats
        here = next((place for place, beat in enumerate(beats) if beat.id == prompt.state.beat), None)
        move = prompt.heard.move if prompt.heard and prompt.kind is PromptKind.ANSWER else None
        if here is not None and (prompt.kind is PromptKind.SILENCE or move not in (None, "skip", "stop")):
            if prompt.kind is PromptKind.SILENCE:
                yield Line("Take your time.", part="silence")
            else:
                yield Line(f"You asked me something: {move}.", part="move")
            yield Outcome(prompt.state, self._offer(prompt, here))
            return
        said = len(prompt.state.used)
        over = prompt.kind is PromptKind.CLOSING or move == "stop" or said > len(beats) - 1
        if prompt.kind is not PromptKind.GO_ON:
            yield Line(f"This is line number {said + 1}.", part="react")
        if over:
            yield Line("Good-bye, and thank you.", part="closer")
        else:
            yield Line(f"What do you say to question {said + 1}?")
        state = TalkState(
            beat=None if over else beats[said].id,
            remember=prompt.state.remember,
            used=(*prompt.state.used, f"line.{said + 1}"),
            visit=prompt.state.visit,
            closed=over,
        )
        yield Outcome(state, None if over else self._offer(prompt, said))

    def _offer(self, prompt: Prompt, number: int) -> Offer:
        beat = prompt.scenario.beats[number]
        replies = tuple(
            OfferedReply(f"{beat.id}.{reply.size}", reply.say, reply.ru, reply.size, reply.stance)
            for reply in beat.replies
        )
        moves = tuple(
            OfferedMove(move.id, move.say, move.ru, (move.say, *move.phrases))
            for move in (prompt.moves.moves if prompt.moves else ())
            if move.id != "meaning"  # it needs a phrase to ask about
        )
        return Offer(beat=beat.id, replies=replies, moves=moves)


class InstantCorrector:
    """Role: Corrector. Knows one mistake: "He go"."""

    capabilities = Capabilities(time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def check(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        at = text.lower().find("he go ")
        if at < 0:
            return ()
        reason = "After he, she and it the verb takes -s."
        return (Finding(at + 3, at + 5, text[at + 3 : at + 5], "goes", "R:VERB:SVA", reason, 1.0, "instant"),)

    def quick(self, text: str, *, spoken: bool) -> tuple[Finding, ...]:
        """All of it."""
        return self.check(text, spoken=spoken)


class InstantVoice:
    """Role: Voice. A quiet tone, 60 ms a word; the pitch tells the voices apart."""

    capabilities = Capabilities(sample_rate=RATE, time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def label(self, voice: VoiceSpec) -> str:
        return f"instant-{voice.accent}-{voice.sex}"

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        words = text.split()
        samples = int(len(words) * WORD_MS / pace) * RATE // 1000
        hertz = 220 if voice.sex == "f" else 140
        tone = 3000 * np.sin(2 * np.pi * hertz * np.arange(samples) / RATE)
        marks, at = [], 0
        for number, word in enumerate(words):
            start = text.index(word, at)
            at = start + len(word)
            marks.append(Mark(int(number * WORD_MS / pace), start, at))
        yield AudioChunk(tone.astype("<i2").tobytes(), RATE, tuple(marks))


class InstantTranslator:
    """Role: Translator. A text stays as it is behind its language; all speech means one sentence."""

    capabilities = Capabilities(languages=("en", "ru", "es", "de"), sample_rate=RATE, time_limit=0)

    def load(self) -> None:
        """Nothing to load."""

    def translate(self, text: str, *, source: str, target: str) -> str:
        self._know(source, target)
        return f"[{target}] {text.strip()}" if text.strip() else ""

    def translate_speech(self, pcm: bytes, *, source: str, target: str) -> Translation:
        self._know(source, target)
        if level_dbfs(pcm) < LOUD_DBFS:
            raise EngineError("speech.none", "nobody speaks")
        return Translation(MEANT, f"[{source}] {MEANT}")

    def _know(self, *languages: str) -> None:
        if unknown := set(languages) - set(self.capabilities.languages):
            raise EngineError("language.unknown", f"no {', '.join(sorted(unknown))} here")
