"""Fits ``ml/rejection_moves_fit.py``: ``python -m bench.recognition_moves_fit --data DIR [--write]``.

No learner's "Sorry?" is among the recordings, so their own short sentences and pieces of sentences, one
to four words, stand for moves: offered beside all the catalogue's phrases they are to be taken, left out
of them nothing is. Three other sentences are the cards. Only speakers outside ``held_out`` are fitted on.
``--features F`` keeps what the decoders found, so that a second run takes seconds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bench import report
from bench.fit_rejection import FRAME_BYTES, Numbers, cross_validated, fit, scores
from bench.recognition_data import Offers, Recording, held_out, recordings
from bench.recognition_moves_data import LONGEST_WORDS, as_move, offered_moves, piece, without
from ml import rejection_moves
from ml.engines.pocketsphinx_models import Models
from ml.engines.pocketsphinx_moves import SpokenMoves
from ml.engines.pocketsphinx_turn import Turn
from ml.rejection_moves_fit import ACCEPT, ACCEPT_STRICT

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
TARGET = Path(rejection_moves.__file__).with_name("rejection_moves_fit.py")

models_once = cache(Models)
offered_once = cache(offered_moves)


def trials(recording: Recording, lines: list[str]) -> list[dict[str, Any]]:
    """What was found in one recording, whole and in a piece, with and without its words offered."""
    models = models_once()
    words = recording.words
    own = len(words) <= LONGEST_WORDS
    found = list(_trials(models, recording, recording.pcm(), words, lines, own=own, part="whole"))
    if short := piece(models, recording):
        found += _trials(models, recording, *short, lines, own=True, part="piece")
    return found


def _trials(
    models: Models,
    recording: Recording,
    pcm: bytes,
    words: Sequence[str],
    lines: list[str],
    *,
    own: bool,
    part: str,
) -> Iterator[dict[str, Any]]:
    turn = Turn(models, {"lines": lines})
    for start in range(0, len(pcm), FRAME_BYTES):
        turn.feed(pcm[start : start + FRAME_BYTES])
    card = turn.result()["verdict"] == "read"
    moves = without(offered_once(), words)
    for offered in (False, True)[: 1 + own]:
        here = (*moves, as_move(words)) if offered else moves
        listed = [(move.key, move.phrases, bool(move.text)) for move in here]
        found = None if card else turn.move_evidence(SpokenMoves(models, listed))
        yield {
            "speaker": recording.speaker,
            "part": part,
            "offered": offered,
            "card": card,
            "key": found and found[0].key,
            "phrase": found and found[0].text,
            "features": found and found[1],
        }
    turn.end()


def table(rows: Sequence[dict[str, Any]], chances: Numbers) -> dict[str, Any]:
    """At several thresholds: own words taken, and other speech taken for some move."""
    figures: dict[str, Any] = {}
    for part in ("whole", "piece"):
        for short in (False, True):
            here = np.array([row["part"] == part and _short(row) == short for row in rows])
            offered = np.array([row["offered"] for row in rows])
            right = np.array([row["key"] == "own" for row in rows])
            figures[f"{part}, {'short' if short else 'long'} phrases"] = {
                str(threshold): {
                    "own_taken": int((here & offered & right & (chances >= threshold)).sum()),
                    "own_taken_for_another": int((here & offered & ~right & (chances >= threshold)).sum()),
                    "other_speech_taken": int((here & ~offered & (chances >= threshold)).sum()),
                }
                for threshold in THRESHOLDS
            }
        figures[f"{part}, offered"] = sum(row["part"] == part and row["offered"] for row in rows)
        figures[f"{part}, not offered"] = sum(row["part"] == part and not row["offered"] for row in rows)
    return figures


def _short(row: dict[str, Any]) -> bool:
    return bool(row["features"]) and row["features"]["size"] < rejection_moves.SHORT_PHONES


def write_module(names: Sequence[str], weights: Numbers, bias: float, speakers: int, count: int) -> None:
    """The coefficients as Python; the thresholds stay what they are."""
    lines = [f'    "{name}": {weight:.4f},' for name, weight in zip(names, weights, strict=True)]
    TARGET.write_text(
        '"""Coefficients of ``ml.rejection_moves``, written by ``python -m bench.recognition_moves_fit '
        f"--write``.\n\nFitted on {count} trials of {speakers} learners, none of them of the held-out part; "
        f'how the\nthresholds were chosen, and all figures, stand in docs/engines-embedded.md.\n"""\n\n'
        f"BIAS = {bias:.4f}\nWEIGHTS = {{\n" + "\n".join(lines) + "\n}\n"
        f"ACCEPT = {ACCEPT}\nACCEPT_STRICT = {ACCEPT_STRICT}\n",
        encoding="utf-8",
    )


def gathered(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    if arguments.features and arguments.features.exists():
        return [json.loads(line) for line in arguments.features.read_text().splitlines()]
    every = recordings(arguments.data)
    offers, chosen = Offers(every), every[: arguments.limit or None]
    cards = [offers.others(recording, 3, "moves") for recording in chosen]
    with ProcessPoolExecutor(arguments.processes) as pool:
        rows = [row for found in pool.map(trials, chosen, cards, chunksize=4) for row in found]
    if arguments.features:
        arguments.features.write_text("\n".join(map(json.dumps, rows)))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with recordings")
    parser.add_argument("--features", type=Path, help="read these, or write them when there are none")
    parser.add_argument("--json", type=Path, help="where to write the report")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write ml/rejection_moves_fit.py")
    arguments = parser.parse_args()
    rows = gathered(arguments)
    names = list(next(row["features"] for row in rows if row["features"]))
    values = np.array([[(row["features"] or {}).get(name, 0.0) for name in names] for row in rows])
    found = np.array([row["features"] is not None for row in rows])
    right = np.array([float(row["key"] == "own") for row in rows])
    held = np.array([held_out(row["speaker"]) for row in rows])
    weights, bias = fit(values[~held & found], right[~held & found])
    if arguments.write:
        speakers = len({row["speaker"] for row in rows if not held_out(row["speaker"])})
        write_module(names, weights, bias, speakers, int((~held & found).sum()))
    fitted = [row for row, out in zip(rows, held, strict=True) if not out]
    crossed = np.zeros(len(fitted))
    crossed[found[~held]] = cross_validated(
        values[~held & found], right[~held & found], [row for row in fitted if row["features"]]
    )
    chances = np.where(found, scores(values, weights, bias), 0.0)
    report.write(
        {
            "bench": "recognition_moves_fit",
            "weights": dict(zip(names, np.round(weights, 4).tolist(), strict=True)),
            "bias": round(bias, 4),
            "fit_part_cross_validated": table(fitted, crossed),
            "held_out": table([row for row, out in zip(rows, held, strict=True) if out], chances[held]),
            "machine": report.machine(),
        },
        arguments.json,
    )


if __name__ == "__main__":
    main()
