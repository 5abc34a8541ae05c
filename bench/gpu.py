"""How fast SeamlessM4T hears and speaks on this machine's GPU, and how many learners one card is enough for.

    python -m bench.gpu --json gpu.json
    python -m bench.gpu --model large --folder models/seamless-m4t-v2-large --llm-url http://127.0.0.1:8080

No weights are needed: models of the real sizes are made at random, and give as many tokens and sounds as real
ones do. Without a GPU tiny models run on the processor, which shows that the bench runs and nothing else.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.capacity import Talk
from bench.gpu_models import (
    FRAMES_A_LETTER,
    TOKENS_A_SECOND,
    UNITS_A_TOKEN,
    VERSIONS,
    MeasuredModel,
    free_memory,
    made_at_random,
)
from bench.gpu_partner import FromModel, RandomLlama, Written, has_room, messages_for, tokens_in
from bench.gpu_report import REAL, notes, seconds_a_turn, where
from bench.gpu_stages import Loaded, memory, stages, together
from bench.gpu_talks import talks
from bench.report import write
from ml.chat import ChatModel
from ml.engines.openai_api import OpenAiModel
from ml.engines.seamless import SeamlessRecogniser, SeamlessTranslator, SeamlessVoice
from ml.engines.tgi import TgiModel
from ml.errors import EngineError
from ml.seamless.folder import read_folder
from ml.seamless.runtime import runtime_for, usual_device

CLIENTS = {"tgi": TgiModel, "openai": OpenAiModel}
_names = itertools.count()


@dataclass(frozen=True)
class Plan:
    """What is measured."""

    device: str
    tiny: bool
    learners: tuple[int, ...]
    turns: int
    runs: int
    rhythm: Talk
    folder: Path | None = None
    server: ChatModel | None = None

    @property
    def size(self) -> str:
        return "tiny" if self.tiny else REAL


def loaded(name: str, plan: Plan) -> tuple[Loaded, dict[str, float]]:
    """The model on its device, in the engines, and how many seconds that took."""
    made: list[MeasuredModel] = []
    took: dict[str, float] = {}

    def make(device: str) -> MeasuredModel:
        begun = time.perf_counter()
        if plan.folder is None:
            made.append(made_at_random(name, device, tiny=plan.tiny))
        else:
            made.append(MeasuredModel(read_folder(plan.folder), device))
        took["made_at_random_s" if plan.folder is None else "loaded_s"] = time.perf_counter() - begun
        return made[-1]

    key = f"bench-{next(_names)}-{name}"
    begun = time.perf_counter()
    runtime = runtime_for(key, plan.device, make)
    engines = [kind(folder=key, device=plan.device) for kind in (SeamlessVoice, SeamlessTranslator)]
    recogniser = SeamlessRecogniser(folder=key, device=plan.device)
    for engine in (recogniser, *engines):
        engine.load()
    took["first_runs_s"] = time.perf_counter() - begun - sum(took.values())
    voice, translator = engines
    assert isinstance(voice, SeamlessVoice)
    assert isinstance(translator, SeamlessTranslator)
    seconds = {what: round(value, 2) for what, value in took.items()}
    return Loaded(runtime, made[-1], recogniser, voice, translator), seconds


def measured(name: str, plan: Plan) -> dict[str, Any]:
    """All figures of one model."""
    free_memory()
    engines, took = loaded(name, plan)
    try:
        found: dict[str, Any] = {
            "version": engines.model.folder.version,
            "weights": "random" if plan.folder is None else engines.model.folder.fingerprint,
            "parameters": engines.model.parameters,
            "loading": took,
            "memory_after_loading": memory(plan.device),
            "stages": stages(engines, plan.runs),
            "hear_together_ms": together(engines.model, plan.runs),
            "talks_with_written_lines": [
                talks(engines, Written(), learners, plan.turns, plan.rhythm) for learners in plan.learners
            ],
            "memory_after_talks": memory(plan.device),
        }
        found |= with_partner(engines, plan)
    finally:
        engines.close()
    found["gpu_seconds_a_turn"] = seconds_a_turn(
        plan.device,
        plan.size,
        found["talks_with_written_lines"],
        found["talks_with_a_model"],
        partner_counts=found["partner"]["kind"] == "random",
    )
    return found


def with_partner(engines: Loaded, plan: Plan) -> dict[str, Any]:
    """The talks again, with a model that answers; which one it is."""
    model, told = partner_of(plan)
    runs = []
    for learners in plan.learners:
        before = model.busy if isinstance(model, RandomLlama) else 0.0
        run = talks(engines, FromModel(model), learners, plan.turns, plan.rhythm)
        if isinstance(model, RandomLlama):
            run["partner_seconds_a_turn"] = round((model.busy - before) / max(run["turns"], 1), 4)
        runs.append(run)
    return {"partner": told, "talks_with_a_model": runs, "memory_with_a_model": memory(plan.device)}


def partner_of(plan: Plan) -> tuple[ChatModel, dict[str, Any]]:
    """A server's model, else a Llama made at random beside SeamlessM4T; what the report says of it."""
    told: dict[str, Any] = {"prompt_tokens": tokens_in(messages_for("I went for a walk."))}
    if plan.server is not None:
        return plan.server, told | {"kind": "server", "model": plan.server.health().model}
    small = plan.tiny or not has_room(plan.device)
    llama = RandomLlama(plan.device, tiny=small)
    "".join(llama.stream(messages_for("I went for a walk."), most_tokens=4))  # the first run is no figure
    return llama, told | {"kind": "tiny" if small else "random", "parameters": llama.parameters}


