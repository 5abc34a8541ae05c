"""SeamlessM4T hears, speaks and translates: v1 medium and v2 large, on a GPU in the speech worker.

All engines of a process share one model (``ml/seamless/runtime.py``). Papers: arXiv:2308.11596 (v1),
arXiv:2312.05187 (v2). The weights are CC BY-NC 4.0: docs/engines-gpu.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from ml.engines.seamless_session import SeamlessSession
from ml.errors import EngineError
from ml.loudness import AUDIBLE_DBFS, frame_levels, normalise, to_pcm, trim
from ml.roles import RecogniserSession
from ml.seamless.batcher import Urgency
from ml.seamless.folder import languages_in
from ml.seamless.languages import CODES, seamless_code
from ml.seamless.model import Clip, Saying, Text, Transcript
from ml.seamless.runtime import Runtime, runtime_for
from ml.seamless.speakable import Piece, joined, marks_of, pieces_of, sayable
from ml.seamless.speech import LEAST_VOICED_S, RATE, Samples, SpeechMeter, faded, in_pieces, voiced_part
from ml.seamless.transcripts import is_made_up, mean_of_pieces
from ml.sentences import has_words, split_sentences
from ml.types import AudioChunk, Capabilities, ListenFor, Translation, VoiceSpec
from ml.voice_bank import VoiceBank, bank_for, speaker_of

LEAD_S, TAIL_S = 0.03, 0.12  # of silence around a spoken piece
LONGEST_SPEECH_S = 60.0  # to be translated


class _Shared:
    """An engine over the model of ``folder``; ``device`` empty: the GPU if there is one."""

    def __init__(self, *, folder: str, device: str = "") -> None:
        self._runtime: Runtime = runtime_for(folder, device)
        self._taken = False

    def load(self) -> None:
        """EngineError ``model.folder``, ``engine.missing``, ``gpu.full``, ``gpu.lost``."""
        self._load()

    def close(self) -> None:
        """Leave the model; the last engine that does puts it away."""
        if self._taken:
            self._taken = False
            self._runtime.leave()

    def _load(self, adapters: str = "") -> None:
        if not self._taken:
            self._runtime.take(adapters=adapters)
            self._taken = True

    def _known(self, language: str, *, spoken: bool = False) -> str:
        """The model's code; EngineError ``language.unknown`` where this model lacks it."""
        code, folder = seamless_code(language), self._runtime.folder
        if code not in (folder.spoken if spoken else folder.languages):
            raise EngineError("language.unknown", f"this model does not know {code}")
        return code


class SeamlessRecogniser(_Shared):
    """Role: Recogniser. Understands any sentence; a line that was read is told from one's own words.

    ``adapters``: folder with adapters of single learners, by the name in ``ListenFor.adapter``.
    Who speaks another language than ``ListenFor.language`` is translated into it, not told apart: the model
    does not say which language it hears.
    """

    # Word error on native speech is published as 6 to 10 % (FLEURS, Common Voice); on learners not measured.
    capabilities = Capabilities(
        streams=True,
        shows_partials=True,
        free_speech=True,
        languages=tuple(CODES),
        adapters=True,
        sample_rate=RATE,
        time_limit=0,
    )

    def __init__(self, *, folder: str, device: str = "", adapters: str = "", beams: int = 1) -> None:
        super().__init__(folder=folder, device=device)
        self._adapters, self._beams = adapters, beams

    def load(self) -> None:
        self._load(self._adapters)

    def open(self, listen: ListenFor) -> RecogniserSession:
        return SeamlessSession(self._runtime, listen, self._known(listen.language), beams=self._beams)


