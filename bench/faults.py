"""What a learner waits for when a part of the server dies: real processes, really killed.

    python -m bench.faults --repetitions 5 --json faults.json
    python -m bench.faults --fault worker-speaking --fault redis

Starts Redis, PostgreSQL, two web and two speech workers of its own on free ports, and stops them again. In
each trial a learner reads a line in real time, the fault strikes, and the time from the last voiced sample
to the first frame of the reply is taken. docs/benchmarks.md says what each figure means.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from bench.clips import SPEECH, clips_read
from bench.datastores import PostgresServer, RedisServer
from bench.fault_figures import Trial, summary
from bench.report import machine, write
from bench.server import CannotMeasure
from bench.stack import Stack

FAULTS = {
    "none": "nothing happens: the base line",
    "worker-speaking": "kill -9 of the worker that hears the turn, in the middle of the line",
    "worker-answering": "kill -9 of the worker that has the turn, when the page is told that it ended",
    "helper": "kill -9 of the helper process that hears, in the middle of the line",
    "helpers": "kill -9 of all helpers of that worker, in the middle of the line",
    "web": "kill -9 of the web process, in the middle of the line",
    "redis": "Redis is killed and started anew, in the middle of the line",
    "postgres": "PostgreSQL is stopped at once and started anew, in the middle of the line",
}
NOTHING_ANSWERED, CANNOT_MEASURE, INTERRUPTED = 1, 2, 130


def options(arguments: list[str] | None = None) -> argparse.Namespace:
    names = "\n".join(f"  {name:18}{meaning}" for name, meaning in FAULTS.items())
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n")[0],
        epilog=f"faults:\n{names}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--repetitions", type=_from_1, default=5, help="of each fault")
    parser.add_argument(
        "--fault", action="append", choices=tuple(FAULTS), help="only this one; may be given again"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args(arguments)
    args.faults = [name for name in FAULTS if not args.fault or name in args.fault]
    return args


def _from_1(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write a whole number from 1 on")
    return int(text)


def main() -> int:
    args = options()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ask to stop, and to clean up
    try:
        with running() as stack:
            return measure(args, stack)
    except CannotMeasure as problem:
        print(problem, file=sys.stderr)
        return CANNOT_MEASURE
    except KeyboardInterrupt:
        return INTERRUPTED


@contextmanager
def running() -> Iterator[Stack]:
    """The servers and an empty database; whatever happens, all of it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="im4talkin-faults-") as folder:
        postgres = PostgresServer()
        try:
            redis = RedisServer(Path(folder))
            try:
                stack = Stack(postgres, redis, Path(folder))
                try:
                    yield stack
                finally:
                    stack.stop()
            finally:
                redis.kill()
        finally:
            postgres.remove()


def measure(args: argparse.Namespace, stack: Stack) -> int:
    for name in [name for name in os.environ if name not in stack.environment]:
        del os.environ[name]
    os.environ.update(stack.environment)
    django.setup()
    from bench.fault_trials import Trials

    before = machine()
    trials: dict[str, list[Trial]] = {name: [] for name in args.faults}
    runs = Trials(stack, clips_read(SPEECH, 3), args.seed)
    interrupted = False
    try:
        for number in range(args.repetitions):  # in turn, so that what else the machine does meets all alike
            for name in args.faults:
                trials[name].append(runs.trial(name, number))
                print(f"{name} {number + 1}: {trials[name][-1]}", file=sys.stderr)
    except KeyboardInterrupt:
        interrupted = True
    report = summary(trials) | {
        "settings": {
            "repetitions": args.repetitions,
            "faults": args.faults,
            "seed": args.seed,
            "nice": os.nice(0),
        },
        "load_1min_before": before["load_1min"],
        "machine": machine(),
    }
    write(report, args.json)
    if interrupted:
        return INTERRUPTED
    return NOTHING_ANSWERED if report["no_reply"] == args.repetitions * len(args.faults) else 0


if __name__ == "__main__":
    sys.exit(main())
