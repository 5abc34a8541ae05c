"""Which of two hundred unknown speakers is like a persona, and the file in which their measures stand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
import yaml

from ml.pitch import VoiceMeasure
from ml.types import VoiceSpec
from ml.voice_bank import VoiceBank, VoiceBankError, bank_for, speaker_of
from ml.voice_casting import PITCHES
from tests.numbered import NumberedTones
from topics.services import CATALOGUE, catalogue_read

LINE = "They laughed at the car."


def measure(pitch_hz: float = 200.0, rate: float = 4.0, **changes: float) -> VoiceMeasure:
    usual = {"voiced": 0.6, "loudness": -20.0, "clipped": 0.0}
    return VoiceMeasure(pitch_hz=pitch_hz, rate=rate, **(usual | changes))


def bank(**voices: VoiceMeasure) -> VoiceBank:
    """``bank(v3=…)``: speaker 3."""
    return VoiceBank("tones-1:0", LINE, {int(name[1:]): each for name, each in voices.items()})


def many(count: int = 200) -> VoiceBank:
    """As a model trained on many readers has them: women, men, a few high voices, at every rate."""
    chance = np.random.default_rng(5)
    pitches = np.where(
        chance.random(count) < 0.5, chance.normal(205, 25, count), chance.normal(115, 18, count)
    )
    rates = chance.normal(4.0, 0.5, count)
    voices = {
        number: measure(float(p), float(r)) for number, (p, r) in enumerate(zip(pitches, rates, strict=True))
    }
    return VoiceBank("tones-1:0", LINE, voices)


# ------------------------------------------------------------------ who speaks


@pytest.mark.parametrize(
    ("spec", "speaker"),
    [
        (VoiceSpec(sex="f"), 5),
        (VoiceSpec(sex="m"), 9),
        (VoiceSpec(sex="m", age="seventies"), 1),
        (VoiceSpec(sex="f", age="child"), 4),
        (VoiceSpec(sex="?", age="immortal"), 5),
    ],
)
def test_the_nearest_in_pitch_speaks(spec: VoiceSpec, speaker: int) -> None:
    few = bank(v4=measure(270), v5=measure(213), v9=measure(118), v1=measure(95))
    assert few.nearest(spec) == speaker


def test_a_few_voices_are_shared_before_a_man_speaks_for_a_woman() -> None:
    few = bank(v0=measure(215), v1=measure(110))
    assert {few.nearest(VoiceSpec(sex="f", age=age)) for age in PITCHES} == {0}
    assert {few.nearest(VoiceSpec(sex="m", age=age)) for age in PITCHES if age != "child"} == {1}


def test_women_men_and_children_sound_like_themselves() -> None:
    large = many()
    for age, (woman, man) in PITCHES.items():
        for sex, target in (("f", woman), ("m", man)):
            for accent in ("en-GB", "en-US", "en-IE"):
                hertz = large.measures[large.nearest(VoiceSpec(accent, sex, age))].pitch_hz
                assert abs(12 * np.log2(hertz / target)) < 3.5, (age, sex, accent)


def test_the_older_of_two_is_the_lower() -> None:
    large = many()
    for sex in ("f", "m"):
        pitches = [large.measures[large.nearest(VoiceSpec(sex=sex, age=age))].pitch_hz for age in PITCHES]
        young, old = np.mean(pitches[1:4]), np.mean(pitches[5:])
        assert young > old


def test_who_is_quick_has_a_quick_voice() -> None:
    large = many()
    rates = {
        pace: np.mean(
            [
                large.measures[large.nearest(VoiceSpec(sex=sex, age=age, pace=pace))].rate
                for sex in "fm"
                for age in PITCHES
            ]
        )
        for pace in (0.8, 1.0, 1.2)
    }
    assert rates[0.8] < rates[1.0] < rates[1.2]


@pytest.mark.parametrize(
    "weird",
    [
        measure(200, voiced=0.05),
        measure(200, loudness=-70.0),
        measure(200, clipped=0.2),
        measure(0.0),
        measure(200, rate=0.0),
        measure(200, rate=14.0),
        VoiceMeasure(0.0, 0.0, 0.0, -120.0, 0.0),
    ],
)
def test_who_whispers_shouts_or_is_silent_is_never_chosen(weird: VoiceMeasure) -> None:
    some = bank(v0=weird, v1=measure(300), v2=measure(90))
    chosen = {some.nearest(VoiceSpec(sex=sex, age=age)) for sex in "fm" for age in PITCHES}
    assert chosen == {1, 2}


def test_where_nobody_is_usable_the_first_speaks() -> None:
    assert bank().nearest(VoiceSpec()) == 0
    assert bank(v7=measure(voiced=0.0)).nearest(VoiceSpec()) == 0


def test_personas_of_other_ages_and_sexes_have_other_voices() -> None:
    large = many(40)
    chosen = [large.nearest(VoiceSpec(sex=sex, age=age)) for sex in "fm" for age in PITCHES]
    assert len(set(chosen)) == len(chosen)


def test_personas_with_other_accents_or_moods_have_other_voices() -> None:
    large = many()
    for sex in "fm":
        accents = [large.nearest(VoiceSpec(accent, sex)) for accent in ("en-GB", "en-US", "en-IE", "en-AU")]
        moods = [large.nearest(VoiceSpec(sex=sex, mood=mood)) for mood in ("warm", "dry", "shy")]
        assert len(set(accents)) == len(accents)
        assert len(set(moods)) == len(moods)


def test_the_catalogues_personas_all_differ() -> None:
    specs = [catalogue_read(path).persona.voice.spec() for path in sorted(CATALOGUE.glob("[!_]*.yaml"))]
    large = many()
    assert len({large.nearest(spec) for spec in specs}) == len(specs)


def test_the_choice_is_the_same_each_time_and_in_any_order() -> None:
    large = many()
    turned = VoiceBank(large.made_with, large.line, dict(reversed(large.measures.items())))
    for spec in itertools.starmap(VoiceSpec, itertools.product(("en-GB", "xx"), "fm", PITCHES)):
        assert large.nearest(spec) == turned.nearest(spec) == many().nearest(spec)


@pytest.mark.parametrize(
    ("chosen", "speakers", "speaker"),
    [(None, 9, 5), (0, 9, 0), (7, 9, 7), (9, 9, 5), (-1, 9, 5), (None, 4, 0)],
)
def test_a_choice_comes_before_the_nearest_while_it_exists(
    chosen: int | None, speakers: int, speaker: int
) -> None:
    assert speaker_of(VoiceSpec(speaker=chosen), bank(v5=measure(213)), speakers) == speaker


def test_without_a_bank_the_first_speaks() -> None:
    assert speaker_of(VoiceSpec(sex="m"), None, 200) == 0
    assert speaker_of(VoiceSpec(speaker=3), None, 200) == 3


# ------------------------------------------------------------------ the file


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    whole = bank(v0=measure(101.5, 3.25), v17=measure(voiced=0.123, loudness=-31.5, clipped=0.002))
    whole.write(path)
    assert VoiceBank.read(path) == VoiceBank.read(path, made_with="tones-1:0") == whole
    assert [each.name for each in tmp_path.iterdir()] == ["voices.yaml"]


def test_a_write_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "voices.yaml"
    bank(v0=measure()).write(path)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space"):
        bank(v1=measure()).write(path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["voices.yaml"]


def test_a_bank_of_other_voices_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    bank(v0=measure()).write(path)
    with pytest.raises(
        VoiceBankError, match=r"other voices \(tones-1:0\) than these \(large:0\)\. Make it anew"
    ):
        VoiceBank.read(path, made_with="large:0")


@pytest.mark.parametrize("name", ["tones-1", "large"])
def test_an_engine_starts_with_its_own_bank_and_without_anothers(tmp_path: Path, name: str) -> None:
    path = tmp_path / "voices.yaml"
    whole = bank(v0=measure())
    whole.write(path)
    assert bank_for(NumberedTones(name=name), path) == (whole if name == "tones-1" else None)


@pytest.mark.parametrize("content", [None, "{"])
def test_an_engine_starts_without_a_bank_and_with_a_broken_one(
    tmp_path: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "voices.yaml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert bank_for(NumberedTones(), path) is None
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def document(**changes: object) -> dict[str, object]:
    one = {"pitch_hz": 200, "voiced": 0.5, "rate": 4, "loudness": -20, "clipped": 0}
    return {"format": 1, "made_with": "t", "line": LINE, "speakers": {0: one}} | changes


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "{",
        "\x00",
        yaml.safe_dump(document(format=2)),
        yaml.safe_dump(document(made_with="")),
        yaml.safe_dump(document(line=3)),
        yaml.safe_dump(document(speakers=[])),
        yaml.safe_dump(document(more=1)),
        yaml.safe_dump(document(speakers={"a": {}})),
        yaml.safe_dump(document(speakers={-1: {}})),
        yaml.safe_dump(document(speakers={True: {}})),
        yaml.safe_dump(document(speakers={0: {"pitch_hz": 200}})),
        yaml.safe_dump(document(speakers={0: 5})),
    ]
    + [
        yaml.safe_dump(document(speakers={0: dict(document()["speakers"][0], rate=rate)}))  # type: ignore[index]
        for rate in ("fast", True, None, float("nan"), float("inf"))
    ],
)
def test_a_broken_file_says_what_to_do(tmp_path: Path, text: str) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        VoiceBankError, match=r"voices\.yaml.*Make it anew with `manage.py audition_voices --again`\."
    ):
        VoiceBank.read(path)


def test_bytes_that_are_no_text_are_a_broken_file(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    path.write_bytes(b"\xff\xfe\xfa: 1")
    with pytest.raises(VoiceBankError):
        VoiceBank.read(path)


def test_the_document_of_the_tests_is_none_of_the_broken(tmp_path: Path) -> None:
    path = tmp_path / "voices.yaml"
    path.write_text(yaml.safe_dump(document()), encoding="utf-8")
    assert VoiceBank.read(path).measures == {0: VoiceMeasure(200.0, 0.5, 4.0, -20.0, 0.0)}


def test_no_file_is_nobody_auditioned(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        VoiceBank.read(tmp_path / "voices.yaml")
