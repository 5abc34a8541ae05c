"""Speaking while the buddy speaks: who means it is heard, "mm" is not, and nothing is made up of what
was not played."""

from __future__ import annotations

import numpy as np
import pytest

from conversations import microphone, turn_jobs
from conversations.consumers import TalkConsumer
from conversations.models import Conversation, Turn
from conversations.watch import Watch
from ml.types import Exchange, Partial
from tests.conversations.conftest import CLIPS, Phone, silence
from tests.conversations.sounds import syllable
from tests.fakes import UNHEARD, FakeEngines, FakeRecogniser, Hears, card, free

FLOOR = -60
OVER = {"buddy_sounds": True, "echo_floor": FLOOR}
SECOND = 16_000


@pytest.fixture(autouse=True)
def them(monkeypatch: pytest.MonkeyPatch) -> FakeEngines:
    """The engines of the process; what is said is a card."""
    engines = FakeEngines(FakeRecogniser(Hears(1, card())))
    monkeypatch.setattr(turn_jobs, "engines", lambda: engines)
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 60.0)
    return engines


async def opened(phone: Phone) -> Phone:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


def over(sound: np.ndarray) -> np.ndarray:
    return np.concatenate([silence(600), sound, silence(4000)])


async def test_long_speech_stops_the_buddy_and_is_a_turn(phone: Phone) -> None:
    await opened(phone)
    await phone.speak(over(CLIPS[1].pcm), **OVER)
    assert (await phone.until("reply.stop"))["turn"] == 1
    await phone.until("reply.ended", turn=1)
    turn = await Turn.objects.aget(number=1)
    assert turn.interrupts
    assert turn.evidence == "card"


async def test_the_turn_is_told_before_the_buddy_is_stopped(phone: Phone) -> None:
    await opened(phone)
    await phone.speak(over(CLIPS[1].pcm), **OVER)
    await phone.until("reply.stop")
    order = [event["type"] for event in phone.events]
    assert order.index("turn.started") < order.index("reply.stop")


async def test_an_interruption_keeps_its_first_words(phone: Phone, them: FakeEngines) -> None:
    await opened(phone)
    await phone.speak(over(CLIPS[1].pcm), **OVER)
    await phone.until("turn.heard")
    speech = CLIPS[1].pcm[SECOND // 4 : SECOND].tobytes()
    assert speech in them.recogniser.sessions[-1].fed


async def test_a_sound_of_listening_is_nothing(phone: Phone) -> None:
    await opened(phone)
    await phone.speak(over(syllable(400).astype("<i2")), **OVER)
    await phone.send({"type": "turn.type", "text": "Still here.", "ref": "after-mm-1"})
    await phone.until("reply.ended", turn=1)
    stops = [event for event in phone.events if event["type"] in {"turn.started", "reply.resume"}]
    assert stops == []
    assert (await Turn.objects.aget(number=1)).kind == Turn.Kind.TYPED


async def test_speech_below_the_echo_is_nothing(phone: Phone) -> None:
    await opened(phone)
    await phone.speak(over(CLIPS[1].pcm), buddy_sounds=True, echo_floor=-15)
    await phone.send({"type": "turn.type", "text": "Still here.", "ref": "after-echo"})
    await phone.until("reply.ended", turn=1)
    assert phone.of("turn.started") == []


async def test_two_words_that_are_no_card_let_the_buddy_go_on(phone: Phone, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(Hears(1, free("Oh, really?")))
    await opened(phone)
    await phone.speak(over(syllable(720).astype("<i2")), **OVER)
    assert (await phone.until("reply.resume"))["turn"] == 1
    assert phone.of("reply.stop")[0]["turn"] == 1
    assert phone.of("turn.dismissed")[0]["reason"] == "backchannel"
    turn = await Turn.objects.aget(number=1)
    assert (turn.status, turn.buddy_text) == (Turn.Status.DISMISSED, "")


async def test_a_turn_that_was_dismissed_is_no_history(phone: Phone, them: FakeEngines) -> None:
    them.recogniser = FakeRecogniser(Hears(1, UNHEARD))
    await opened(phone)
    await phone.speak(over(syllable(720).astype("<i2")), **OVER)
    await phone.until("reply.resume")
    await phone.send({"type": "reply.played", "turn": 0})
    await phone.send({"type": "turn.type", "text": "Now I mean it.", "ref": "meant-0001"})
    await phone.until("reply.ended", turn=2)
    assert them.partner.prompts[-1].history == (Exchange("", "So hello. What else?"),)


async def test_history_keeps_only_what_was_played_before_the_interruption(
    phone: Phone, them: FakeEngines
) -> None:
    await opened(phone)
    await phone.send({"type": "reply.stopped", "turn": 0, "sentence": 1, "played_ms": 10})
    await phone.speak(over(CLIPS[1].pcm), **OVER)
    await phone.until("reply.ended", turn=1)
    assert them.partner.prompts[-1].history == (Exchange("", "So hello. What"),)


async def test_what_was_played_counts_even_when_it_is_told_while_the_learner_speaks(
    phone: Phone, them: FakeEngines
) -> None:
    await opened(phone)
    speech = over(CLIPS[5].pcm)
    await phone.speak(speech[: 2 * SECOND], **OVER)
    await phone.until("reply.stop")
    await phone.send({"type": "reply.stopped", "turn": 0, "sentence": 0, "played_ms": 0})
    await phone.speak(speech[2 * SECOND :])
    await phone.until("reply.ended", turn=1)
    assert them.partner.prompts[-1].history == (Exchange("", "So"),)


async def test_a_turn_may_be_said_after_an_interruption_was_dismissed(
    phone: Phone, them: FakeEngines
) -> None:
    them.recogniser = FakeRecogniser(Hears(1, UNHEARD))
    await opened(phone)
    await phone.speak(over(syllable(720).astype("<i2")), **OVER)
    await phone.until("reply.resume")
    them.recogniser = FakeRecogniser(Hears(1, card(), Partial()))
    await phone.speak(over(CLIPS[0].pcm))
    heard = await phone.until("turn.heard")
    assert (heard["turn"], heard["evidence"]) == (2, "card")
    await phone.until("reply.ended", turn=2)
    assert not (await Turn.objects.aget(number=2)).interrupts


async def test_changing_to_the_button_ends_the_turn_that_is_open(phone: Phone) -> None:
    await opened(phone)
    await phone.speak(np.concatenate([silence(400), CLIPS[5].pcm[: 2 * SECOND]]))
    await phone.until("turn.started")
    await phone.send({"type": "mode.set", "mode": "hold"})
    assert (await phone.until("turn.ended"))["reason"] == "released"
    await phone.until("reply.ended", turn=1)


async def test_an_older_reply_that_ends_leaves_the_newer_turn_watched() -> None:
    consumer = TalkConsumer()
    consumer.microphone = object()
    consumer.watch = Watch(consumer.tell, consumer.look_for_missed)
    for number, turn_id in ((1, 76), (2, 77)):
        turn = Turn(pk=turn_id, number=number, conversation=Conversation(user_id=1))
        await consumer.watch.add(turn, begun=True)
    consumer.follow("reply.ended", 1)
    assert consumer.watch.end() == (77,)
