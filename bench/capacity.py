"""How many processes, cores and gigabytes so many learners need: the formula of docs/capacity.md.

    python -m bench.capacity --learners 200
    python -m bench.capacity --learners 200 --mode hold --report talks.json --json capacity.json
    python -m bench.capacity --learners 200 --gpu-report gpu.json --gpu-model large

``--report`` takes what a turn costs from a report of ``bench.talks`` on your machine, ``--gpu-report`` what
it costs a GPU and its worker from one of ``bench.gpu``: SeamlessM4T hears and speaks then, in no helpers.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from bench.report import write

UTILISATION = 0.6  # of a core: beyond it, waiting grows faster than work
INTERPRETER = 0.8  # of a core: one Python process does no more than this
PEAK = 4.0  # learners at once in the busiest minute, by the mean over a day
AUDIO_KBIT = 256.0 * 1.06  # PCM16 at 16 kHz, with the headers of frames, WebSocket and TCP
VOICE_KBIT = 353.0 * 1.03  # eSpeak NG speaks at 22.05 kHz


@dataclass(frozen=True, slots=True)
class Costs:
    """What was measured; docs/capacity.md says how, where and when. Milliseconds are processor time."""

    web_ms_a_turn: float = 15.0
    web_ms_a_second_heard: float = 11.5  # taking frames in, the speech gate, words shown while they are said
    worker_ms_a_turn: float = 66.0
    engine_ms_a_turn: float = 390.0  # PocketSphinx and eSpeak NG in their helpers; 0 on a GPU
    redis_ms_a_turn: float = 12.0
    postgres_ms_a_turn: float = 7.0
    web_mb: float = 250.0
    web_mb_a_socket: float = 0.053
    worker_mb: float = 330.0
    helper_mb: float = 170.0
    rows_a_turn: float = 7.5  # the turn, its events, a fifth of its talk
    kb_a_turn: float = 12.0  # of PostgreSQL's disk, indexes and what updates leave behind included
    gpu_seconds_a_turn: float | None = None  # not measured yet
    gpu_partner_in_it: bool = False  # else a language model's share comes on top of that


@dataclass(frozen=True, slots=True)
class Talk:
    """How people talk: these were drawn in the benches, and can be counted on a running server."""

    turn_seconds: float = 9.5  # from one turn's beginning to the next
    speech_seconds: float = 3.2  # of it said by the learner
    reply_seconds: float = 3.5
    open_microphone: bool = True
    minutes_a_day: float = 10.0  # of a registered learner


def needs(learners: int, costs: Costs, talk: Talk) -> dict[str, Any]:
    """What ``learners`` who talk at once need."""
    turns = learners / talk.turn_seconds
    heard = talk.turn_seconds if talk.open_microphone else talk.speech_seconds
    web = turns * (costs.web_ms_a_turn + heard * costs.web_ms_a_second_heard) / 1000
    worker = turns * costs.worker_ms_a_turn / 1000
    engines = turns * costs.engine_ms_a_turn / 1000
    servers = turns * (costs.redis_ms_a_turn + costs.postgres_ms_a_turn) / 1000
    slots = slots_for(learners, talk)
    webs, workers = _processes(web), _processes(worker)
    helpers = slots if costs.engine_ms_a_turn and costs.helper_mb else 0
    memory = webs * costs.web_mb + learners * costs.web_mb_a_socket + workers * costs.worker_mb
    return {
        "turns_a_second": round(turns, 2),
        "slots": slots,
        "web_processes": webs,
        "worker_processes": workers,
        "helper_processes": helpers,
        "cores_busy": {
            "web": round(web, 2),
            "worker": round(worker, 2),
            "engines": round(engines, 2),
            "postgres_and_redis": round(servers, 2),
        },
        "cores": math.ceil((web + worker + engines + servers) / UTILISATION),
        "memory_gb": round((memory + helpers * costs.helper_mb) / 1024 + 1.0, 1),  # 1 for what stands beside
        "gpus": None
        if costs.gpu_seconds_a_turn is None
        else math.ceil(turns * costs.gpu_seconds_a_turn / UTILISATION),
        "mbit_up": round(turns * heard * AUDIO_KBIT / 1000, 1),
        "mbit_down": round(turns * talk.reply_seconds * VOICE_KBIT / 1000, 1),
        "database_rows_a_second": round(turns * costs.rows_a_turn, 1),
    }


def slots_for(learners: int, talk: Talk) -> int:
    """Turns that are open at once, with room for chance: three standard deviations above the mean."""
    share = min((talk.speech_seconds + 1.0) / talk.turn_seconds, 1.0)  # a second is listened to and answered
    mean = learners * share
    return min(max(math.ceil(mean + 3 * math.sqrt(mean * (1 - share))), 1), learners)


def at_once(registered: int, talk: Talk) -> int:
    """Learners who talk in the busiest minute, of so many who have an account and use it every day."""
    return math.ceil(registered * talk.minutes_a_day / (24 * 60) * PEAK)


def disk_gb_a_year(registered: int, costs: Costs, talk: Talk) -> float:
    """What the talks of a year add to the database, recordings not counted."""
    turns = registered * talk.minutes_a_day * 60 / talk.turn_seconds * 365
    return round(turns * costs.kb_a_turn / 1024**2, 1)


def costs_measured(report: Mapping[str, Any], costs: Costs) -> Costs:
    """The same with what a report of ``bench.talks`` saw on its machine; raises ValueError."""
    seen = report.get("server_cpu_ms_a_turn") if isinstance(report, Mapping) else None
    if not seen:
        raise ValueError("This report saw no server processes: run bench.talks on the server's machine.")
    found = {
        "worker_ms_a_turn": seen.get("worker"),
        "engine_ms_a_turn": seen.get("helpers"),
        "redis_ms_a_turn": seen.get("redis"),
        "postgres_ms_a_turn": seen.get("postgres"),
    }
    return replace(costs, **{name: value for name, value in found.items() if value is not None})


def costs_on_gpu(report: Mapping[str, Any], costs: Costs, name: str) -> Costs:
    """The same with SeamlessM4T ``name`` on the GPU of a report of ``bench.gpu``; raises ValueError."""
    if not isinstance(report, Mapping) or "models" not in report:
        raise ValueError("This is no report of bench.gpu.")
    if not str(report.get("device")).startswith("cuda") or report.get("size") != "real":
        raise ValueError(
            "This report is not of models of their real size on a GPU: it says nothing of a GPU."
        )
    if name not in report["models"]:
        raise ValueError(f"This report has no figures of {name}: --gpu-model says which it is to be.")
    seen = report["models"][name].get("gpu_seconds_a_turn")
    if not seen:
        raise ValueError(f"Every run of {name} in this report had errors: run bench.gpu with fewer learners.")
    return replace(
        costs,
        gpu_seconds_a_turn=round(seen["speech"] + (seen["partner"] or 0.0), 4),
        gpu_partner_in_it=seen["partner"] is not None,
        engine_ms_a_turn=seen["cpu_ms"],
        helper_mb=0.0,
    )


def _processes(cores: float) -> int:
    return max(math.ceil(cores / UTILISATION / INTERPRETER), 1)


def _from_1(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write a whole number from 1 on")
    return int(text)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("--learners", type=_from_1, help="who talk at once")
    group.add_argument("--registered", type=_from_1, help="who have an account and talk every day")
    parser.add_argument("--mode", default="open", choices=("open", "hold"))
    parser.add_argument("--report", type=Path, help="of bench.talks, for the costs of your own machine")
    parser.add_argument("--gpu-report", type=Path, help="of bench.gpu, for SeamlessM4T on your own GPU")
    parser.add_argument("--gpu-model", default="large", choices=("large", "medium"))
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    costs, talk = Costs(), Talk(open_microphone=args.mode == "open")
    takers = (
        (args.report, costs_measured),
        (args.gpu_report, partial(costs_on_gpu, name=args.gpu_model)),
    )
    for file, take in takers:
        try:
            costs = take(json.loads(file.read_text(encoding="utf-8")), costs) if file else costs
        except (OSError, ValueError) as problem:
            print(f"{file}: {problem}", file=sys.stderr)
            return 2
    learners = args.learners or at_once(args.registered, talk)
    answer = {"learners_at_once": learners, **needs(learners, costs, talk)}
    if args.registered:
        answer["database_gb_a_year"] = disk_gb_a_year(args.registered, costs, talk)
    write(answer | {"costs": asdict(costs), "talk": asdict(talk)}, args.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
