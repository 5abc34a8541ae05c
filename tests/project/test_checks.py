"""Each mistake in the configuration has an id, a sentence and a remedy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage

from im4talkin import checks
from im4talkin.engines import TIERS, engine_specs
from ml.roles import Voice


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def only(messages: list[CheckMessage]) -> CheckMessage:
    assert len(messages) == 1
    assert messages[0].hint, "a problem without a remedy"
    return messages[0]


class MuteVoice:
    """No voice: it cannot speak."""

    def load(self) -> None: ...


def with_voice(backend: str) -> dict[str, dict[str, Any]]:
    return {**engine_specs("instant"), "voice": {"BACKEND": backend, "OPTIONS": {}}}


@pytest.mark.parametrize("tier", sorted(TIERS))
def test_the_tiers_of_this_version_pass(settings: Any, tier: str) -> None:
    settings.ENGINES_TIER, settings.SPEECH_ENGINES = tier, engine_specs(tier)
    assert checks.tier_check(None) == []
    assert checks.engines_check(None) == []


def test_an_unknown_tier_is_named_with_those_that_exist(settings: Any) -> None:
    settings.ENGINES_TIER, settings.SPEECH_ENGINES = "huge", engine_specs("huge")
    problem = only(checks.tier_check(None))
    assert problem.id == "im4talkin.E001"
    assert "embedded" in str(problem.hint)
    assert checks.engines_check(None) == [], "one mistake, one message"


@pytest.mark.parametrize(
    "backend",
    ["no.such.module.Voice", "ml.engines.espeak.NoSuchClass", "ml.types.SAMPLE_RATE_OF_NOTHING", "Voice", ""],
)
def test_an_engine_that_is_not_there_is_named(settings: Any, backend: str) -> None:
    settings.SPEECH_ENGINES = with_voice(backend)
    problem = only(checks.engines_check(None))
    assert problem.id == "im4talkin.E002"
    assert "IM4TALKIN_VOICE" in str(problem.hint)


def test_an_engine_of_another_role_is_refused_with_what_it_lacks(settings: Any) -> None:
    settings.SPEECH_ENGINES = with_voice(f"{__name__}.MuteVoice")
    problem = only(checks.engines_check(None))
    assert problem.id == "im4talkin.E002"
    assert "label, speak" in problem.msg


def test_a_role_without_an_engine_is_named(settings: Any) -> None:
    specs = engine_specs("instant")
    del specs["voice"]
    settings.SPEECH_ENGINES = specs
    assert ids(checks.engines_check(None)) == ["im4talkin.E002"]


def test_an_override_replaces_the_tiers_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IM4TALKIN_VOICE", "my.Voice")
    assert engine_specs("embedded")["voice"] == {"BACKEND": "my.Voice", "OPTIONS": {}}


def test_the_methods_of_a_role_are_what_its_protocol_asks_for() -> None:
    assert checks._members(Voice) == ["label", "load", "speak"]


def test_instant_engines_are_refused_in_front_of_learners(settings: Any) -> None:
    settings.DEBUG, settings.BENCH = False, False
    settings.SPEECH_ENGINES = engine_specs("instant")
    assert only(checks.instant_check(None)).id == "im4talkin.E003"


def test_one_instant_engine_is_enough_to_be_refused(settings: Any) -> None:
    settings.DEBUG, settings.BENCH = False, False
    voice = {"BACKEND": "ml.engines.instant.InstantVoice", "OPTIONS": {}}
    settings.SPEECH_ENGINES = {**engine_specs("embedded"), "voice": voice}
    assert only(checks.instant_check(None)).id == "im4talkin.E003"


@pytest.mark.parametrize(("debug", "bench"), [(True, False), (False, True)])
def test_instant_engines_serve_benches_and_developers(settings: Any, debug: bool, bench: bool) -> None:
    settings.DEBUG, settings.BENCH = debug, bench
    settings.SPEECH_ENGINES = engine_specs("instant")
    assert checks.instant_check(None) == []


def test_half_a_server_profile_is_told(settings: Any) -> None:
    settings.PROFILE_PROBLEMS = ("REDIS_URL is set and DATABASE_URL is not.",)
    problem = only(checks.profile_check(None))
    assert problem.id == "im4talkin.E004"
    assert "REDIS_URL" in problem.msg


def test_a_data_folder_that_cannot_be_written_to_is_named(settings: Any, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    settings.DATA_DIR = in_the_way / "data"
    problem = only(checks.data_folder_check(None))
    assert problem.id == "im4talkin.E005"
    assert str(settings.DATA_DIR) in problem.msg


def test_a_writable_data_folder_passes_and_nothing_is_left_in_it(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    assert checks.data_folder_check(None) == []
    assert list(tmp_path.iterdir()) == []
