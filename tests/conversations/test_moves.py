"""Moves: what may be said or tapped at any time, beside the lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from conversations.models import Conversation, Turn
from conversations.turn_jobs import heard_of
from ml.types import Evidence, Heard, OfferedMove, PromptKind
from tests.conversations.conftest import CLIPS, Phone, said, silence
from tests.conversations.jobs import Recording, a_turn, fields_of, kinds, one, run
from tests.fakes import OFFER, REPEAT, FakeCorrector, FakeEngines, FakeRecogniser, Hears

MEANING = OfferedMove("meaning.note", "What does “note” mean?", phrases=("What does note mean?",))
WITH_MOVES = replace(OFFER, moves=(REPEAT, MEANING))


@pytest.fixture
async def joined(phone: Phone, them: FakeEngines) -> Phone:
    them.partner.offer = WITH_MOVES
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


def tap(key: str, ref: str = "tapped-0001") -> dict[str, str]:
    return {"type": "turn.move", "move": key, "ref": ref}


def moved(key: str, text: str = "Sorry?") -> Heard:
    return Heard(Evidence.CARD, text=text, surface=text, move=key, confidence=0.9)


# ------------------------------------------------------------------ tapped


async def test_moves_are_offered_with_their_translations(joined: Phone) -> None:
    (offered,) = joined.of("talk.offered")
    assert offered["moves"][0] == {"key": "repeat", "text": "Sorry?", "translation": "Простите?"}
    assert [move["key"] for move in offered["moves"]] == ["repeat", "meaning.note"]


async def test_a_tapped_move_is_a_turn_that_proves_nothing(joined: Phone, them: FakeEngines) -> None:
    them.corrector = FakeCorrector()
    await joined.send(tap("meaning.note"))
    assert (await joined.until("turn.ended", turn=1))["reason"] == "chosen"
    heard = await joined.until("turn.heard", turn=1)
    assert (heard["evidence"], heard["move"], heard["text"]) == ("chosen", MEANING.key, MEANING.text)
    await joined.until("reply.ended", turn=1)
    prompt = them.partner.prompts[-1]
    assert (prompt.kind, prompt.heard.move) == (PromptKind.ANSWER, "meaning.note")
    turn = await Turn.objects.aget(number=1)
    assert (turn.kind, turn.evidence, turn.move) == (Turn.Kind.MOVE, "chosen", "meaning.note")
    assert them.corrector.asked == []


async def test_the_same_tap_twice_is_one_turn(joined: Phone) -> None:
    for _ in range(2):
        await joined.send(tap("repeat"))
    await joined.until("reply.ended", turn=1)
    await joined.send(tap("repeat", "tapped-0002"))
    await joined.until("reply.ended", turn=2)
    assert await Turn.objects.filter(kind=Turn.Kind.MOVE).acount() == 2


async def test_a_tap_sent_again_after_a_lost_connection_is_still_one_turn(
    joined: Phone, talk: Conversation
) -> None:
    await joined.send(tap("repeat"))
    await joined.until("reply.ended", turn=1)
    await joined.leave()
    again = Phone(talk, joined.user)
    await again.join()
    await again.send(tap("repeat"))
    await again.send({"type": "turn.type", "text": "And then.", "ref": "typed-0001"})
    await again.until("reply.ended", turn=2)
    assert await Turn.objects.filter(kind=Turn.Kind.MOVE).acount() == 1
    await again.leave()


@pytest.mark.parametrize("key", ["dance", "meaning", "meaning.nothing", "b0.short", "REPEAT", " "])
async def test_a_move_that_is_not_offered_is_named_and_the_talk_goes_on(joined: Phone, key: str) -> None:
    await joined.send(tap(key))
    assert (await joined.until("error.raised"))["code"] == "move.unknown"
    await joined.send(tap("repeat"))
    await joined.until("reply.ended", turn=1)


async def test_after_the_end_there_is_nothing_to_tap(joined: Phone) -> None:
    await joined.send({"type": "talk.finish"})
    await joined.until("reply.ended", turn=1)
    await Conversation.objects.filter(pk=joined.conversation.pk).aupdate(status="finished")
    await joined.send(tap("repeat"))
    assert (await joined.until("error.raised"))["code"] == "talk.over"


async def test_a_tap_takes_the_place_of_speech_that_was_going_on(joined: Phone) -> None:
    await joined.speak(np.concatenate([silence(400), CLIPS[2].pcm[:16_000]]))
    await joined.until("turn.started", turn=1)
    await joined.send(tap("repeat"))
    heard = await joined.until("turn.heard")
    assert (heard["turn"], heard["move"]) == (2, "repeat")
    await joined.until("reply.ended", turn=2)
    assert (await Turn.objects.aget(number=1)).status == Turn.Status.DISMISSED
    await joined.speak(said(1))
    assert (await joined.until("turn.heard", turn=3))["evidence"] == "card"


# ------------------------------------------------------------------ spoken


def test_the_recogniser_is_told_the_moves() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, moved("repeat"))))
    steps = run(them, a_turn(), offer=WITH_MOVES)
    assert them.recogniser.listens[0].moves == WITH_MOVES.moves
    assert one(steps, "turn.heard").move == "repeat"
    assert fields_of(steps)["move"] == "repeat"
    assert them.partner.prompts[0].heard == moved("repeat")


def test_a_later_attempt_knows_the_move() -> None:
    turn = Turn(evidence="card", text="Sorry?", surface="Sorry?", move="repeat", confidence=0.9)
    assert heard_of(turn) == moved("repeat")


@pytest.mark.parametrize(
    ("key", "answered"), [("repeat", True), ("stop", True), ("yes", False), ("no", False)]
)
def test_a_short_move_over_the_buddy_is_meant_unless_it_is_a_sound_of_listening(
    key: str, answered: bool
) -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, moved(key, "Short."))))
    steps = run(them, Recording().speech(500).silence(200, 3000), interrupts=True)
    assert ("reply.ended" in kinds(steps)) is answered


def test_yes_is_an_answer_when_the_buddy_is_still() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, moved("yes", "Yes."))))
    assert "reply.ended" in kinds(run(them, Recording().speech(400).silence(200, 3000)))
