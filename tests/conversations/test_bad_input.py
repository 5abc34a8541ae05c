"""Rubbish on the socket gets a typed answer, and the talk goes on."""

from __future__ import annotations

import json
import logging
from typing import Any

import numpy as np
import pytest

from accounts.models import User
from accounts.services import consent_set
from conversations import microphone
from conversations.frames import MicFrame
from conversations.models import Conversation, Turn
from conversations.protocol import MAX_ERRORS, MAX_MESSAGES
from tests.conversations.conftest import CLIPS, Phone, said, silence


@pytest.fixture
def speaks_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests do not take the time that people take to speak."""
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 60.0)


async def joined(phone: Phone) -> Phone:
    await phone.join()
    await phone.until("reply.ended", turn=0)
    return phone


async def send_bytes(phone: Phone, data: bytes) -> None:
    assert phone.socket is not None
    await phone.socket.send_input({"type": "websocket.receive", "bytes": data})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "audio.header"),
        (b"\x01\x00", "audio.header"),
        (b"\x09" + bytes(200), "audio.header"),
        (MicFrame(1, 0, b"").pack(), "audio.size"),
        (MicFrame(1, 0, b"abc").pack(), "audio.size"),
        (MicFrame(1, 0, bytes(5000)).pack(), "audio.size"),
        (MicFrame(0, 0, bytes(2048)).pack(), "audio.turn"),
        (MicFrame(7, 0, bytes(2048)).pack(), "audio.turn"),
    ],
)
@pytest.mark.usefixtures("speaks_fast")
async def test_a_broken_frame_is_named_and_the_talk_goes_on(phone: Phone, data: bytes, code: str) -> None:
    await joined(phone)
    await send_bytes(phone, data)
    error = await phone.until("error.raised")
    assert (error["code"], error["fatal"]) == (code, False)
    await phone.speak(said())
    assert (await phone.until("turn.heard"))["text"] == CLIPS[0].text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RIFF....WAVEfmt", "message.not_json"),
        ("[1, 2]", "message.invalid"),
        ('{"type": "turn.sing"}', "message.unknown"),
        ('{"no": "type"}', "message.unknown"),
        ('{"type": "turn.type", "text": "", "ref": "12345678"}', "message.invalid"),
        ('{"type": "turn.type", "text": "   ", "ref": "12345678"}', "message.invalid"),
        ('{"type": "turn.type", "text": "a\\u0000b", "ref": "12345678"}', "message.invalid"),
        ('{"type": "turn.press", "turn": 1, "loud": true}', "message.invalid"),
        ('{"type": "turn.press", "turn": 123456789012345678901234567890}', "message.invalid"),
        ('{"type": "turn.type", "text": "' + "a" * 20_000 + '"}', "message.too_long"),
    ],
)
async def test_a_broken_message_is_named_and_the_talk_goes_on(phone: Phone, text: str, code: str) -> None:
    await joined(phone)
    await phone.send(text)
    assert (await phone.until("error.raised"))["code"] == code
    await phone.speak(said())
    assert (await phone.until("turn.heard"))["text"] == CLIPS[0].text


async def test_every_error_says_what_to_do_without_blame(phone: Phone) -> None:
    await joined(phone)
    await phone.send("no json")
    error = await phone.until("error.raised")
    words = f"{error['title']} {error['detail']}".lower()
    assert "safe" in words
    assert "error" not in words
    assert "!" not in words


async def test_another_version_is_told_to_load_the_page_again(phone: Phone) -> None:
    await phone.connect()
    await phone.send({"type": "talk.join", "version": 99})
    assert await phone.closed() == 4406
    assert phone.events[-1]["code"] == "version.unknown"


async def test_another_version_is_named_whatever_else_it_says(phone: Phone) -> None:
    await phone.connect()
    await phone.send({"type": "talk.join", "version": 99, "codec": "opus"})
    assert await phone.closed() == 4406


async def test_a_client_that_floods_the_talk_is_let_go(phone: Phone) -> None:
    await joined(phone)
    for _ in range(MAX_MESSAGES):
        await phone.send({"type": "reply.played", "turn": 0})
    assert await phone.closed() == 4400


@pytest.mark.usefixtures("speaks_fast")
async def test_a_number_that_is_in_use_does_not_make_the_talk_deaf(phone: Phone, talk: Conversation) -> None:
    await joined(phone)
    await Turn.objects.acreate(conversation=talk, number=1, kind=Turn.Kind.TYPED, status=Turn.Status.DONE)
    await phone.speak(said())
    assert (await phone.until("error.raised"))["code"] == "audio.turn"
    await Turn.objects.filter(number=1).adelete()
    await phone.speak(said()[: 16 * 4000])
    assert (await phone.until("turn.heard"))["turn"] == 1


async def test_another_sample_rate_is_refused(phone: Phone) -> None:
    await phone.connect()
    await phone.send({"type": "talk.join", "version": 1, "rate": 48_000})
    assert await phone.closed() == 4400
    assert phone.events[-1]["code"] == "audio.rate"


async def test_audio_three_times_too_fast_is_refused(phone: Phone) -> None:
    await joined(phone)
    await phone.speak(silence(20_000))
    assert await phone.closed() == 4400
    assert phone.events[-1]["code"] == "audio.rate"


async def test_words_before_the_join_are_put_in_order(phone: Phone) -> None:
    await phone.connect()
    await phone.send({"type": "talk.finish"})
    assert (await phone.until("error.raised"))["code"] == "message.order"
    await send_bytes(phone, MicFrame(1, 0, bytes(2048)).pack())
    assert (await phone.until("error.raised"))["code"] == "message.order"


async def test_a_stranger_does_not_find_the_talk(talk: Conversation, stranger: User) -> None:
    phone = Phone(talk, stranger)
    await phone.connect()
    await phone.send({"type": "talk.join", "version": 1})
    assert await phone.closed() == 4404


async def test_nobody_signed_in_is_sent_to_the_door(talk: Conversation) -> None:
    phone = Phone(talk, None)
    await phone.connect()
    assert await phone.closed() == 4401


async def test_without_consent_no_sound_is_taken(phone: Phone, learner: User) -> None:
    from channels.db import database_sync_to_async

    await database_sync_to_async(consent_set)(learner, "practise", False)
    await joined(phone)
    await phone.speak(said())
    assert (await phone.until("error.raised"))["code"] == "talk.consent"
    assert not await Turn.objects.filter(number=1).aexists()


async def test_a_client_that_only_sends_rubbish_is_let_go(phone: Phone) -> None:
    await joined(phone)
    for _ in range(MAX_ERRORS + 1):
        await phone.send("rubbish")
    assert await phone.closed() == 4400


async def test_a_minute_of_talk_ends_at_the_ceiling(phone: Phone, monkeypatch: Any) -> None:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 200.0)
    await joined(phone)
    without_end = np.concatenate([silence(400), *[clip.pcm for clip in CLIPS] * 2])
    await phone.speak(without_end[: 70 * 16_000])
    ended = await phone.until("turn.ended", turn=1)
    assert ended["reason"] == "ceiling"
    assert (await phone.until("turn.heard", turn=1))["samples"] <= 70 * 16_000
    await phone.until("reply.ended", turn=1)


async def test_loud_noise_begins_no_turn(phone: Phone, monkeypatch: Any) -> None:
    monkeypatch.setattr(microphone, "RATE_BURST_SECONDS", 200.0)
    await joined(phone)
    noise = np.random.default_rng(3).normal(0, 3000, 70 * 16_000).clip(-32768, 32767).astype("<i2")
    await phone.speak(noise)
    await phone.send({"type": "turn.type", "text": "Still here.", "ref": "after-noise"})
    heard = await phone.until("turn.heard", evidence="typed")
    assert heard["text"] == "Still here."


async def test_no_log_line_holds_what_was_said(phone: Phone, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await joined(phone)
    await phone.send({"type": "turn.type", "text": "A very secret sentence.", "ref": "secret-1"})
    await phone.until("reply.ended", turn=1)
    await phone.send(json.dumps({"type": "turn.type", "text": "secret " * 100, "ref": "secret-2"}))
    await phone.until("error.raised")
    ours = [
        r.getMessage() for r in caplog.records if r.name.split(".")[0] in {"conversations", "ml", "accounts"}
    ]
    assert not [line for line in ours if "secret" in line]
