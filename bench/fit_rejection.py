"""Fits ``ml/rejection_fit.py``: ``python -m bench.fit_rejection --data DIR [--write]``.

Every recording is offered twice with its own line among three, twice with three other lines of its
length, and twice with a *near* line: its own with one or two words exchanged. The regression is
fitted on the speakers outside ``held_out`` (see ``bench.recognition_data``) and reported on those
inside it, and by five-fold cross-validation over the fit part and over all speakers. ``ACCEPT`` was
first chosen with a look at all of these; the fit part alone gives nearly the same (see
docs/engines-embedded.md), and from now on only ``fit_part_cross_validated`` is to choose it.
``--features F`` keeps what the decoders found, so that a second run takes seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import report
from bench.recognition_data import Offers, Recording, held_out, recordings
from ml import rejection
from ml.engines.pocketsphinx_models import Models
from ml.engines.pocketsphinx_turn import Turn
from ml.rejection_fit import ACCEPT, UNSURE

FRAME_BYTES = 2048
FOLDS = 5
RIDGE = 1.0
LONG = 4  # letters of a word that makes a difference
FALSE_ALARMS = (0.03, 0.04, 0.05, 0.06, 0.08, 0.12)
TARGET = Path(rejection.__file__).with_name("rejection_fit.py")

Numbers = NDArray[np.float64]


def trials(every: Sequence[Recording]) -> Iterator[dict[str, Any]]:
    """What the decoders found in each recording for each offer."""
    models, offers = Models(), Offers(every)
    vocabulary = sorted({word for recording in every for word in recording.words if len(word) >= LONG})
    for recording in every:
        pcm = recording.pcm()
        for count in (1, 2):
            if near := _near_line(recording, vocabulary, count):
                lines = [near, *offers.others(recording, 2, "near")]
                yield {**_trial(models, recording, pcm, lines, None), "near": count}
        for salt in ("one", "two"):
            lines, place = offers.with_own(recording, 3, f"fit {salt}")
            yield _trial(models, recording, pcm, lines, place)
            yield _trial(models, recording, pcm, offers.others(recording, 3, f"fit none {salt}"), None)


def _near_line(recording: Recording, vocabulary: Sequence[str], count: int) -> str:
    """The line with ``count`` of its longer words exchanged; empty when it has too few."""
    words, chance = list(recording.words), random.Random(f"{recording.name} near {count}")
    places = [place for place, word in enumerate(words) if len(word) >= LONG]
    if len(places) < count:
        return ""
    for place in chance.sample(places, count):
        old = words[place]
        words[place] = chance.choice(
            [new for new in vocabulary if new != old and abs(len(new) - len(old)) <= 1]
        )
    return " ".join(words)


def _trial(
    models: Models, recording: Recording, pcm: bytes, lines: list[str], place: int | None
) -> dict[str, Any]:
    turn = Turn(models, {"lines": lines})
    for start in range(0, len(pcm), FRAME_BYTES):
        turn.feed(pcm[start : start + FRAME_BYTES])
    line, found = turn.evidence()
    turn.end()
    return {
        "speaker": recording.speaker,
        "offered": place is not None,
        "right": place is not None and line == place,
        "near": 0,
        "features": found,
    }


def fit(values: Numbers, right: Numbers) -> tuple[Numbers, float]:
    """Weights and bias of a logistic regression with a small ridge on standardised features."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-9
    rows = np.c_[(values - mean) / spread, np.ones(len(values))]
    ridge = np.r_[np.full(values.shape[1], RIDGE), 0.0]
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (chance - right) + ridge * weights
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge + 1e-9)
        weights -= np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - (plain * mean).sum())


def scores(values: Numbers, weights: Numbers, bias: float) -> Numbers:
    chance: Numbers = 1 / (1 + np.exp(-(values @ weights + bias)))
    return chance


