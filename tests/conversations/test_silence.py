"""Nobody speaks: a word of patience, then the buddy takes the turn, and then it waits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from asgiref.sync import sync_to_async

from accounts.models import LearnerProfile, User
from conversations import microphone
from conversations.dispatch import turns_drain
from conversations.endpointing import Pauses
from conversations.models import Conversation, Turn
from conversations.silence import MOST_ALONE, silence_times
from conversations.turn_jobs import turn_job
from ml.types import OwnWords, PromptKind
from tests.conversations.conftest import Phone, said, silence
from tests.fakes import OFFER, FakeEngines

RETELL = replace(OFFER, beat="retell", part="retell", replies=(), own_words=OwnWords(40))


def silent(after: int, stage: str = "line") -> dict[str, Any]:
    return {"type": "turn.silent", "after": after, "stage": stage}


@pytest.fixture
async def joined(phone: Phone, them: FakeEngines) -> Phone:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


async def nothing_comes_of(phone: Phone, message: dict[str, Any]) -> None:
    """The message changes nothing: the next turn has the next number."""
    before = await Turn.objects.acount()
    await phone.send(message)
    await phone.send({"type": "turn.type", "text": "Here I am.", "ref": f"after-{before:04d}"})
    await phone.until("reply.ended", turn=before)
    assert await Turn.objects.filter(kind__in=("silence", "go_on"), number__gte=before).acount() == 0


# ------------------------------------------------------------------ how long


def test_at_b1_help_comes_after_eight_sixteen_and_thirty_seconds() -> None:
    times = silence_times(Pauses("B1"), OFFER)
    assert times is not None
    assert (times.line, times.starter, times.go_on) == (8_000, 16_000, 30_000)


def test_a_beginner_and_a_slow_speaker_have_longer() -> None:
    usual = silence_times(Pauses("B1"), OFFER)
    for pauses in (Pauses("A1"), Pauses("A2"), Pauses("C1", own_ms=2500)):
        longer = silence_times(pauses, OFFER)
        assert longer is not None
        assert usual is not None
        assert longer.line > usual.line
        assert longer.go_on / longer.line == pytest.approx(usual.go_on / usual.line, abs=0.01)


@pytest.mark.parametrize("level", ["A1", "A2", "B1", "B2", "C1", "C2", "?"])
@pytest.mark.parametrize("own_ms", [None, 0, 400, 6000, 10**9])
def test_nobody_waits_less_than_eight_seconds_or_more_than_twenty(level: str, own_ms: int | None) -> None:
    times = silence_times(Pauses(level, own_ms), OFFER)
    assert times is not None
    assert 8_000 <= times.line <= 20_000
    assert times.line < times.starter < times.go_on


@pytest.mark.parametrize("offer", [replace(OFFER, patient=True), RETELL])
def test_who_asked_to_wait_and_who_tells_a_story_is_not_hurried(offer: Any) -> None:
    assert silence_times(Pauses("B1"), offer) is None


def test_who_chose_no_hurry_is_not_hurried() -> None:
    assert silence_times(Pauses("B1", no_hurry=True), OFFER) is None


def test_a_buddy_that_talks_to_itself_stops() -> None:
    assert silence_times(Pauses("B1"), OFFER, MOST_ALONE - 1)
    assert silence_times(Pauses("B1"), OFFER, MOST_ALONE) is None


# ------------------------------------------------------------------ on the wire


async def test_a_silence_gets_a_word_and_then_the_buddy_goes_on(joined: Phone, them: FakeEngines) -> None:
    assert joined.of("talk.offered")[0]["silence"]["line"] >= 8_000
    await joined.send(silent(0))
    ended = await joined.until("turn.ended", turn=1)
    assert (ended["reason"], ended["samples"]) == ("silent", 0)
    await joined.until("reply.ended", turn=1)
    assert joined.of("talk.offered")[-1]["turn"] == 1
    await joined.send(silent(1, "go_on"))
    await joined.until("reply.ended", turn=2)
    assert [prompt.kind for prompt in them.partner.prompts[1:]] == [PromptKind.SILENCE, PromptKind.GO_ON]
    assert not joined.of("turn.heard")
    await turns_drain(5)
    rows = [turn async for turn in Turn.objects.order_by("number")]
    assert [turn.kind for turn in rows] == ["opening", "silence", "go_on"]
    assert {turn.status for turn in rows} == {Turn.Status.DONE}


async def test_what_the_profile_says_about_hurry_and_pauses_counts(
    phone: Phone, them: FakeEngines, learner: User
) -> None:
    chosen = {"no_hurry": True, "pause_ms": 6000, "pause_chosen": True}
    await LearnerProfile.objects.aupdate_or_create(user=learner, defaults=chosen)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    assert phone.of("talk.offered")[0]["silence"] is None
    opening = await Turn.objects.select_related("conversation__user").aget(number=0)
    assert (await sync_to_async(turn_job)(opening)).pauses.usual_ms == 6000


async def test_speech_after_a_silence_is_the_next_turn(joined: Phone) -> None:
    await joined.send(silent(0))
    await joined.until("reply.ended", turn=1)
    await joined.speak(said())
    assert (await joined.until("turn.heard"))["turn"] == 2
    await joined.until("reply.ended", turn=2)


async def test_what_was_recorded_before_is_not_part_of_the_next_turn(joined: Phone) -> None:
    await joined.speak(silence(1000))
    await joined.send(silent(0))
    assert (await joined.until("turn.ended", turn=1))["samples"] == 16_000


async def test_a_buddy_with_nothing_to_say_says_nothing(joined: Phone, them: FakeEngines) -> None:
    them.partner.says_nothing = True
    await joined.send(silent(0))
    assert (await joined.until("reply.ended", turn=1))["sentences"] == 0
    assert joined.of("talk.offered")[-1]["turn"] == 1
    assert not [one for one in joined.of("reply.sentence") if one["turn"] == 1]
    them.partner.says_nothing = False
    await joined.send(silent(1, "go_on"))
    await joined.until("reply.ended", turn=2)
    await turns_drain(5)
    assert (await Turn.objects.aget(number=1)).status == Turn.Status.DONE


async def test_one_word_of_patience_is_enough(joined: Phone) -> None:
    await joined.send(silent(0))
    await joined.until("reply.ended", turn=1)
    await nothing_comes_of(joined, silent(1))


async def test_the_same_silence_twice_is_one_turn(joined: Phone) -> None:
    await joined.send(silent(0, "go_on"))
    await joined.until("reply.ended", turn=1)
    await nothing_comes_of(joined, silent(0, "go_on"))


@pytest.mark.parametrize("after", [0, 2, 7, 2**31 - 1])
async def test_a_silence_after_another_turn_is_no_silence(joined: Phone, after: int) -> None:
    await joined.send({"type": "turn.type", "text": "An answer.", "ref": "typed-0001"})
    await joined.until("reply.ended", turn=1)
    await nothing_comes_of(joined, silent(after))


async def test_a_cough_before_it_does_not_end_a_silence(joined: Phone, talk: Conversation) -> None:
    await Turn.objects.acreate(conversation=talk, number=1, kind="speech", status=Turn.Status.DISMISSED)
    await joined.leave()
    again = Phone(talk, joined.user)
    talk = await Conversation.objects.aget(pk=talk.pk)
    await Conversation.objects.filter(pk=talk.pk).aupdate(last_turn=1)
    await again.join(after_seq=talk.last_seq)
    await again.send(silent(0))
    await again.until("reply.ended", turn=2)
    await again.leave()


async def test_nobody_is_silent_who_speaks(joined: Phone) -> None:
    await joined.speak(said()[: 16 * 900])
    await joined.until("turn.started", turn=1)
    await joined.send(silent(0))
    await joined.speak(said()[16 * 900 :])
    await joined.until("turn.heard", turn=1)
    await joined.until("reply.ended", turn=1)
    assert await Turn.objects.acount() == 2


@pytest.mark.parametrize("offer", [replace(OFFER, patient=True), RETELL])
async def test_who_was_promised_time_has_it(phone: Phone, them: FakeEngines, offer: Any) -> None:
    them.partner.offer = offer
    await phone.join()
    assert (await phone.until("talk.offered"))["silence"] is None
    await phone.until("reply.ended", turn=0)
    await nothing_comes_of(phone, silent(0))


async def test_a_silence_before_the_first_word_or_after_the_last_is_none(
    phone: Phone, them: FakeEngines
) -> None:
    them.partner.offer = None
    await phone.join()
    await phone.until("talk.finished")
    await phone.send(silent(0))
    await phone.send({"type": "turn.type", "text": "Late.", "ref": "typed-0001"})
    assert (await phone.until("error.raised"))["code"] == "talk.over"
    assert await Turn.objects.acount() == 1


async def test_an_empty_room_is_left_in_peace(joined: Phone) -> None:
    for number in range(MOST_ALONE):
        assert joined.of("talk.offered")[-1]["silence"] is not None
        await joined.send(silent(number, "go_on"))
        await joined.until("reply.ended", turn=number + 1)
    assert joined.of("talk.offered")[-1]["silence"] is None
    await joined.send({"type": "turn.type", "text": "I am back.", "ref": "typed-0001"})
    await joined.until("reply.ended", turn=MOST_ALONE + 1)
    assert joined.of("talk.offered")[-1]["silence"] is not None


async def test_a_minute_of_a_quiet_room_is_no_turn(
    phone: Phone, them: FakeEngines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 200.0)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(np.concatenate([silence(1000)] * 60))
    await nothing_comes_of(phone, silent(99))
    assert not phone.of("error.raised")
