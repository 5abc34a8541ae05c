"""What the recogniser makes of sounds that are no reading.

    python -m bench.recognition_bad_input --data DIR

Laughter, music, silence, Russian (with espeak-ng), two cards half and half, two people at once: how
often each is taken for a card, by how much it is trusted, and how often for a move. All 16 kHz.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from bench import report
from bench.make_speech import SENTENCES
from bench.recognition import Costs, listen
from bench.recognition_data import RATE, Offers, Recording, recordings
from bench.recognition_moves_data import at_rate, offered_moves, padded
from ml.engines.pocketsphinx import PocketSphinxRecogniser

Trial = tuple[str, bytes, list[str]]  # kind, samples, lines

LEVEL = 0.1
RUSSIAN = (
    "Я не знаю, что сказать.",
    "Подождите, пожалуйста.",
    "Меня зовут Анна, я живу в Москве.",
    "Сегодня очень хорошая погода.",
    "Нет, спасибо, я уже пообедал.",
    "А можно ещё раз?",
    "Мы ходили в кино вместе с друзьями.",
    "Да, конечно.",
)


def laughter(seconds: float, seed: int) -> NDArray[np.float64]:
    """Bursts of breathy voice, four or five a second, falling in pitch and level."""
    chance = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    pitch = (260 + 80 * chance.random()) * (1 - 0.25 * time / seconds)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    voice = sum(np.sin(k * phase) / k**1.3 for k in range(1, 14)) + 0.6 * chance.normal(0, 1, len(time))
    bursts = np.maximum(0.0, np.sin(2 * np.pi * (4 + chance.random()) * time)) ** 2
    sound: NDArray[np.float64] = LEVEL * voice / 2 * bursts * np.exp(-0.6 * time)
    return sound


def music(seconds: float, seed: int) -> NDArray[np.float64]:
    """Plucked chords, two a second."""
    chance = np.random.default_rng(seed)
    time = np.arange(RATE // 2) / RATE
    bars = []
    for _ in range(int(seconds * 2)):
        root = 110 * 2 ** (chance.integers(0, 24) / 12)
        chord = sum(
            np.sin(2 * np.pi * root * 2 ** (step / 12) * k * time) / k
            for step in (0, 4, 7, 12)
            for k in (1, 2, 3, 4)
        )
        bars.append(chord * np.exp(-3 * time))
    sound: NDArray[np.float64] = LEVEL * np.concatenate(bars) / 3
    return sound


def pcm16(sound: NDArray[np.float64]) -> bytes:
    data: bytes = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    return data


def russian() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.wav"
        for voice in ("ru", "ru+f3", "ru+m3"):
            for text in RUSSIAN:
                subprocess.run(["espeak-ng", "-v", voice, "-w", str(path), text], check=True)
                samples, rate = soundfile.read(path, dtype="float64")
                yield padded(at_rate(samples, rate))


def made(count: int) -> Iterator[Trial]:
    """What needs no recording."""
    for seed in range(count):
        lines = random.Random(seed).sample(SENTENCES, 3)
        yield "laughter", padded(pcm16(laughter(1.0 + seed % 4, seed))), lines
        yield "music", padded(pcm16(music(1.0 + seed % 6, seed))), lines
        yield "silence", padded(bytes(RATE * 2 * (1 + seed % 8))), lines
    if shutil.which("espeak-ng"):
        for seed, pcm in enumerate(russian()):
            yield "russian", pcm, random.Random(seed).sample(SENTENCES, 3)


def mixed(every: Sequence[Recording], chosen: Sequence[Recording]) -> Iterator[Trial]:
    """Two readings by one learner, half and half or at once, with both or neither on a card."""
    offers = Offers(every)
    for one in chosen:
        mates = [two for two in every if two.speaker == one.speaker and two.words != one.words]
        if not mates:
            continue
        two = random.Random(one.name).choice(mates)
        first, second = one.pcm(), two.pcm()
        half = first[: len(first) // 4 * 2] + second[len(second) // 4 * 2 :]
        third = offers.others(one, 1, "mixed")
        yield "two cards half and half", half, [one.text, two.text, *third]
        size = min(len(first), len(second))
        both = sum(np.frombuffer(pcm[:size], "<i2").astype(np.int32) for pcm in (first, second))
        together = np.clip(np.asarray(both), -32768, 32767).astype("<i2").tobytes()
        yield "two people at once", together, offers.others(one, 3, "at once")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with recordings")
    parser.add_argument("--json", type=Path, help="where to write the report")
    parser.add_argument("--limit", type=int, default=60, help="at most so many of each kind")
    arguments = parser.parse_args()
    every = recordings(arguments.data)
    chosen = [one for one in every if one.held_out][: arguments.limit]
    moves, found = offered_moves(), dict[str, list[Any]]()
    engine = PocketSphinxRecogniser(ready=1, most=1, wait=120)
    engine.load()
    try:
        for kind, pcm, lines in (*made(arguments.limit // 2), *mixed(every, chosen)):
            found.setdefault(kind, []).append(listen(engine, pcm, lines, Costs(), moves).heard)
    finally:
        engine.close()
    report.write(
        {
            "bench": "recognition_bad_input",
            **{
                kind: {
                    "trials": len(results),
                    "taken_for_a_card": sum(heard.reply is not None for heard in results),
                    "of_them_with_confidence_above_0.8": sum(
                        heard.reply is not None and heard.confidence > 0.8 for heard in results
                    ),
                    "asked_as_a_guess": sum(heard.guess is not None for heard in results),
                    "taken_for_a_move": sum(heard.move is not None for heard in results),
                    "moves": sorted(heard.text for heard in results if heard.move),
                }
                for kind, results in found.items()
            },
            "machine": report.machine(),
        },
        arguments.json,
    )


if __name__ == "__main__":
    main()
