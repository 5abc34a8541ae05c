"""How well the recogniser tells offered lines apart, and from everything else.

``python -m bench.recognition --data DIR --json F [--limit N]``: DIR holds ``scores.jsonl`` or
``manifest.jsonl`` with recordings. Every figure goes through the engine as a talk does: helper
processes, frames of 64 ms, close at the end. Speakers are split by a hash of their id; no coefficient
was fitted on those of the part ``held_out``. The threshold was chosen with a look at them, too: what
that is worth stands in docs/engines-embedded.md.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from bench import report
from bench.recognition_data import RATE, Offers, Recording, recordings, word_errors
from ml.engines.pocketsphinx import PocketSphinxRecogniser
from ml.grammar import ARTICLES, BE, SHORTEST
from ml.rejection_fit import ACCEPT, UNSURE
from ml.spoken import words_of
from ml.types import Evidence, Heard, ListenFor, OfferedMove, OfferedReply

FRAME_BYTES = 1024 * 2  # 64 ms
CHOICES = (3, 5, 20)


@dataclass
class Costs:
    """Seconds of every call, and of the audio they were about."""

    audio: float = 0.0
    calls: dict[str, list[float]] = field(default_factory=dict)

    def timed(self, name: str, call: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        try:
            return call()
        finally:
            self.calls.setdefault(name, []).append((time.perf_counter() - start) * 1000)

    def figures(self) -> dict[str, Any]:
        busy = sum(sum(times) for times in self.calls.values()) / 1000
        return {
            "audio_s": round(self.audio, 1),
            "x_real_time": round(busy / max(self.audio, 1e-9), 4),
            "ms": {name: report.percentiles(times) for name, times in self.calls.items()},
        }


@dataclass(frozen=True, slots=True)
class Result:
    heard: Heard
    peeked: Heard
    nearest: int | None  # place of the line that fitted best, taken or not


def listen(
    engine: PocketSphinxRecogniser,
    pcm: bytes,
    lines: Sequence[str],
    costs: Costs,
    moves: tuple[OfferedMove, ...] = (),
) -> Result:
    """One utterance against these lines and, where none of them was read, these moves."""
    replies = tuple(OfferedReply(str(place), text) for place, text in enumerate(lines))
    session = costs.timed("open", lambda: engine.open(ListenFor(replies=replies, moves=moves)))
    nearest: str | None = None
    for start in range(0, len(pcm), FRAME_BYTES):
        frame = pcm[start : start + FRAME_BYTES]
        nearest = costs.timed("feed", partial(session.feed, frame)).reply or nearest
    peeked = costs.timed("peek", session.peek)
    heard = costs.timed("close", session.close)
    costs.audio += len(pcm) / 2 / RATE
    best = heard.reply or heard.guess or nearest
    return Result(heard, peeked, None if best is None else int(best))


def lacking_line(recording: Recording) -> tuple[str, str] | None:
    """A line that has one article or *be* more than what was read, and the code of the slip."""
    words = list(recording.words)
    taken = ARTICLES | BE
    places = [
        place for place in range(1, len(words)) if words[place - 1] not in taken and words[place] not in taken
    ]
    if len(words) + 1 < SHORTEST or not places:
        return None
    chance = random.Random(f"{recording.name} slip")
    place = chance.choice(places)
    word, code = chance.choice([("the", "M:DET"), ("is", "M:VERB")])
    return " ".join([*words[:place], word, *words[place:]]), code


def measure(
    engine: PocketSphinxRecogniser, recording: Recording, offers: Offers, costs: Costs
) -> dict[str, Any]:
    """All trials of one recording."""
    pcm = recording.pcm()
    row: dict[str, Any] = {"held_out": recording.held_out, "words": len(recording.words)}
    for count in CHOICES:
        lines, place = offers.with_own(recording, count, f"choice {count}")
        result = listen(engine, pcm, lines, costs)
        row[f"choice_{count}"] = _choice(recording, result, lines, place)
    lines = offers.others(recording, 3, "none of these")
    heard = listen(engine, pcm, lines, costs).heard
    row["other_taken"] = heard.evidence is Evidence.CARD
    row["other_guessed"] = heard.guess is not None
    if lacking := lacking_line(recording):
        line, code = lacking
        lines = [line, *offers.others(recording, 2, "slip")]
        slip = listen(engine, pcm, lines, costs).heard.slip
        row["slip_noticed"] = slip is not None and slip.code == code
    return row


def _choice(recording: Recording, result: Result, lines: Sequence[str], place: int) -> dict[str, Any]:
    read = {words_of(lines[n]) == recording.words for n in [result.nearest] if n is not None}
    nearest = words_of(lines[result.nearest]) if result.nearest is not None else ()
    has_variants = bool((ARTICLES | BE) & set(recording.words)) and len(recording.words) >= SHORTEST
    return {
        "exact": True in read,
        "errors": word_errors(recording.words, nearest),
        "accepted": result.heard.reply == str(place),
        "wrong": result.heard.reply not in (None, str(place)),
        "guessed": result.heard.guess == str(place),
        "could_accuse": has_variants,
        "accused": result.heard.slip is not None,
        "peek_same": result.heard.answers_like(result.peeked),
    }


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares over the recordings of one part."""

    def share(values: Sequence[bool]) -> float | None:
        return round(sum(values) / len(values), 4) if values else None

    words = sum(row["words"] for row in rows)
    figures: dict[str, Any] = {"recordings": len(rows)}
    for count in CHOICES:
        chosen = [row[f"choice_{count}"] for row in rows]
        figures[f"choice_of_{count}"] = {
            "exact": share([one["exact"] for one in chosen]),
            "accepted": share([one["accepted"] for one in chosen]),
            "taken_for_another": share([one["wrong"] for one in chosen]),
            "word_error_rate": round(sum(one["errors"] for one in chosen) / max(1, words), 4),
        }
    three = [row["choice_3"] for row in rows]
    figures["right_cards_accepted"] = share([one["accepted"] for one in three])
    figures["right_cards_refused"] = share([not one["accepted"] and not one["wrong"] for one in three])
    figures["of_them_asked_as_a_guess"] = share([one["guessed"] for one in three])
    figures["other_sentences_taken_for_a_card"] = share([row["other_taken"] for row in rows])
    figures["other_sentences_guessed"] = share([row["other_guessed"] for row in rows])
    figures["variants_noticed"] = share([row["slip_noticed"] for row in rows if "slip_noticed" in row])
    accusable = [one for one in three if one["could_accuse"]]
    figures["variants_falsely_accused"] = share([one["accused"] for one in accusable])
    figures["lines_with_variants"] = len(accusable)
    figures["peek_equals_close"] = share([one["peek_same"] for one in three])
    return figures


