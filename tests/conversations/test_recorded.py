"""Recorded lines, the device's own voice, and the talk's pace: what is sent as sound, and by whom."""

from __future__ import annotations

import io
import logging
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import LazySettings

from accounts.models import User
from conversations import recorded as module
from conversations.models import Conversation, Turn, TurnEvent
from conversations.protocol import ReplySentence
from conversations.recorded import recorded
from conversations.runner import turn_run
from conversations.services import turn_open, voice_set
from ml.types import Line, TalkState
from tests.conftest import ClientOf
from tests.conversations.conftest import Phone
from tests.conversations.jobs import a_turn, messages, one, run, said, sound
from tests.fakes import FakeEngines, FakePartner, FakeRecogniser, Hears, card, free
from topics.selectors import moves

LINE = "Mind the gap. Mind the doors."
SAMPLES = (np.arange(2205) % 200 * 50).astype("<i2")  # a tenth of a second at 22.05 kHz


@pytest.fixture(autouse=True)
def folder(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the model topic's recordings."""
    monkeypatch.setattr(module, "_missed", set())
    settings.TOPIC_AUDIO = tmp_path
    topic = tmp_path / "butterflies-on-the-night-train"
    topic.mkdir()
    return topic


def record(
    file: Path, *, channels: int = 1, width: int = 2, rate: int = 22_050, seconds: float = 0.1
) -> None:
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(channels)
        wav.setsampwidth(width)
        wav.setframerate(rate)
        wav.writeframes(np.resize(SAMPLES, int(seconds * rate)).tobytes() * channels * width)


def whole(file: Path) -> None:
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(22_050)
        wav.writeframes(SAMPLES.tobytes())


def sentences(steps: list[Any]) -> list[ReplySentence]:
    return [message for message in messages(steps) if isinstance(message, ReplySentence)]


def answered(line: Line, **fields: Any) -> tuple[list[Any], FakeEngines]:
    them = FakeEngines(FakeRecogniser(Hears(1, card())), partner=FakePartner(lines=(line, "And then?")))
    return run(them, a_turn(), **fields), them


# ------------------------------------------------------------------ a file


def test_a_recording_is_read_as_it_is(folder: Path) -> None:
    whole(folder / "gap.wav")
    chunk = recorded(folder.name, "gap.wav", LINE)
    assert chunk is not None
    assert (chunk.sample_rate, chunk.pcm) == (22_050, SAMPLES.tobytes())


def test_its_words_are_marked_in_order_within_it(folder: Path) -> None:
    whole(folder / "gap.wav")
    chunk = recorded(folder.name, "gap.wav", LINE)
    assert chunk is not None
    assert [LINE[mark.start : mark.end] for mark in chunk.marks] == LINE.split()
    times = [mark.ms for mark in chunk.marks]
    assert times == sorted(set(times))
    assert times[0] == 0
    assert times[-1] < 100


@pytest.mark.parametrize(
    "broken",
    [
        {"channels": 2},
        {"width": 1},
        {"width": 3},
        {"rate": 4_000},
        {"rate": 96_000},
        {"seconds": 0},
        {"seconds": 61, "rate": 8_000},
    ],
)
def test_what_cannot_be_played_is_no_recording(folder: Path, broken: dict[str, Any]) -> None:
    record(folder / "odd.wav", **broken)
    assert recorded(folder.name, "odd.wav", LINE) is None


LONGER_THAN_IT_IS = (  # its first part ends beyond the file: `wave` raises RuntimeError
    b"RIFF\xec\0\0\0WAVEfmt \x10\xe4\0\0\x01\0\x01\0\x80>\0\0\0}\0\0\x02\0\x10\0data\xc8\0\0\0\x01\0\x01\0"
)


@pytest.mark.parametrize(
    "data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVEfmt ", b"\xff\xfb" * 500, LONGER_THAN_IT_IS]
)
def test_rubbish_is_no_recording(folder: Path, data: bytes) -> None:
    (folder / "rubbish.wav").write_bytes(data)
    assert recorded(folder.name, "rubbish.wav", LINE) is None


@pytest.mark.parametrize(
    "name", ["nothing.wav", "../secret.wav", "/etc/passwd", "..", ".", "a\0b", "sub/gap.wav"]
)
def test_only_a_file_of_the_folder_is_read(folder: Path, name: str) -> None:
    whole(folder.parent / "secret.wav")
    (folder / "sub").mkdir()
    whole(folder / "sub" / "gap.wav")
    assert recorded(folder.name, name, LINE) is None


def test_a_missing_one_is_complained_about_once_and_without_its_words(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="conversations")
    for _ in range(3):
        recorded(folder.name, "gap.wav", LINE)
    assert len(caplog.records) == 1
    assert "gap.wav" in caplog.text
    assert "Mind" not in caplog.text


# ------------------------------------------------------------------ a line with a recording


