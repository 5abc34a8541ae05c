"""A partner that fails in every way, a worker that dies while it answers, a disk that is full."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import PostgresServer, RedisServer
from tests.stack.client import CLIPS, Page
from tests.stack.engines import FULL
from tests.stack.stack import Process, Stack

LOOK = """
import json
from conversations.models import Turn
turn = Turn.objects.get(conversation_id="%s", number=%d)
print(json.dumps({"status": turn.status, "attempt": turn.attempt, "trouble": turn.trouble,
                  "recording": turn.recording.name}))
"""


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    postgres, redis = PostgresServer(), RedisServer(folder)
    running = Stack(postgres, redis, folder, IM4TALKIN_PARTNER="tests.stack.engines.MoodyPartner")
    yield running
    running.stop()
    redis.kill()
    postgres.remove()


@pytest.fixture(scope="module")
def web(stack: Stack) -> Process:
    return stack.web()


@pytest.fixture(scope="module")
def worker(stack: Stack) -> Process:
    return stack.worker()


@pytest.fixture
def page(stack: Stack, web: Process, worker: Process) -> Iterator[Page]:
    opened = Page(stack.seat("keep_recordings"), web)
    opened.until("reply.ended", turn=0)
    yield opened
    opened.close()


def mood(stack: Stack, *moods: str) -> None:
    """How the partner takes the next answers."""
    (stack.data / "partner.txt").write_text("\n".join(moods), encoding="ascii")


def row(stack: Stack, page: Page, number: int = 1) -> dict[str, Any]:
    out = stack.manage("shell", "--no-imports", "-c", LOOK % (page.seat.talk, number))
    found: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return found


def typed(page: Page, number: int = 0, turn: int = 1) -> None:
    page.send(type="turn.type", text=CLIPS[number].text, ref=f"typed-in-turn-{turn}")


def replies(page: Page, turn: int = 1) -> list[dict[str, Any]]:
    return [event for event in page.events if event["type"] == "reply.ended" and event["turn"] == turn]


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ("hang", "engine.timeout"),
        ("error", "partner.away"),
        ("cut", "partner.unfinished"),
        ("break", "partner.broke_off"),
    ],
)
def test_a_partner_that_fails_once_costs_one_attempt(
    stack: Stack, page: Page, failure: str, code: str
) -> None:
    mood(stack, failure)
    typed(page)
    page.until("reply.ended", turn=1)
    assert len(replies(page)) == 1
    assert row(stack, page) == {"status": "done", "attempt": 2, "trouble": code, "recording": ""}


def test_a_partner_that_always_hangs_is_told_after_three_attempts_and_the_talk_goes_on(
    stack: Stack, page: Page
) -> None:
    mood(stack, "always hang")
    typed(page)
    failed = page.until("turn.failed", turn=1)
    assert failed["code"] == "turn.failed"
    assert row(stack, page)["attempt"] == 3
    mood(stack)
    typed(page, 1, turn=2)
    page.until("reply.ended", turn=2)


def test_a_turn_that_can_never_be_answered_is_kept_for_the_operator_with_consent(
    stack: Stack, page: Page
) -> None:
    mood(stack, "always error")
    page.say(0)
    page.until("turn.failed", turn=1)
    kept = row(stack, page)
    assert (kept["status"], kept["attempt"], kept["trouble"]) == ("failed", 3, "partner.away")
    assert (stack.data / "media" / kept["recording"]).stat().st_size > 16_000
    assert row(stack, page)["attempt"] == 3, "nobody tries again"
    mood(stack)


def test_without_consent_nothing_of_such_a_turn_is_kept(stack: Stack, web: Process, worker: Process) -> None:
    mood(stack, "always error")
    page = Page(stack.seat(), web)
    page.say(1)
    page.until("turn.failed", turn=1)
    assert row(stack, page)["recording"] == ""
    assert page.seat.talk not in " ".join(str(path) for path in (stack.data / "media").rglob("*"))
    mood(stack)
    page.close()


def test_a_worker_that_dies_while_it_answers_is_replaced_by_another(
    stack: Stack, web: Process, worker: Process
) -> None:
    """kill -9 between two sentences of the reply, by the partner's own hand: whoever has the turn dies."""
    other = stack.worker()
    page = Page(stack.seat(), web)
    page.until("reply.ended", turn=0)
    mood(stack, "die")
    typed(page)
    page.until("reply.ended", turn=1)
    assert len(replies(page)) == 1
    assert row(stack, page)["attempt"] == 2
    assert [worker.lives(), other.lives()].count(False) == 1
    page.close()
    stack.worker()


def test_a_full_disk_costs_the_recording_and_not_the_reply(stack: Stack, page: Page) -> None:
    (stack.data / FULL).touch()
    page.say(0)
    page.until("reply.ended", turn=1)
    done = row(stack, page)
    assert (done["status"], done["attempt"]) == ("done", 1)
    assert (done["trouble"], done["recording"]) == ("recording.disk_full", "")
    logs = "\n".join(log.read_text(errors="replace") for log in Path(stack.data).glob("worker-*.log"))
    assert "its recording was not kept (recording.disk_full)" in logs
    (stack.data / FULL).unlink()


def test_no_word_reaches_a_log(stack: Stack) -> None:
    said = "\n".join(log.read_text(errors="replace") for log in Path(stack.data).glob("*.log"))
    assert "attempt 1 failed (engine.timeout)" in said
    assert not any(clip.text in said for clip in CLIPS)
