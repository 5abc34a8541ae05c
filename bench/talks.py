"""Synthetic learners talk with a running server, in real time, over the real socket.

    python -m bench.talks --url http://127.0.0.1:8000 --learners 5 --turns 20 --json talks.json

Run it with the environment of the server (the same database): it makes its learners through services
and removes them. Replies are the sentences of the recordings; pauses are drawn per level.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import secrets
import statistics
import time
from collections import Counter
from pathlib import Path
from typing import Any

import django

from bench.clips import SPEECH, clips_read
from bench.report import machine, percentiles, write

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "im4talkin.settings")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--learners", type=int, default=1)
    parser.add_argument("--turns", type=int, default=20, help="per learner")
    parser.add_argument("--level", default="B1", choices=("A1", "A2", "B1", "B2", "C1"))
    parser.add_argument("--mode", default="open", choices=("open", "hold"))
    parser.add_argument("--speech", type=Path, default=SPEECH, help="folder with scores.jsonl")
    parser.add_argument("--sentences", type=int, default=24)
    parser.add_argument("--interrupt", type=float, default=0.15, help="share of replies talked over")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def main() -> None:
    args = options()
    django.setup()
    from bench.learners import Cast
    from bench.script import Learner
    from bench.words import boundaries

    _health(args.url)  # fails early, and figures that the server keeps start anew
    clips = clips_read(args.speech, args.sentences, args.seed)
    pauses = dict(zip((clip.text for clip in clips), boundaries(clips), strict=True))
    cast = Cast(clips, args.level, args.learners)
    try:
        learners = [
            Learner(person, args, clips, pauses, random.Random(f"{args.seed}/{number}"))
            for number, person in enumerate(cast.make())
        ]
        cpu = time.process_time()
        asyncio.run(_talk(learners))
        cpu = time.process_time() - cpu
        results = [turn for learner in learners for turn in learner.results()]
        report = summary(results, learners)
    finally:
        cast.remove()
    report |= {
        "settings": {
            name: str(value) if isinstance(value, Path) else value
            for name, value in vars(args).items()
            if name not in {"json", "speech"}
        }
        | {"speech": args.speech.name, "health": _health(args.url)},
        "client_cpu_s": round(cpu, 2),
        "machine": machine(),
    }
    write(report, args.json)


async def _talk(learners: list[Any]) -> None:
    """All learners at once, their starts spread over two seconds."""

    async def one(number: int, learner: Any) -> None:
        await asyncio.sleep(2.0 * number / len(learners))
        await learner.run()

    await asyncio.gather(*(one(number, learner) for number, learner in enumerate(learners)))


def summary(results: list[Any], learners: list[Any]) -> dict[str, Any]:
    errors: Counter[str] = Counter()
    for learner in learners:
        errors.update(learner.errors)
    whole = [r for r in results if not r.cut_off]
    read = [r for r in whole if r.reason == "card"]
    hesitant = [r for r in whole if r.pauses]

    def times(rows: list[Any], name: str) -> dict[str, float | int]:
        return percentiles([v for r in rows if (v := getattr(r, name)) is not None])

    return {
        "first_sound_ms": times(whole, "first_sound_ms"),
        "first_sound_read_to_the_end_ms": times(read, "first_sound_ms"),
        "first_sound_hesitant_ms": times(hesitant, "first_sound_ms"),
        "end_decision_ms": times(whole, "end_decision_ms"),
        "barge_in_ms": times(results, "barge_in_ms"),
        "platform_ms": times(whole, "platform_ms"),
        "engine_ms": times(whole, "engine_ms"),
        "cut_off_rate": round(statistics.fmean(r.cut_off for r in results), 4) if results else 0,
        "right_card_rate": round(statistics.fmean(r.right for r in whole), 4) if whole else 0,
        "no_reply": sum(r.no_reply for r in results),
        "turns": len(results),
        "reasons": dict(Counter(r.reason for r in results)),
        "errors": sum(errors.values()),
        "error_kinds": dict(errors),
    }


def _health(url: str) -> Any:
    import json
    from urllib.request import urlopen

    with urlopen(f"{url}/healthz", timeout=5) as answer:  # noqa: S310
        return json.load(answer)


def slug() -> str:
    return f"bench-{secrets.token_hex(4)}"


if __name__ == "__main__":
    main()
