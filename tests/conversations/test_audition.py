"""``manage.py audition_voices``: numbered speakers are listened to, one after another, and can be stopped."""

from __future__ import annotations

import wave
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from conversations.engines import engines
from ml.voice_bank import VoiceBank, is_usable
from tests.numbered import CLIPPED, NOISY, SILENT, NumberedTones

TONES = "tests.numbered.NumberedTones"
OTHER = "A short story about a clock that was always seven minutes early."


@pytest.fixture(autouse=True)
def _a_server_of_its_own(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    settings.VOICES_FILE = tmp_path / "voices.yaml"
    voiced(settings)
    yield
    engines.cache_clear()


def voiced(settings: Any, backend: str = TONES, **options: Any) -> None:
    settings.SPEECH_ENGINES = {"voice": {"BACKEND": backend, "OPTIONS": options}}
    engines.cache_clear()


def audition(*arguments: str) -> list[str]:
    """What the command tells."""
    out = StringIO()
    call_command("audition_voices", *arguments, stdout=out)
    return out.getvalue().splitlines()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as refusal:
        audition(*arguments)
    assert refusal.value.returncode == 1
    return str(refusal.value)


def bank(folder: Path) -> VoiceBank:
    return VoiceBank.read(folder / "voices.yaml")


def test_every_speaker_is_measured_and_leaves_a_clip(tmp_path: Path) -> None:
    told = audition()
    voice, made = NumberedTones(), bank(tmp_path)
    assert list(made.measures) == list(range(24))
    assert made.made_with == "tones-1:0"
    for speaker in set(range(24)) - {SILENT, NOISY, CLIPPED}:
        measure = made.measures[speaker]
        assert measure.pitch_hz == pytest.approx(voice.hertz(speaker), rel=0.01)
        assert measure.rate == pytest.approx(4.0 * (1.0, 0.8, 1.2)[speaker % 3], rel=0.02)
    assert [speaker for speaker, each in made.measures.items() if not is_usable(each)] == [
        SILENT,
        NOISY,
        CLIPPED,
    ]
    with wave.open(str(tmp_path / "voices" / "005.wav")) as clip:
        assert clip.getnframes() / clip.getframerate() == pytest.approx(18 / 4.8, rel=0.02)
    assert len(list((tmp_path / "voices").iterdir())) == 24
    assert told[0] == "1 of 24: voice 0, 85 Hz, 4.0 syllables a second"
    assert told[SILENT] == "4 of 24: voice 3, hardly a voice, will not be offered"
    assert told[-1].startswith(f"{tmp_path / 'voices.yaml'}: 24 listened to, 0 known already.")


def test_it_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_as = NumberedTones.speak_as

    def stopped_at_the_tenth(self: NumberedTones, speaker: int, text: str, *, pace: float = 1.0) -> Any:
        if speaker == 10:
            raise KeyboardInterrupt
        return speak_as(self, speaker, text, pace=pace)

    monkeypatch.setattr(NumberedTones, "speak_as", stopped_at_the_tenth)
    with pytest.raises(SystemExit) as stopped:
        audition()
    assert stopped.value.code == 130
    assert list(bank(tmp_path).measures) == list(range(10))
    monkeypatch.undo()
    told = audition()
    assert told[0].startswith("1 of 14: voice 10,")
    assert "14 listened to, 10 known already" in told[-1]
    assert len(bank(tmp_path).measures) == 24


def test_who_is_known_is_left_out_unless_again(tmp_path: Path) -> None:
    audition("--speakers", "2,5-6")
    assert list(bank(tmp_path).measures) == [2, 5, 6]
    assert "0 listened to, 3 known already" in audition("--speakers", "2,5-6")[-1]
    assert "2 listened to, 0 known already" in audition("--speakers", "5-6", "--again")[-1]
    assert list(bank(tmp_path).measures) == [2, 5, 6]


def test_a_speaker_whose_clip_is_gone_speaks_again(tmp_path: Path) -> None:
    audition("--speakers", "0-3")
    (tmp_path / "voices" / "002.wav").unlink()
    assert "1 listened to, 3 known already" in audition("--speakers", "0-3")[-1]
    assert (tmp_path / "voices" / "002.wav").exists()


def test_all_say_the_same_line(tmp_path: Path) -> None:
    audition("--speakers", "0-1", "--line", OTHER)
    audition("--speakers", "2")  # the others' line goes on
    assert bank(tmp_path).line == OTHER
    assert "compared by one line only" in refused(
        "--speakers", "3", "--line", "They laughed at the car, and at me."
    )
    assert list(bank(tmp_path).measures) == [0, 1, 2]
    audition("--speakers", "3", "--again", "--line", "They laughed at the car, and at me.")
    assert list(bank(tmp_path).measures) == [3]
    assert [clip.name for clip in (tmp_path / "voices").iterdir()] == ["003.wav"]


@pytest.mark.parametrize("line", ["Hello there.", "да " * 20, "word " * 100])
def test_a_line_that_says_too_little_is_refused(tmp_path: Path, line: str) -> None:
    assert "an English sentence of 8 syllables or more" in refused("--line", line)
    assert not (tmp_path / "voices.yaml").exists()


def test_voices_of_another_model_begin_anew_only_when_told(tmp_path: Path, settings: Any) -> None:
    audition("--speakers", "0-2")
    voiced(settings, name="large", voices=str(tmp_path / "voices.yaml"))
    assert "was made with other voices (tones-1:0) than these (large:0)" in refused()
    assert "--again" in refused()
    audition("--speakers", "4", "--again")
    assert bank(tmp_path).made_with == "large:0"
    assert list(bank(tmp_path).measures) == [4]


def test_a_broken_file_is_made_anew_only_when_told(tmp_path: Path) -> None:
    (tmp_path / "voices.yaml").write_text("{", encoding="utf-8")
    assert "cannot be read as YAML" in refused("--speakers", "0")
    audition("--speakers", "0", "--again")
    assert list(bank(tmp_path).measures) == [0]


def test_who_cannot_speak_is_named_and_tried_again(tmp_path: Path, settings: Any) -> None:
    voiced(settings, fails_on="1 3")
    assert refused("--speakers", "0-4") == ("These could not speak: 1, 3. The same command tries them again.")
    assert list(bank(tmp_path).measures) == [0, 2, 4]
    voiced(settings)
    assert "2 listened to, 3 known already" in audition("--speakers", "0-4")[-1]


def test_an_engine_that_is_away_is_not_asked_two_hundred_times(tmp_path: Path, settings: Any) -> None:
    voiced(settings, fails_on=" ".join(map(str, range(1, 24))))
    voice = engines().get("voice")
    assert "cannot speak (engine.broken), 5 times running" in refused()
    assert voice.asked == [0, 1, 2, 3, 4, 5]
    assert list(bank(tmp_path).measures) == [0]


@pytest.mark.parametrize("backend", ["ml.engines.instant.InstantVoice", "ml.engines.espeak.EspeakVoice"])
def test_a_voice_without_numbers_says_so(tmp_path: Path, settings: Any, backend: str) -> None:
    voiced(settings, backend)
    told = refused()
    assert backend.rpartition(".")[2] in told
    assert "has no numbered speakers: there is nobody to listen to" in told
    assert not (tmp_path / "voices.yaml").exists()


def test_a_voice_that_does_not_start_says_so(settings: Any) -> None:
    voiced(settings, "nowhere.Voice")
    assert refused().startswith("The voice does not start: nowhere.Voice cannot be imported")


@pytest.mark.parametrize("speakers", ["a", "1-", "5-2", "-1", "1,,2", "24", "0-24", "9999999"])
def test_numbers_that_are_none_are_refused(speakers: str) -> None:
    assert refused(f"--speakers={speakers}").startswith("--speakers: ")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "voices").write_text("in the way", encoding="utf-8")
    assert "cannot be written" in refused("--speakers", "0")
