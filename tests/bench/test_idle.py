"""What an idle socket costs: figures from what the processes used, and processes that are found."""

from __future__ import annotations

import os

import pytest

from bench.idle import figures
from bench.processes import Usage, _kind, cpu_a_turn_ms, cpu_seconds, usage
from bench.server import CannotMeasure


def test_memory_and_time_are_shared_by_the_sockets() -> None:
    before = [Usage(100, 5), Usage(100, 5)]
    start = [Usage(140, 9), Usage(160, 9)]
    end = [Usage(141, 9.5), Usage(159, 9.5)]
    found = figures(200, 10.0, before, start, end)
    assert found == {
        "sockets": 200,
        "processes": 2,
        "resident_mb_before": 200,
        "kb_a_socket": 512.0,
        "cores_while_idle": 0.1,
    }


def test_this_process_uses_something() -> None:
    mine = usage(os.getpid())
    assert mine.resident_mb > 1
    assert mine.cpu_seconds > 0


def test_a_process_that_is_gone_cannot_be_looked_at() -> None:
    with pytest.raises(CannotMeasure, match="999999999"):
        usage(999_999_999)


@pytest.mark.parametrize(
    ("command", "name", "kind"),
    [
        ("python manage.py web --port 8000", "python", "web"),
        ("/v/bin/python /srv/manage.py serve", "python", "web"),
        ("python manage.py worker --queue speech", "python", "worker"),
        ("python manage.py migrate", "python", None),
        ("python manage.py", "python", None),
        ("python -m ml.host_child a.Worker", "python", "helpers"),
        ("redis-server 127.0.0.1:6379", "redis-server", "redis"),
        ("postgres: im4talkin idle", "postgres", "postgres"),
        ("vim manage.py", "vim", None),
    ],
)
def test_a_process_is_known_by_its_command(command: str, name: str, kind: str | None) -> None:
    assert _kind(command.split(), name) == kind


def test_a_process_that_is_gone_counts_nothing() -> None:
    assert cpu_seconds({"web": [999_999_999]}) == {}


def test_processor_time_is_shared_by_the_turns() -> None:
    assert cpu_a_turn_ms({"web": 1.0}, {"web": 3.0, "redis": 1.0}, 10) == {"redis": 100.0, "web": 200.0}
    assert cpu_a_turn_ms({}, {}, 10) is None
    assert cpu_a_turn_ms({}, {"web": 1.0}, 0) is None