def report(models: tuple[str, ...], plan: Plan, say: Callable[[str], None]) -> dict[str, Any]:
    """The whole of it, as it is printed."""
    found: dict[str, Any] = {}
    for name in models:
        say(f"{name}, {plan.size} size, on {plan.device} …")
        found[name] = measured(name, plan)
    return {
        "device": plan.device,
        "size": plan.size,
        "notes": notes(plan.device, plan.size),
        **where(plan.device),
        "settings": {
            "learners": plan.learners,
            "turns_each": plan.turns,
            "runs": plan.runs,
            "turn_seconds": plan.rhythm.turn_seconds,
            "speech_seconds": plan.rhythm.speech_seconds,
            "precision": "single" if plan.device == "cpu" else "half",
            "lengths": None
            if plan.folder
            else {
                "tokens_a_second_heard": TOKENS_A_SECOND,
                "units_a_token_v1": UNITS_A_TOKEN,
                "frames_a_letter_v2": FRAMES_A_LETTER,
            },
        },
        "models": found,
    }


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--model", default="both", choices=(*VERSIONS, "both"))
    parser.add_argument("--folder", type=Path, help="with the real model, in place of random weights")
    parser.add_argument("--learners", type=_numbers, help="so many at once, one run each: 1,10,32")
    parser.add_argument("--turns", type=int, help="of each learner")
    parser.add_argument("--runs", type=int, help="of each step on the idle model")
    parser.add_argument("--tiny", action="store_true", help="tiny models: does the bench run?")
    parser.add_argument("--on-cpu", action="store_true", help="the real size without a GPU: it takes minutes")
    parser.add_argument("--llm-url", help="of the language model's server, as LLM_BASE_URL has it")
    parser.add_argument("--llm-dialect", default="tgi", choices=CLIENTS)
    parser.add_argument("--llm-model", default="", help="its name there; the key is taken from LLM_API_KEY")
    args = parser.parse_args()
    if args.folder and args.model == "both":
        parser.error("--folder holds one model: say which with --model")
    return args


def plan_of(args: argparse.Namespace, device: str) -> Plan:
    """The defaults are a minute for tiny models, and a quarter of an hour on a GPU."""
    tiny = args.tiny or (device == "cpu" and not args.on_cpu and not args.folder)
    quick = tiny or device == "cpu"
    return Plan(
        device="cpu" if args.on_cpu else device,
        tiny=tiny,
        learners=args.learners or ((1, 4) if quick else (1, 10, 32)),
        turns=args.turns or (1 if quick else 6),
        runs=args.runs or (3 if quick else 20),
        rhythm=replace(Talk(), turn_seconds=5.0) if tiny else Talk(),
        folder=args.folder,
    )


def _numbers(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or min(found) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write whole numbers from 1 on, as 1,10,32")
    return found


def main() -> int:
    args = arguments()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin keep learners from their turn
    try:
        plan = plan_of(args, usual_device())
        if args.llm_url:
            key = os.environ.get("LLM_API_KEY", "")
            server = CLIENTS[args.llm_dialect](args.llm_url, name=args.llm_model, key=key)
            server.load()
            if not server.health().well:
                raise EngineError("model.unreachable", f"no model answers at {args.llm_url}")
            plan = replace(plan, server=server)
        for note in notes(plan.device, plan.size):
            print(note, file=sys.stderr)
        names = tuple(VERSIONS) if args.model == "both" else (args.model,)
        found = report(names, plan, lambda words: print(words, file=sys.stderr))
    except (EngineError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2
    write(found, args.json)
    for note in found["notes"]:
        print(note, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
