"""How well moves ("Sorry?", "Let's stop.") are heard, and how often other speech is taken for one.

``python -m bench.recognition_moves --data DIR --json F [--part held_out] [--limit N]``. Everything goes
through the engine as in a talk, with three ordinary lines offered as cards. Two sources: every phrase
of the catalogue by synthetic voices (flite; espeak-ng is no voice to judge by, its figure stands apart),
and the recordings of learners, whose sentences no move is.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import report
from bench.make_speech import SENTENCES
from bench.recognition import Costs, listen
from bench.recognition_data import Offers, Recording, recordings
from bench.recognition_moves_data import (
    ESPEAK,
    FLITE,
    LONGEST_WORDS,
    Clip,
    as_move,
    offered_moves,
    padded,
    spoken,
    without,
)
from ml.engines.pocketsphinx import PocketSphinxRecogniser
from ml.rejection_moves_fit import ACCEPT, ACCEPT_STRICT
from ml.types import Heard, OfferedMove


@dataclass
class Bench:
    """The engine, what is offered, and what the calls cost: with moves, and without."""

    engine: PocketSphinxRecogniser
    moves: tuple[OfferedMove, ...]
    offers: Offers
    cost: Costs
    plain_cost: Costs

    def hear(self, pcm: bytes, lines: Sequence[str], moves: tuple[OfferedMove, ...]) -> Heard:
        return listen(self.engine, pcm, lines, self.cost if moves else self.plain_cost, moves).heard


def clip_outcome(bench: Bench, clip: Clip) -> str:
    """right | another | card | refused"""
    lines = random.Random(clip.text + clip.voice).sample(SENTENCES, 3)
    heard = bench.hear(clip.pcm, lines, bench.moves)
    if heard.move is None:
        return "card" if heard.reply else "refused"
    return "right" if heard.move == clip.key else "another"


def clip_figures(bench: Bench, voices: Sequence[tuple[str, str, str]], each: int) -> dict[str, Any]:
    by_move: dict[str, Counter[str]] = {}
    for clip in spoken(bench.moves, voices, each):
        by_move.setdefault(clip.key.partition(".")[0], Counter())[clip_outcome(bench, clip)] += 1
    every = sum(by_move.values(), Counter[str]())
    return {
        "clips": every.total(),
        "shares": {name: round(count / every.total(), 4) for name, count in every.items()},
        "by_move": {key: dict(found) for key, found in by_move.items()},
    }


def measure(bench: Bench, recording: Recording) -> dict[str, Any]:
    """All trials of one recording."""
    pcm, moves = recording.pcm(), without(bench.moves, recording.words)
    lines, place = bench.offers.with_own(recording, 3, "choice 3")
    half = padded(pcm[: len(pcm) // 4 * 2])
    others = bench.offers.others(recording, 3, "none of these")
    row: dict[str, Any] = {
        "card_before": bench.hear(pcm, lines, ()).reply == str(place),
        "card": bench.hear(pcm, lines, moves),
        "place": str(place),
        "half_card": bench.hear(half, lines, moves),
        "other_before": bench.hear(pcm, others, ()),
        "other": bench.hear(pcm, others, moves),
    }
    if len(recording.words) <= LONGEST_WORDS:
        row["own"] = bench.hear(pcm, others, (*moves, as_move(recording.words)))
    return row


def summary(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Shares over the recordings."""

    def share(values: Sequence[bool]) -> float | None:
        return round(sum(values) / len(values), 4) if values else None

    own = [row["own"] for row in rows if "own" in row]
    false = Counter(row["other"].move for row in rows if row["other"].move)
    return {
        "recordings": len(rows),
        "right_cards_accepted_without_moves": share([row["card_before"] for row in rows]),
        "right_cards_accepted": share([row["card"].reply == row["place"] for row in rows]),
        "right_cards_taken_for_a_move": share([row["card"].move is not None for row in rows]),
        "half_cards_taken_for_a_move": share([row["half_card"].move is not None for row in rows]),
        "other_sentences_taken_for_a_card_without_moves": share(
            [row["other_before"].reply is not None for row in rows]
        ),
        "other_sentences_taken_for_a_card": share([row["other"].reply is not None for row in rows]),
        "other_sentences_taken_for_a_move": share([row["other"].move is not None for row in rows]),
        "for_which": dict(false),
        "short_sentences_offered_as_a_move": len(own),
        "of_them_taken": share([heard.move == "own" for heard in own]),
        "of_them_taken_for_another": share([heard.move not in (None, "own") for heard in own]),
        "of_them_taken_for_a_card": share([heard.reply is not None for heard in own]),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with recordings")
    parser.add_argument("--json", type=Path, help="where to write the report")
    parser.add_argument("--limit", type=int, default=0, help="at most so many recordings")
    parser.add_argument("--part", choices=("fit", "held_out"), default="held_out")
    parser.add_argument("--each", type=int, default=2, help="so many voices say each phrase")
    arguments = parser.parse_args()
    every = recordings(arguments.data)
    chosen = [one for one in every if one.held_out == (arguments.part == "held_out")]
    chosen = chosen[: arguments.limit or None]
    engine = PocketSphinxRecogniser(ready=1, most=1, wait=120)
    engine.load()
    try:
        bench = Bench(engine, offered_moves(), Offers(every), Costs(), Costs())
        learners = summary([measure(bench, recording) for recording in chosen])
        voices = {
            name: clip_figures(bench, voices, each)
            for name, program, voices, each in (
                ("flite", "flite", FLITE, arguments.each),
                ("espeak", "espeak-ng", ESPEAK, min(1, arguments.each)),
            )
            if each and shutil.which(program)
        }
    finally:
        engine.close()
    report.write(
        {
            "bench": "recognition_moves",
            "phrases": sum(len(move.phrases) for move in bench.moves),
            arguments.part: learners,
            **voices,
            "cost": bench.cost.figures(),
            "cost_without_moves": bench.plain_cost.figures(),
            "settings": {"limit": arguments.limit, "accept": ACCEPT, "accept_strict": ACCEPT_STRICT},
            "machine": report.machine(),
        },
        arguments.json,
    )


if __name__ == "__main__":
    main()
