"""Talks over the real parts, and what is left of them when one of the parts goes away."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import PostgresServer, RedisServer
from tests.stack.client import CLIPS, Page
from tests.stack.stack import Process, Stack


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    postgres, redis = PostgresServer(), RedisServer(folder)
    running = Stack(postgres, redis, folder, IM4TALKIN_PREFIX="faults")
    yield running
    running.stop()
    redis.kill()
    postgres.remove()


@pytest.fixture(scope="module")
def web(stack: Stack) -> Process:
    return stack.web()


@pytest.fixture(scope="module")
def worker(stack: Stack) -> Process:
    """Stays; a test that kills one starts another first."""
    return stack.worker()


@pytest.fixture
def page(stack: Stack, web: Process, worker: Process) -> Iterator[Page]:
    opened = Page(stack.seat(), web)
    opened.until("reply.ended", turn=0)
    yield opened
    opened.close()


def answered(page: Page, number: int, turn: int = 1) -> None:
    """The clip was heard as its line, and the reply came with sound."""
    heard = page.until("turn.heard", turn=turn)
    assert heard["text"] == CLIPS[number].text
    page.until("reply.ended", turn=turn)


def test_a_spoken_turn_is_answered(page: Page) -> None:
    frames = page.frames
    page.say(0)
    answered(page, 0)
    assert page.frames > frames


def test_a_typed_turn_is_answered(page: Page) -> None:
    page.send(type="turn.type", text=CLIPS[1].text, ref="typed-over-the-stack")
    answered(page, 1)


def test_two_learners_talk_at_once(stack: Stack, web: Process, page: Page) -> None:
    other = Page(stack.seat(), web)
    other.until("reply.ended", turn=0)
    page.say(0)
    other.say(1)
    answered(page, 0)
    answered(other, 1)
    other.close()


def test_a_helper_that_dies_in_the_middle_costs_nothing(page: Page, worker: Process) -> None:
    def kill() -> None:
        for pid in worker.helpers():
            os.kill(pid, signal.SIGKILL)

    page.say(2, after=0.6, do=kill)
    answered(page, 2)


def test_a_redis_that_starts_anew_in_the_middle_costs_no_word(page: Page, stack: Stack) -> None:
    page.say(0, after=0.6, do=stack.redis.restart)
    answered(page, 0)


def test_a_database_that_starts_anew_in_the_middle_costs_no_word(page: Page, stack: Stack) -> None:
    page.say(1, after=0.6, do=stack.postgres.restart)
    answered(page, 1)


def test_a_web_process_that_dies_in_the_middle_is_replaced_by_another(
    stack: Stack, web: Process, worker: Process
) -> None:
    doomed = stack.web()
    page = Page(stack.seat(), doomed, web)
    page.until("reply.ended", turn=0)
    page.say(2, after=0.6, do=doomed.kill)
    answered(page, 2)
    page.close()


def test_a_worker_that_is_told_to_stop_hands_its_turn_on(stack: Stack, web: Process) -> None:
    """The other worker takes it, and the learner does not notice."""
    page, workers = _alone_with_new_workers(stack, web)
    page.say(1, after=0.6, do=lambda: [each.terminate() for each in workers[:1]])
    answered(page, 1)
    page.close()


def test_a_worker_that_is_killed_in_the_middle_costs_no_word(stack: Stack, web: Process) -> None:
    page, workers = _alone_with_new_workers(stack, web)
    page.say(0, after=0.6, do=lambda: [each.kill() for each in workers[:1]])
    answered(page, 0)
    page.close()


def _alone_with_new_workers(stack: Stack, web: Process) -> tuple[Page, list[Process]]:
    """Two more workers, of which the first is to go; any may have the turn."""
    workers = [stack.worker(), stack.worker()]
    page = Page(stack.seat(), web)
    page.until("reply.ended", turn=0)
    return page, workers


def test_a_task_that_is_delivered_twice_is_done_once(page: Page, stack: Stack) -> None:
    page.say(0)
    answered(page, 0)
    stack.manage(
        "shell",
        "--no-imports",
        "-c",
        "from conversations.models import Turn; from conversations.dispatch import turn_queue;"
        "[turn_queue(pk) for pk in Turn.objects.values_list('pk', flat=True) for _ in range(3)]",
    )
    time.sleep(1)
    replies = [event for event in page.events if event["type"] == "reply.ended" and event["turn"] == 1]
    assert len(replies) == 1


def test_no_word_reaches_a_log(stack: Stack) -> None:
    said = "\n".join(log.read_text(errors="replace") for log in Path(stack.data).glob("*.log"))
    assert said
    assert not any(clip.text in said for clip in CLIPS)