class SeamlessVoice(_Shared):
    """Role: Voice. One of the vocoder's numbered speakers; says exactly the words it is given.

    ``voices``: the file of ``manage.py audition_voices``, by which personas get speakers that are like them.
    ``exact=False`` lets the model translate the text into the same language first, as its own ``generate()``
    does: it may sound freer, and may say other words.
    """

    capabilities = Capabilities(streams=True, sample_rate=RATE, time_limit=0)

    def __init__(self, *, folder: str, device: str = "", voices: str = "", exact: bool = True) -> None:
        super().__init__(folder=folder, device=device)
        self._voices, self._exact = voices, exact
        self._bank: VoiceBank | None = None

    def load(self) -> None:
        self._load()
        if self._voices and self._bank is None:
            self._bank = bank_for(self, Path(self._voices))

    @property
    def speakers(self) -> int:
        """How many there are; they are numbered from 0."""
        return self._runtime.folder.speakers

    def speak(
        self, text: str, voice: VoiceSpec, *, pace: float = 1.0, ahead: bool = False
    ) -> Iterator[AudioChunk]:
        """One chunk a sentence, or a clause of a long one; nothing for a text without words.

        EngineError ``engine.busy``, ``engine.timeout``, ``gpu.full``, ``gpu.lost`` (all retryable).
        """
        return self._spoken(text, self._speaker(voice), voice.pace * pace, ahead=ahead)

    def speak_as(self, speaker: int, text: str, *, pace: float = 1.0) -> Iterator[AudioChunk]:
        """The same by the speaker's number; EngineError ``voice.speaker`` where there is no such speaker."""
        if not 0 <= speaker < self.speakers:
            raise EngineError("voice.speaker", f"speakers are numbered 0 to {self.speakers - 1}")
        return self._spoken(text, speaker, pace, ahead=True)

    def label(self, voice: VoiceSpec) -> str:
        way = "exact" if self._exact else "free"
        model = self._runtime.folder.fingerprint[:12]
        return f"seamless-{model}:{self._speaker(voice)}:{voice.pace:.2f}:{way}"

    def _speaker(self, voice: VoiceSpec) -> int:
        return speaker_of(voice, self._bank, self.speakers)

    def _spoken(self, text: str, speaker: int, pace: float, *, ahead: bool) -> Iterator[AudioChunk]:
        language = self._known("en", spoken=True)
        pieces = pieces_of(text)
        made: list[Future[Samples]] = []
        try:
            for number, piece in enumerate(pieces):
                for following in pieces[len(made) : number + 2]:  # one ahead: nobody waits for the others yet
                    words = sayable(text[following.start : following.end])
                    urgency = Urgency.NEXT_SOUND if ahead or made else Urgency.FIRST_SOUND
                    saying = Saying(words, language, speaker, pace, self._exact)
                    made.append(self._runtime.speak(saying, urgency))
                if chunk := _chunk(text, piece, self._runtime.answer(made[number])):
                    yield chunk
        finally:
            for future in made:
                future.cancel()  # nobody wants the rest


def _chunk(text: str, piece: Piece, samples: Samples) -> AudioChunk | None:
    """A piece as loud as every voice is, with a mark a word; None where nothing can be heard."""
    kept, _ = trim(normalise(samples, RATE), RATE, lead_s=LEAD_S, tail_s=TAIL_S)
    if not len(kept):
        return None
    audible = frame_levels(kept, RATE) > AUDIBLE_DBFS
    first, last = int(audible.argmax()) * 5, (len(audible) - int(audible[::-1].argmax())) * 5
    marks = marks_of(text[piece.start : piece.end], piece.start, first, last)
    return AudioChunk(to_pcm(faded(kept, RATE)), RATE, marks)


class SeamlessTranslator(_Shared):
    """Role: Translator. Text to text, and speech to text, between any two of its languages."""

    capabilities = Capabilities(free_speech=True, languages=tuple(CODES), sample_rate=RATE, time_limit=0)

    @classmethod
    def capabilities_with(cls, *, folder: str = "", device: str = "") -> Capabilities:
        """Only the languages of the model in ``folder``, where this machine has it."""
        known = languages_in(Path(folder)) if folder else ()
        languages = tuple(short for short, code in CODES.items() if code in known) if known else tuple(CODES)
        return replace(cls.capabilities, languages=languages)

    def translate(self, text: str, *, source: str, target: str) -> str:
        """Sentence by sentence; EngineError ``language.unknown``, and the retryable ones of the model."""
        from_code, to_code = self._known(source), self._known(target)
        sentences = [sentence for sentence in split_sentences(text) if has_words(sentence)]
        return joined(self._runtime.translated([Text(each, from_code, to_code) for each in sentences]))

    def translate_speech(self, pcm: bytes, *, source: str, target: str) -> Translation:
        """EngineError ``speech.none``, ``speech.long`` (over 60 s), ``speech.unclear`` (not understood)."""
        from_code, to_code = self._known(source), self._known(target)
        if len(pcm) / 2 / RATE > LONGEST_SPEECH_S:
            raise EngineError("speech.long", f"more than {LONGEST_SPEECH_S:.0f} seconds of speech")
        voiced, meter = voiced_part(pcm), SpeechMeter()
        meter.feed(pcm)
        clips = in_pieces(voiced.samples)
        if not clips or meter.seconds < LEAST_VOICED_S:
            raise EngineError("speech.none", "nobody speaks")
        heard = self._runtime.heard([Clip(clip, from_code) for clip in clips])
        if _is_unclear(heard, voiced.seconds):
            raise EngineError("speech.unclear", "the model is not sure what was said")
        meant = self._runtime.heard([Clip(clip, to_code) for clip in clips])
        return Translation(*(joined([each.text for each in one]) for one in (meant, heard)))


def _is_unclear(heard: list[Transcript], voiced_s: float) -> bool:
    sure = mean_of_pieces([log for transcript in heard for log in transcript.logs])
    return is_made_up(joined([transcript.text for transcript in heard]), sure, voiced_s)
