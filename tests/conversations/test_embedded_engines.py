"""A turn with the engines that a newcomer has: PocketSphinx, the scripted partner, Harper, eSpeak NG."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import numpy as np
import pytest
from django.conf import LazySettings

from conversations import microphone
from conversations.engines import engines, engines_close
from conversations.models import Turn
from im4talkin.engines import engine_specs
from ml.engines.pocketsphinx import PocketSphinxRecogniser
from ml.types import ListenFor
from tests.conversations.conftest import CLIPS, Phone, said, silence


@pytest.fixture(autouse=True)
def embedded(settings: LazySettings, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 60.0)  # tests speak faster than real time
    settings.SPEECH_ENGINES = engine_specs("embedded")
    engines.cache_clear()
    yield
    engines_close()
    engines.cache_clear()


async def test_a_line_that_is_read_is_told_from_the_others(phone: Phone) -> None:
    await phone.join()
    offered = await phone.until("talk.offered")
    await phone.until("reply.ended", turn=0)
    assert [card["text"] for card in offered["cards"]] == [clip.text for clip in CLIPS[:3]]
    await phone.speak(said(1))
    heard = await phone.until("turn.heard")
    assert (heard["evidence"], heard["text"]) == ("card", CLIPS[1].text)
    assert {partial["card"] for partial in phone.of("turn.partial")} == {heard["card"]}
    await phone.until("reply.ended", turn=1)
    said_back = [sentence["text"] for sentence in phone.of("reply.sentence") if sentence["turn"] == 1]
    assert said_back[:2] == ["You read line 2.", "That was answer 2 to question 1."]
    assert max(abs(np.frombuffer(phone.audio[1, 0], "<i2").astype(int))) > 3000


async def test_other_words_are_never_turned_into_a_line(phone: Phone) -> None:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    await phone.speak(said(16))
    heard = await phone.until("turn.heard")
    assert (heard["evidence"], heard["text"], heard["card"]) == ("own_words", "", None)
    assert not phone.of("turn.partial"), "no word lights up that was not said"
    await phone.until("reply.ended", turn=1)
    assert not phone.of("turn.corrected")


async def test_a_recogniser_killed_in_the_middle_of_a_turn_loses_no_word(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids: list[int] = []
    open_session = PocketSphinxRecogniser.open

    def noting(self: PocketSphinxRecogniser, listen: ListenFor) -> object:
        session = open_session(self, listen)
        pids.append(session._helper.pid)
        return session

    monkeypatch.setattr(PocketSphinxRecogniser, "open", noting)
    await phone.join()
    await phone.until("reply.ended", turn=0)
    pcm = np.concatenate([silence(400), CLIPS[2].pcm, silence(2600)])
    await phone.speak(pcm[: 1024 * 30])
    await phone.until("turn.partial")
    os.kill(pids[0], signal.SIGKILL)
    await phone.speak(pcm[1024 * 30 :])
    heard = await phone.until("turn.heard")
    assert (heard["evidence"], heard["text"]) == ("card", CLIPS[2].text)
    assert len(pids) == 2
    turn = await Turn.objects.aget(number=1)
    assert turn.attempt == 1  # a new helper is no new attempt
    await phone.until("reply.ended", turn=1)