def trade(chance: Numbers, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Right cards accepted against other sentences taken, at several thresholds."""
    near = {
        f"{count}_words_exchanged": round(
            float((chance[[r["near"] == count for r in rows]] >= ACCEPT).mean()), 4
        )
        for count in (1, 2)
    }
    kept = np.array([not row["near"] for row in rows])
    chance, rows = chance[kept], [row for row in rows if not row["near"]]
    offered = np.array([row["offered"] for row in rows])
    right = np.array([row["right"] for row in rows])
    figures: dict[str, Any] = {
        "trials": len(rows),
        "nearest_line_right": round(float(right[offered].mean()), 4),
        "auc": round(_auc(chance[right], chance[~offered]), 4),
        "taken_with": near,
    }
    thresholds = {f"at_{share}": float(np.quantile(chance[~offered], 1 - share)) for share in FALSE_ALARMS}
    for name, threshold in {"as_set": ACCEPT, **thresholds}.items():
        figures[name] = {
            "right_cards_accepted": round(
                float((chance[offered & right] > threshold).sum() / offered.sum()), 4
            ),
            "taken_for_another": round(
                float((chance[offered & ~right] > threshold).sum() / offered.sum()), 4
            ),
            "other_sentences_taken": round(float((chance[~offered] > threshold).mean()), 4),
            "threshold": round(threshold, 3),
        }
    return figures


def _auc(higher: Numbers, lower: Numbers) -> float:
    return float(np.mean((higher[:, None] > lower[None]) + 0.5 * (higher[:, None] == lower[None])))


def cross_validated(values: Numbers, right: Numbers, rows: Sequence[dict[str, Any]]) -> Numbers:
    """Each trial's chance from a fit without its speaker."""
    folds = np.array([int(hashlib.md5(row["speaker"].encode()).hexdigest(), 16) % FOLDS for row in rows])  # noqa: S324
    chance = np.zeros(len(rows))
    for fold in range(FOLDS):
        weights, bias = fit(values[folds != fold], right[folds != fold])
        chance[folds == fold] = scores(values[folds == fold], weights, bias)
    return chance


def write_module(names: Sequence[str], weights: Numbers, bias: float, speakers: int, count: int) -> None:
    """The coefficients as Python; the thresholds stay what they are."""
    lines = [f'    "{name}": {weight:.4f},' for name, weight in zip(names, weights, strict=True)]
    TARGET.write_text(
        f'"""Coefficients of ``ml.rejection``, written by ``python -m bench.fit_rejection --write``.\n\n'
        f"Fitted on {count} trials of {speakers} learners, none of them of the held-out part; how\n"
        f'the thresholds were chosen, and all figures, stand in docs/engines-embedded.md.\n"""\n\n'
        f"BIAS = {bias:.4f}\nWEIGHTS = {{\n" + "\n".join(lines) + "\n}\n"
        f"ACCEPT = {ACCEPT}\nUNSURE = {UNSURE}\n",
        encoding="utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with recordings")
    parser.add_argument("--features", type=Path, help="read these, or write them when there are none")
    parser.add_argument("--json", type=Path, help="where to write the report")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--write", action="store_true", help="write ml/rejection_fit.py")
    arguments = parser.parse_args()
    if arguments.features and arguments.features.exists():
        rows = [json.loads(line) for line in arguments.features.read_text().splitlines()]
    else:
        rows = list(trials(recordings(arguments.data)[: arguments.limit or None]))
        if arguments.features:
            arguments.features.write_text("\n".join(map(json.dumps, rows)))
    silent = sum(row["features"] is None for row in rows)
    rows = [row for row in rows if row["features"] is not None]
    names = list(rows[0]["features"])
    values = np.array([[row["features"][name] for name in names] for row in rows])
    right = np.array([float(row["right"]) for row in rows])
    held = np.array([held_out(row["speaker"]) for row in rows])
    fitted = [row for row, out in zip(rows, held, strict=True) if not out]
    weights, bias = fit(values[~held], right[~held])
    if arguments.write:
        speakers = len({row["speaker"] for row in rows if not held_out(row["speaker"])})
        write_module(names, weights, bias, speakers, int((~held).sum()))
    report.write(
        {
            "bench": "fit_rejection",
            "weights": dict(zip(names, np.round(weights, 4).tolist(), strict=True)),
            "bias": round(bias, 4),
            "without_hypothesis": silent,
            "fit_part_cross_validated": trade(cross_validated(values[~held], right[~held], fitted), fitted),
            "held_out": trade(
                scores(values[held], weights, bias), [r for r, h in zip(rows, held, strict=True) if h]
            ),
            "cross_validated": trade(cross_validated(values, right, rows), rows),
            "machine": report.machine(),
        },
        arguments.json,
    )


if __name__ == "__main__":
    main()
