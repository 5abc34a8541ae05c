"""Turns that nobody waits for any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from conversations.lease import LEASE_SECONDS, MAX_ATTEMPTS, keeper
from conversations.models import Conversation, Turn
from conversations.reaper import NEVER_BEGUN_SECONDS, UNOWNED_SECONDS, Reaper, reap
from topics.models import Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def turn(learner: User) -> Turn:
    topic = Topic.objects.create(slug="t", title="T", teaser="t", level="B1", category="c", author="a")
    talk = Conversation.objects.create(user=learner, topic=topic)
    return Turn.objects.create(conversation=talk, number=1, kind=Turn.Kind.SPEECH)


def change(turn: Turn, **fields: object) -> None:
    Turn.objects.filter(pk=turn.pk).update(**fields)


def reaped() -> list[int]:
    queued: list[int] = []
    reap(queued.append)
    return queued


def test_a_turn_at_work_is_left_alone(turn: Turn) -> None:
    change(turn, attempt=1, lease_until=timezone.now() + timedelta(seconds=LEASE_SECONDS))
    assert reaped() == []


def test_a_lease_that_ran_out_just_now_is_its_waiters_affair(turn: Turn) -> None:
    change(turn, attempt=1, lease_until=timezone.now() - timedelta(seconds=1))
    assert reaped() == []


def test_a_turn_whose_worker_died_and_whose_page_is_gone_is_queued_again(turn: Turn) -> None:
    change(turn, attempt=1, lease_until=timezone.now() - timedelta(seconds=UNOWNED_SECONDS + 1))
    assert reaped() == [turn.pk]


def test_a_turn_that_was_tried_often_enough_is_closed_and_told(turn: Turn) -> None:
    change(turn, attempt=MAX_ATTEMPTS, lease_until=timezone.now() - timedelta(minutes=1))
    assert reaped() == []
    turn.refresh_from_db()
    assert turn.status == Turn.Status.FAILED
    assert turn.events.filter(type="turn.failed").count() == 1
    assert reaped() == []
    assert turn.events.filter(type="turn.failed").count() == 1


def test_a_turn_that_never_got_a_slot_is_closed_when_nobody_can_wait_for_it(turn: Turn) -> None:
    assert reap() == 0
    change(turn, created_at=timezone.now() - timedelta(seconds=NEVER_BEGUN_SECONDS + 1))
    reap()
    turn.refresh_from_db()
    assert turn.status == Turn.Status.FAILED


def test_a_turn_that_is_over_is_over(turn: Turn) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    change(turn, attempt=1, lease_until=long_ago, created_at=long_ago, status=Turn.Status.DONE)
    assert reap() == 0


# ------------------------------------------------------------------ a worker that hangs


@pytest.mark.parametrize(("stuck", "left"), [(1, []), (2, [1])])
def test_a_worker_of_whose_threads_none_is_left_makes_room_for_another(
    stuck: int, left: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(keeper, "stuck", lambda: stuck)
    Reaper(threads=2, leave=codes.append).look_at_ourselves()
    assert codes == left