def test_a_recorded_line_is_sent_as_one_sentence_at_its_own_rate(folder: Path) -> None:
    whole(folder / "gap.wav")
    steps, them = answered(Line(LINE, "Осторожно. Двери.", "say", audio="gap.wav"))
    assert said(steps) == [LINE, "And then?"]
    first = sentences(steps)[0]
    assert (first.rate, first.recording, first.translation) == (22_050, "gap.wav", "Осторожно. Двери.")
    assert sound(steps)[0] == SAMPLES.tobytes()
    assert them.voice.spoken == ["And then?"]


def test_a_line_whose_recording_is_gone_is_spoken(folder: Path) -> None:
    steps, them = answered(Line(LINE, audio="gap.wav"))
    assert said(steps) == ["Mind the gap.", "Mind the doors.", "And then?"] == them.voice.spoken
    assert [m.recording for m in messages(steps) if getattr(m, "type", "") == "reply.sentence"] == [
        "",
        "",
        "",
    ]  # type: ignore[attr-defined]


# ------------------------------------------------------------------ the device's own voice


def test_a_device_that_speaks_gets_the_words_alone() -> None:
    steps, them = answered(Line(LINE), speaks=False)
    assert said(steps) == ["Mind the gap.", "Mind the doors.", "And then?"]
    assert sound(steps) == {}
    assert them.voice.spoken == []
    assert {(sentence.rate, len(sentence.marks)) for sentence in sentences(steps)} == {(0, 0)}
    assert one(steps, "reply.ended").sentences == 3


def test_a_recording_is_sent_to_it_all_the_same(folder: Path) -> None:
    whole(folder / "gap.wav")
    steps, _ = answered(Line(LINE, audio="gap.wav"), speaks=False)
    assert sound(steps) == {0: SAMPLES.tobytes()}


async def test_who_joins_says_who_speaks(phone: Phone, talk: Conversation) -> None:
    await phone.join(voice="device")
    await phone.until("reply.ended", turn=0)
    assert {sentence["rate"] for sentence in phone.of("reply.sentence")} == {0}
    assert not phone.audio
    await phone.send({"type": "voice.set", "voice": "server"})
    await phone.send({"type": "turn.type", "text": "Aloud, please.", "ref": "typed-0001"})
    await phone.until("reply.ended", turn=1)
    assert {key[0] for key in phone.audio} == {1}
    await phone.join()
    await talk.arefresh_from_db()
    assert talk.voice == "server"


def test_the_line_can_be_played_by_the_server_whoever_speaks(
    talk: Conversation, learner: User, client_of: ClientOf
) -> None:
    voice_set(talk.pk, "device")
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    url = TurnEvent.objects.filter(type="reply.sentence").first().payload["audio_url"]  # type: ignore[union-attr]
    assert client_of(learner).get(url)["Content-Type"] == "audio/wav"


# ------------------------------------------------------------------ over HTTP


@pytest.fixture
def lines(talk: Conversation, them: FakeEngines, learner: User, client_of: ClientOf, folder: Path) -> Any:
    """Gets the talk's first line, which is recorded."""
    folder.rename(folder.parent / talk.topic.slug)
    whole(folder.parent / talk.topic.slug / "gap.wav")
    them.partner.lines = (Line(LINE, audio="gap.wav"),)
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    browser = client_of(learner)
    return lambda query="": browser.get(f"/talks/{talk.pk}/audio/0/0.wav{query}")


def frames_of(response: Any) -> tuple[int, bytes]:
    with wave.open(io.BytesIO(response.content)) as wav:
        return wav.getframerate(), wav.readframes(wav.getnframes())


def test_a_recorded_line_is_played_again_from_its_recording(lines: Any) -> None:
    assert frames_of(lines()) == (22_050, SAMPLES.tobytes())


def test_a_recorded_line_is_spoken_when_it_is_wanted_slowly(lines: Any) -> None:
    rate, pcm = frames_of(lines("?pace=0.7"))
    assert rate == 16_000
    assert pcm != SAMPLES.tobytes()


# ------------------------------------------------------------------ the talk's pace


def test_the_voice_keeps_the_pace_of_the_talk() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, card())))
    run(them, a_turn(), state=TalkState(beat="b0", pace=0.85))
    assert set(them.voice.paces) == {0.85}


def test_who_asks_to_go_slower_hears_it_at_once() -> None:
    them = FakeEngines(FakeRecogniser(Hears(1, free("Slower, please."))))
    them.partner.pace = 0.85
    run(them, a_turn(), moves=moves())
    assert set(them.voice.paces) == {0.85}


def test_a_line_is_played_again_at_the_talks_pace(
    talk: Conversation, learner: User, client_of: ClientOf
) -> None:
    turn_run(turn_open(talk.pk, 0, Turn.Kind.OPENING).pk)
    path = f"/talks/{talk.pk}/audio/0/1.wav"
    usual = len(client_of(learner).get(path).content)
    talk.refresh_from_db()
    Conversation.objects.update(state={**talk.state, "pace": 0.7})
    assert len(client_of(learner).get(path).content) > usual
