"""A whole lesson over the socket with the scripted partner: moves, silences, a turn taken back, the story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from channels.db import database_sync_to_async

import topics
from accounts.models import User
from accounts.services import consent_set
from conversations.models import Conversation, Turn
from conversations.review import review_of
from conversations.selectors import conversation_open_for, retell_open
from conversations.services import conversation_start
from ml.engines.scripted import ScriptedPartner
from tests.conversations.conftest import Phone, said
from tests.fakes import FakeEngines, FakeRecogniser, Hears, card
from topics.models import Topic
from topics.services import topic_import

MODEL = Path(topics.__file__).parent / "catalogue" / "butterflies-on-the-night-train.yaml"


@pytest.fixture
def topic(transactional_db: None) -> Topic:
    return topic_import(yaml.safe_load(MODEL.read_text(encoding="utf-8")))


@pytest.fixture
async def joined(phone: Phone, them: FakeEngines) -> Phone:
    them.partner = ScriptedPartner()
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


def offered(phone: Phone) -> dict[str, Any]:
    return phone.of("talk.offered")[-1]


def spoken(phone: Phone, turn: int) -> list[str]:
    return [one["text"] for one in phone.of("reply.sentence") if one["turn"] == turn]


async def read(phone: Phone, number: int) -> None:
    """Type the second line that is offered."""
    text = offered(phone)["cards"][1]["text"]
    await phone.send({"type": "turn.type", "text": text, "ref": f"reading-{number:03d}"})
    await phone.until("reply.ended", turn=number)


async def to_the_story(phone: Phone) -> int:
    """Answer until the story is asked for; the next turn's number."""
    number = 1
    while offered(phone)["part"] == "beat":
        await read(phone, number)
        number += 1
    return number


async def test_every_move_that_is_offered_is_answered(joined: Phone) -> None:
    keys = [move["key"] for move in offered(joined)["moves"] if move["key"] != "stop"]
    assert {"repeat", "slower", "say_it", "help", "wait", "skip", "easier", "and_you"} <= set(keys)
    for key in keys:
        if key not in {move["key"] for move in offered(joined)["moves"]}:
            continue
        number = await Turn.objects.acount()
        await joined.send({"type": "turn.move", "move": key, "ref": f"tapped-{number:04d}"})
        await joined.until("reply.ended", turn=number)
        assert spoken(joined, number), key
    assert not joined.of("error.raised")
    assert not joined.of("turn.failed")


async def test_a_tapped_stop_ends_the_talk(joined: Phone) -> None:
    await joined.send({"type": "turn.move", "move": "stop", "ref": "tapped-0001"})
    await joined.until("talk.finished")
    assert [one["part"] for one in joined.of("reply.sentence")][-1] == "closer"


async def test_slower_is_slower_at_once(joined: Phone, them: FakeEngines) -> None:
    them.voice.paces.clear()
    await joined.send({"type": "turn.move", "move": "slower", "ref": "tapped-0001"})
    await joined.until("reply.ended", turn=1)
    assert set(them.voice.paces) == {0.85}


async def test_nobody_is_hurried_who_asked_to_wait(joined: Phone) -> None:
    assert offered(joined)["silence"] is not None
    await joined.send({"type": "turn.move", "move": "wait", "ref": "tapped-0001"})
    await joined.until("reply.ended", turn=1)
    assert offered(joined)["silence"] is None


async def test_a_silent_learner_is_helped_and_led_on(joined: Phone) -> None:
    beat = offered(joined)["beat"]
    await joined.send({"type": "turn.silent", "after": 0, "stage": "line"})
    await joined.until("reply.ended", turn=1)
    assert offered(joined)["beat"] == beat
    assert spoken(joined, 1)
    await joined.send({"type": "turn.silent", "after": 1, "stage": "go_on"})
    await joined.until("reply.ended", turn=2)
    assert offered(joined)["beat"] != beat


async def test_a_card_taken_by_mistake_is_taken_back(joined: Phone, them: FakeEngines) -> None:
    first = offered(joined)
    wrong = first["cards"][0]
    them.recogniser = FakeRecogniser(Hears(1, card(wrong["key"], wrong["text"])))
    await joined.speak(said())
    await joined.until("reply.ended", turn=1)
    await joined.send({"type": "turn.withdraw", "turn": 1})
    again = await joined.until("talk.offered", turn=0)
    assert [one["key"] for one in again["cards"]] == [one["key"] for one in first["cards"][1:]]
    assert {**again, "cards": [], "seq": 0} == {**first, "cards": [], "seq": 0}
    await read(joined, 2)
    review = await database_sync_to_async(lambda: review_of(joined.conversation))()
    assert [turn.number for turn in review.turns] == [2]


@pytest.mark.parametrize("way", ["told", "finished"])
async def test_after_the_story_the_talk_ends_without_a_word(
    joined: Phone, learner: User, talk: Conversation, way: str
) -> None:
    number = await to_the_story(joined)
    story = offered(joined)
    assert (story["beat"], story["cards"], story["moves"], story["silence"]) == ("retell", [], [], None)
    assert story["own_words"]["seconds"] == 40
    assert await database_sync_to_async(conversation_open_for)(learner) is None
    assert await database_sync_to_async(retell_open)(learner) == talk
    await joined.send({"type": "turn.silent", "after": number - 1, "stage": "go_on"})
    told = {"type": "turn.type", "text": "I met Moira on a train and she was afraid.", "ref": "my-story"}
    await joined.send(told if way == "told" else {"type": "talk.finish"})
    assert (await joined.until("reply.ended", turn=number))["sentences"] == 0
    await joined.until("talk.finished")
    await talk.arefresh_from_db()
    assert talk.status == Conversation.Status.FINISHED


async def test_a_story_is_told_aloud_with_the_button_held(joined: Phone, them: FakeEngines) -> None:
    number = await to_the_story(joined)
    them.recogniser = FakeRecogniser()
    await joined.send({"type": "mode.set", "mode": "hold"})
    await joined.send({"type": "turn.press", "turn": number})
    await joined.until("turn.started", turn=number)
    pcm = said()
    await joined.speak(pcm, turn=number, offset=0)
    await joined.send({"type": "turn.release", "turn": number, "samples": len(pcm)})
    assert (await joined.until("turn.heard", turn=number))["evidence"] == "own_words"
    await joined.until("talk.finished")
    assert them.recogniser.listens[-1].replies == ()


async def test_the_second_visit_shows_less_of_what_is_known(
    joined: Phone, learner: User, topic: Topic
) -> None:
    assert {one["shows"] for one in offered(joined)["cards"]} == {"line"}
    first = offered(joined)["beat"]
    await to_the_story(joined)
    await joined.send({"type": "talk.finish"})
    await joined.until("talk.finished")
    await database_sync_to_async(consent_set)(learner, "practise", True)
    talk = await database_sync_to_async(conversation_start)(learner, topic)
    again = Phone(talk, learner)
    await again.join()
    await again.until("reply.ended", turn=0)
    assert offered(again)["beat"] == first
    assert {one["shows"] for one in offered(again)["cards"]} == {"start"}
    await again.leave()