def free_word_errors(chosen: Sequence[Recording]) -> dict[str, Any]:
    """Word error rate of the light model alone, which no learner ever sees as a transcript."""
    from ml.engines.pocketsphinx_models import Models, process

    models, errors, words = Models(), 0, 0
    for recording in chosen:
        pcm = recording.pcm()
        models.light.set_cmn(models.mean_of(pcm))
        models.light.start_utt()
        process(models.light, pcm)
        models.light.end_utt()
        found = models.light.hyp()
        errors += word_errors(recording.words, found.hypstr.split() if found else [])
        words += len(recording.words)
    return {"word_error_rate": round(errors / max(1, words), 4), "model": "light", "words": words}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with recordings")
    parser.add_argument("--json", type=Path, help="where to write the report")
    parser.add_argument("--limit", type=int, default=0, help="at most so many recordings")
    parser.add_argument("--part", choices=("all", "fit", "held_out"), default="all")
    parser.add_argument("--helpers", type=int, default=1, help="helper processes at once")
    arguments = parser.parse_args()
    every = recordings(arguments.data)
    chosen = [
        one for one in every if arguments.part == "all" or one.held_out == (arguments.part == "held_out")
    ]
    chosen = chosen[: arguments.limit or None]
    if not chosen:
        raise SystemExit(f"{arguments.data} lists no recording of 16 kHz for the part '{arguments.part}'.")
    offers, costs = Offers(every), Costs()
    engine = PocketSphinxRecogniser(ready=arguments.helpers, most=arguments.helpers, wait=120)
    engine.load()
    try:
        with ThreadPoolExecutor(arguments.helpers) as threads:
            rows = list(threads.map(lambda one: measure(engine, one, offers, costs), chosen))
    finally:
        engine.close()
    parts = {
        name: [row for row in rows if row["held_out"] == held]
        for name, held in (("fit", False), ("held_out", True))
    }
    report.write(
        {
            "bench": "recognition",
            "engine": "PocketSphinxRecogniser",
            "free": free_word_errors(chosen),
            **{name: summary(part) for name, part in parts.items() if part},
            "cost": costs.figures(),
            "settings": {
                "limit": arguments.limit,
                "helpers": arguments.helpers,
                "frame_ms": FRAME_BYTES * 1000 // (2 * RATE),
                "accept": ACCEPT,
                "unsure": UNSURE,
            },
            "machine": report.machine(),
        },
        arguments.json,
    )


if __name__ == "__main__":
    main()
