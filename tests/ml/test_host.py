"""Engines in helper processes: what is asked is answered, and a death costs one session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ml.errors import EngineError
from ml.host import HelperPool
from ml.host_process import ROOT

ECHO = "tests.ml.host_workers.Echo"


@pytest.fixture
def pool() -> Iterator[HelperPool]:
    pool = HelperPool(ECHO, options={"greeting": "hello"}, ready=2, most=3, wait=20)
    pool.start()
    yield pool
    pool.close()


def eventually(true: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.02)
    return true()


def gone(pid: int) -> bool:
    if sys.platform == "win32":  # os.kill would send Ctrl-C there
        listed = subprocess.run(
            ["tasklist", "/FI", f"PID eq {pid}"], capture_output=True, text=True, check=True
        )
        return str(pid) not in listed.stdout
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_a_call_brings_back_header_and_bytes(pool: HelperPool) -> None:
    with pool.lease() as helper:
        header, payload = helper.call("echo", {"n": 3}, bytes(range(256)) * 2000)
    assert (header["said"], header["n"]) == ("hello", 3)
    assert payload == (bytes(range(256)) * 2000)[::-1]


def test_two_sessions_never_share_a_helper(pool: HelperPool) -> None:
    with pool.lease() as one, pool.lease() as two:
        assert one.call("echo")[0]["pid"] != two.call("echo")[0]["pid"]


def test_a_released_helper_serves_the_next_session(pool: HelperPool) -> None:
    pids = set()
    for _ in range(5):
        with pool.lease() as helper:
            pids.add(helper.pid)
    assert len(pids) == 1


def test_a_released_lease_cannot_be_used(pool: HelperPool) -> None:
    lease = pool.lease()
    lease.release()
    lease.release()
    with pytest.raises(EngineError):
        lease.call("echo")
    assert eventually(lambda: pool.counts()["busy"] == 0)


def test_the_pool_grows_to_its_most_and_then_says_busy(pool: HelperPool) -> None:
    leases = [pool.lease() for _ in range(3)]
    with pytest.raises(EngineError) as caught:
        pool.lease(wait=0.05)
    assert (caught.value.code, caught.value.retryable) == ("engine.busy", True)
    assert len({lease.pid for lease in leases}) == 3
    for lease in leases:
        lease.release()


def test_who_waits_gets_the_helper_that_becomes_free(pool: HelperPool) -> None:
    leases = [pool.lease() for _ in range(3)]
    freed = leases[1].pid
    threading.Timer(0.2, leases[1].release).start()
    with pool.lease(wait=10) as late:
        assert late.pid == freed
    leases[0].release()
    leases[2].release()


def test_a_helper_killed_in_a_session_gives_a_retryable_error_and_is_replaced(pool: HelperPool) -> None:
    with pool.lease() as helper:
        helper.call("echo")
        killed = helper.pid
        os.kill(killed, getattr(signal, "SIGKILL", signal.SIGTERM))
        with pytest.raises(EngineError) as caught:
            helper.call("echo")
        assert (caught.value.code, caught.value.retryable) == ("engine.died", True)
    assert eventually(lambda: pool.counts()["idle"] >= 2)
    with pool.lease() as next_helper:
        assert next_helper.pid != killed
        assert next_helper.call("echo")[0]["said"] == "hello"


def test_a_helper_that_ends_during_a_call_gives_a_retryable_error(pool: HelperPool) -> None:
    with pool.lease() as helper, pytest.raises(EngineError) as caught:
        helper.call("die")
    assert caught.value.code == "engine.died"


def test_a_helper_that_dies_idle_is_replaced_before_it_is_lent(pool: HelperPool) -> None:
    with pool.lease() as helper:
        killed = helper.pid
    os.kill(killed, getattr(signal, "SIGKILL", signal.SIGTERM))
    assert eventually(lambda: gone(killed))
    with pool.lease() as other:
        assert other.pid != killed
        other.call("echo")
    assert eventually(lambda: pool.counts()["idle"] >= 2)


def test_a_call_over_its_time_is_ended_with_its_helper(pool: HelperPool) -> None:
    with pool.lease() as helper:
        pid = helper.pid
        with pytest.raises(EngineError) as caught:
            helper.call("sleep", {"seconds": 60}, timeout=0.3)
    assert (caught.value.code, caught.value.retryable) == ("engine.timeout", True)
    assert eventually(lambda: gone(pid))
    with pool.lease() as other:
        other.call("echo")


def test_a_workers_own_error_keeps_its_code_and_its_helper(pool: HelperPool) -> None:
    with pool.lease() as helper:
        with pytest.raises(EngineError) as caught:
            helper.call("refuse")
        assert (caught.value.code, caught.value.retryable) == ("voice.unknown", False)
        assert helper.call("echo")[0]["said"] == "hello"


def test_the_message_of_a_foreign_error_does_not_leave_the_helper(pool: HelperPool) -> None:
    with pool.lease() as helper, pytest.raises(EngineError) as caught:
        helper.call("stumble")
    assert "learner said" not in str(caught.value)
    assert "ValueError" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="ctypes.CDLL(None) is not there")
def test_what_a_library_prints_does_not_disturb_the_answers(pool: HelperPool) -> None:
    with pool.lease() as helper:
        assert helper.call("print", {"n": 1}, b"ab") == (
            {"said": "hello", "calls": 1, "pid": helper.pid, "n": 1},
            b"ba",
        )


def test_many_threads_share_a_pool(pool: HelperPool) -> None:
    answers: list[int] = []

    def talk(number: int) -> None:
        for turn in range(10):
            with pool.lease() as helper:
                answers.append(helper.call("echo", {"n": number * 100 + turn})[0]["n"])

    threads = [threading.Thread(target=talk, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == sorted(n * 100 + t for n in range(8) for t in range(10))


def test_close_ends_every_helper_also_those_in_use() -> None:
    pool = HelperPool(ECHO, ready=2, most=2, wait=20)
    pool.start()
    lease = pool.lease()
    with pool.lease() as idle:
        pids = [lease.pid, idle.pid]
    pool.close()
    pool.close()
    assert all(eventually(lambda pid=pid: gone(pid)) for pid in pids)
    with pytest.raises(EngineError):
        pool.lease()
    lease.release()


def test_a_worker_that_cannot_start_says_why() -> None:
    pool = HelperPool("tests.ml.host_workers.CannotStart", ready=1, most=1)
    try:
        with pytest.raises(EngineError) as caught:
            pool.start()
        assert caught.value.code == "engine.missing"
    finally:
        pool.close()


PARENT = """
import sys
from ml.host import HelperPool
pool = HelperPool("tests.ml.host_workers.Echo", ready=1, most=1)
pool.start()
lease = pool.lease()
print(lease.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT to one process")
def test_helpers_ignore_ctrl_c_and_end_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    os.kill(child, signal.SIGINT)
    time.sleep(0.2)
    assert not gone(child)
    parent.kill()
    parent.wait()
    assert eventually(lambda: gone(child) or zombie(child))


def zombie(pid: int) -> bool:
    """An orphan that ended waits for its new parent; a container's may never reap it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False
