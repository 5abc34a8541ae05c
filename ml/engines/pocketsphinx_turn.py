"""One utterance over the three decoders of a helper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ml import rejection
from ml.engines.pocketsphinx_models import FRAME_MS, RATE, Models, begin, end, process, segments
from ml.engines.pocketsphinx_moves import Phrase, SpokenMoves
from ml.grammar import Path, follow, goes_on, paths_of
from ml.phones import found_in, known
from ml.rejection import Segment, Trace
from ml.spoken import words_of

HOLD_BYTES = int(1.0 * RATE) * 2  # heard before the decoders start: their normalisation needs it
LONGEST_BYTES = 120 * RATE * 2  # of one utterance; what comes after is not decoded
STABLE_FRAMES = 6  # how long a line must seem finished before it is
AGAIN_FRAMES = 10  # how often a finished line is judged anew
LEAST_READ = 0.6  # share of a line's words: a learner may stop early
LEAST_MARGIN = 10.0  # log score by which a variant must beat its line
SPOT_LIKENESS = 1.35  # of a phrase's sounds with both hypotheses' together, at most 2
SPOT_PHONES = 5  # phrases with fewer count by their words alone
SPOT_CONFIRMED = 0.3  # of the phone loop's sounds, for a phrase that the light model has


class Turn:
    """One utterance. ``header``: ``lines`` (texts), ``spots`` ([key, [phrases]] …), ``variants``,
    ``moves`` ([key, [phrases], asked] …)."""

    def __init__(self, models: Models, header: Mapping[str, Any]) -> None:
        self._models = models
        lines: list[str] = list(header.get("lines", ()))
        self._paths = paths_of(lines, variants=bool(header.get("variants", True)))
        self._sounds: dict[int, list[str]] = {}  # of each line
        for path in self._paths:
            sounds = [phone for word in path.words for phone in models.pronunciation(word)]
            if not path.code:
                self._sounds[path.reply] = known(sounds)
        self._spots = [
            (str(key), [words for phrase in phrases if (words := words_of(phrase))])
            for key, phrases in header.get("spots", ())
        ]
        if self._paths:
            models.set_paths(self._paths)
        self._moves = SpokenMoves(models, header.get("moves", ()))
        self._decoders = [models.phones, models.light, *([models.lines] if self._paths else [])]
        self._fed = 0  # bytes given to the decoders
        self._mean = ""
        self._heard = bytearray()  # all samples, for a second look at a slip
        self._running = False
        self._full: tuple[Path, int] | None = None  # a whole line, and the frame it was first seen
        self._margins: dict[Path, float] = {}  # of each variant that was read, over its line
        self._judged = (-AGAIN_FRAMES, False)  # frame and whether it was accepted
        self._likely: tuple[int, int, bool] = (-1, 0, False)  # line, words of it, and whether it may be shown

    # ---------------------------------------------------------------- samples

    def feed(self, pcm: bytes) -> dict[str, Any]:
        if len(self._heard) >= LONGEST_BYTES:
            return {}
        self._heard += pcm
        if not self._running and len(self._heard) < HOLD_BYTES:
            return {}
        self._decode()
        return self._partial()

    def _decode(self) -> None:
        """Give the decoders what they have not had, in whole samples."""
        pcm = bytes(self._heard[self._fed : len(self._heard) // 2 * 2])
        if not self._running:
            self._mean = self._models.mean_of(pcm)
            for decoder in self._decoders:
                begin(decoder, self._mean)
            self._running = True
        if pcm:
            self._fed += len(pcm)
            for decoder in self._decoders:
                process(decoder, pcm)

    def end(self) -> None:
        """Leave the decoders ready for the next utterance; safe to call twice."""
        if self._running:
            self._running = False
            for decoder in self._decoders:
                end(decoder)

    # ---------------------------------------------------------------- where the learner is

    def _partial(self) -> dict[str, Any]:
        said = self._said()
        path = follow(self._paths, said) if said else None
        if path is None:
            return {}
        whole = len(said) == len(path.words)
        if not whole:
            self._full = None
        elif self._full is None or self._full[0] is not path:
            self._full = (path, self._now)
        return {
            "line": path.reply,
            "words_read": path.read(len(said)),
            "complete": whole and self._finished(path),
            "likely": self._is_likely(path, said),
            "last_word": said[-1],
        }

    def _is_likely(self, path: Path, said: Sequence[str]) -> bool:
        """Whether what was said so far is this line as far as it goes: other speech is fitted to some
        line as well, and a page that lit those words would show what nobody said."""
        line, size, likely = self._likely
        if line == path.reply and (likely or size == len(said)):
            return likely
        found = self._features(path, said, segments(self._models.lines))
        likely = rejection.accepted(rejection.probability({**found, "read": 1.0}))
        self._likely = (path.reply, len(said), likely)
        return likely

    def _finished(self, path: Path) -> bool:
        """Whether the whole line was spoken, and not something else that it was fitted to."""
        now = self._now
        if self._full is None or now - self._full[1] < STABLE_FRAMES or goes_on(self._paths, path):
            return False
        if now - self._judged[0] >= AGAIN_FRAMES:
            found = self._features(path, path.words, segments(self._models.lines))
            self._judged = (now, rejection.accepted(rejection.probability(found)))
        return self._judged[1]

    @property
    def _now(self) -> int:
        """Frames given to the decoders."""
        return self._fed * 1000 // (2 * RATE * FRAME_MS)

    def _said(self) -> tuple[str, ...]:
        """The words of the grammar that were spoken so far."""
        if not self._paths or not self._running:
            return ()
        found = self._models.lines.hyp()
        return tuple(found.hypstr.split()) if found is not None else ()

    # ---------------------------------------------------------------- the result

    def result(self, *, final: bool = False) -> dict[str, Any]:
        """``verdict`` (read | move | unsure | other), ``line``, ``chance``, ``spotted`` and, for a line
        that was read, ``words`` and ``slip``; for a move, ``move`` and ``phrase``. After ``final``
        nothing more can be fed."""
        self._decode()
        result = self._of_cards(final=final)
        if result["verdict"] != "read" and (move := self._move()):
            return {**result, **move, "verdict": "move"}
        return result

    def _move(self) -> dict[str, Any]:
        """A move never wins over a line: it is asked for only when none was read."""
        return self._moves.find(*self._all_heard())

    def _all_heard(self) -> tuple[bytes, str, list[Segment], list[str]]:
        """The audio, its mean, and what the phone loop and the light model made of it."""
        return bytes(self._heard[: self._fed]), self._mean, segments(self._models.phones), self._light()[1]

    def _of_cards(self, *, final: bool) -> dict[str, Any]:
        said = self._said()
        words = segments(self._models.lines) if said else []
        if final:
            said, words = self._last_look(said, words)
        spotted = self._spotted()
        path = follow(self._paths, said) if said else None
        if path is None:
            return {"verdict": "other", "spotted": spotted}
        chance = rejection.probability(self._features(path, said, words))
        result = {"line": path.reply, "chance": chance, "spotted": spotted}
        if self._share(path, said) < LEAST_READ or not rejection.accepted(chance):
            return {**result, "verdict": "unsure" if rejection.unsure(chance) else "other"}
        return {
            **result,
            "verdict": "read",
            "words": self._timed(words),
            "slip": self._slip(path, said, words),
        }

    def _last_look(
        self, said: tuple[str, ...], words: list[Segment]
    ) -> tuple[tuple[str, ...], list[Segment]]:
        """End the decoders, which gives them the last frames: a line cut off in its last word is
        then whole. Else what was seen before holds, since the end forces a whole line on a part."""
        self.end()
        found = self._models.lines.hyp() if self._paths else None
        whole = tuple(found.hypstr.split()) if found is not None else ()
        if whole[: len(said)] == said and len(whole) <= len(said) + 1:
            return whole, segments(self._models.lines)
        return said, words

    def _share(self, path: Path, said: Sequence[str]) -> float:
        return len(said) / len(path.words)

    def evidence(self) -> tuple[int | None, dict[str, float] | None]:
        """The line that fits best and what the decision about it rests on; for fitting it."""
        self._decode()
        said = self._said()
        path = follow(self._paths, said) if said else None
        if path is None:
            return None, None
        return path.reply, self._features(path, said, segments(self._models.lines))

    def move_evidence(self, moves: SpokenMoves) -> tuple[Phrase, dict[str, float]] | None:
        """The phrase of ``moves`` that fits best and what the decision rests on; for fitting it."""
        self._decode()
        return moves.evidence(*self._all_heard())

    def _features(self, path: Path, said: Sequence[str], words: Sequence[Segment]) -> dict[str, float]:
        _, light = self._light()
        trace = Trace(words, segments(self._models.phones), light)
        others = [sounds for reply, sounds in self._sounds.items() if reply != path.reply]
        return rejection.features(trace, self._sounds[path.reply], others, self._share(path, said))

    def _light(self) -> tuple[list[str], list[str]]:
        """The light model's words and their phones."""
        found = self._models.light.hyp()
        words = found.hypstr.split() if found is not None else []
        return words, known([phone for word in words for phone in self._models.pronunciation(word)])

    def _timed(self, words: Sequence[Segment]) -> list[list[Any]]:
        loop = rejection.loop_scores(segments(self._models.phones))
        return [
            [word.name, word.start * FRAME_MS, (word.end + 1) * FRAME_MS, rejection.clearness(word, loop)]
            for word in words
            if not word.filler
        ]

    def _slip(self, path: Path, said: Sequence[str], words: Sequence[Segment]) -> dict[str, Any] | None:
        """The variant that was read to its end, if it beats its line by enough."""
        if not path.code or len(said) < len(path.words):
            return None
        if path not in self._margins:  # decoding again takes a while: once for peek and close
            line = next(one for one in self._paths if one.reply == path.reply and not one.code)
            whole = self._models.forced(line, bytes(self._heard[: self._fed]), self._mean)
            # Without a way to read it as the line, the variant stands on its weight alone.
            self._margins[path] = _log_score(words) - _log_score(whole) if whole else LEAST_MARGIN
        margin = self._margins[path]
        if margin < LEAST_MARGIN:
            return None
        return {"said": " ".join(path.words), "code": path.code, "margin": round(margin, 1)}

    def _spotted(self) -> list[str]:
        """Keys of spots one of whose phrases was heard, the surest first."""
        if not self._spots:
            return []
        words, light = self._light()
        loop = known([phone.name for phone in segments(self._models.phones)])
        found = []
        for key, phrases in self._spots:
            best = max((self._spot(phrase, words, light, loop) for phrase in phrases), default=0.0)
            if best >= SPOT_LIKENESS:
                found.append((best, key))
        return [key for _, key in sorted(found, key=lambda one: -one[0])]

    def _spot(
        self, phrase: Sequence[str], words: Sequence[str], light: Sequence[str], loop: Sequence[str]
    ) -> float:
        """How sure it is that the phrase was said, 0..2: by its very words, or by its sounds in
        both what the light model and what the phone loop heard. Short words sound like others."""
        size = len(phrase)
        sounds = known([phone for word in phrase for phone in self._models.pronunciation(word)])
        rows = (tuple(words[place : place + size]) for place in range(len(words) - size + 1))
        if tuple(phrase) in rows and found_in(sounds, loop) >= SPOT_CONFIRMED:
            return 2.0
        if len(sounds) < SPOT_PHONES:
            return 0.0
        return found_in(sounds, loop) + found_in(sounds, light)


def _log_score(words: Sequence[Segment]) -> float:
    """The acoustic score of a whole utterance; a decoder keeps a 1024th of each frame's."""
    return 1024.0 * sum(word.score for word in words)
