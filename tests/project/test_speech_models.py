"""The tier gpu: which engines play, where their model lies, and what is missing is said before a talk."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management.base import OutputWrapper

from conversations.engines import _light, engines, page_engines
from im4talkin import engines as tiers
from im4talkin import model_checks, speech_models
from im4talkin.doctor.findings import State
from im4talkin.doctor.speech_models import speech_models as examined
from im4talkin.engines import engine_specs, page_specs
from im4talkin.ready import wait_until_ready
from tests.project.tree import ROOT
from tests.seamless.tiny import tiny_seamless

VARIABLES = ("SEAMLESS_MODEL", "SEAMLESS_DEVICE", "LLM_BASE_URL", "IM4TALKIN_VOICE", "IM4TALKIN_TRANSLATOR")
SEAMLESS = {
    "recogniser": "ml.engines.seamless.SeamlessRecogniser",
    "voice": "ml.engines.seamless.SeamlessVoice",
    "translator": "ml.engines.seamless.SeamlessTranslator",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def gpu_tier(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings of the tier on a machine with a GPU; gives the folder in which models are looked for."""
    monkeypatch.setattr(speech_models, "gpu_here", lambda: True)
    monkeypatch.setattr(model_checks, "gpu_here", lambda: True)
    settings.MODELS_DIR = tmp_path
    settings.SPEECH_ENGINES = engine_specs("gpu", models=tmp_path)
    return tmp_path


def told() -> dict[str | None, str]:
    """What the checks of the model say, by id."""
    return {found.id: f"{found.msg} {found.hint}" for found in model_checks.seamless_check(None)}


def whole(models: Path, name: str = "seamless-m4t-v2-large", version: int = 2) -> Path:
    return tiny_seamless(version, models / name, hub_layout=True)


# ------------------------------------------------------------------ who plays


def test_in_the_tier_gpu_seamless_hears_speaks_and_translates(tmp_path: Path) -> None:
    specs = engine_specs("gpu", models=tmp_path)
    options = {"folder": str(tmp_path / "seamless-m4t-v2-large"), "device": ""}
    assert {role: specs[role]["BACKEND"] for role in SEAMLESS} == SEAMLESS
    assert specs["recogniser"]["OPTIONS"] == specs["translator"]["OPTIONS"] == options
    assert specs["voice"]["OPTIONS"] == {**options, "voices": "voices.yaml"}
    assert specs["partner"]["BACKEND"].endswith("ScriptedPartner")
    assert specs["corrector"]["BACKEND"].endswith("HarperCorrector")


def test_a_language_model_makes_its_partner_talk_freely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", "http://127.0.0.1:8080")
    specs = engine_specs("gpu")
    assert specs["partner"]["BACKEND"].endswith("TgiPartner")
    assert specs["voice"]["BACKEND"] == SEAMLESS["voice"]


def test_the_environment_chooses_model_and_device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SEAMLESS_MODEL", " Medium ")
    monkeypatch.setenv("SEAMLESS_DEVICE", "cuda:1")
    options = engine_specs("gpu", models=tmp_path)["recogniser"]["OPTIONS"]
    assert options == {"folder": str(tmp_path / "hf-seamless-m4t-medium"), "device": "cuda:1"}


def test_one_role_of_it_may_be_named_by_hand_in_another_tier(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IM4TALKIN_TRANSLATOR", SEAMLESS["translator"])
    specs = engine_specs("embedded", models=tmp_path)
    assert specs["translator"]["OPTIONS"]["folder"] == str(tmp_path / "seamless-m4t-v2-large")
    assert specs["recogniser"]["BACKEND"].endswith("PocketSphinxRecogniser")
    monkeypatch.setenv("IM4TALKIN_VOICE", "ml.engines.espeak.EspeakVoice")
    assert engine_specs("gpu", models=tmp_path)["voice"]["OPTIONS"] == {}


def test_the_tiers_themselves_stay_as_they_are(tmp_path: Path) -> None:
    engine_specs("gpu", models=tmp_path)
    assert tiers.TIERS["gpu"]["voice"]["OPTIONS"] == {}


# ------------------------------------------------------------------ web processes


def test_a_servers_web_process_has_light_engines_for_what_a_page_asks(settings: Any, gpu_tier: Path) -> None:
    light = page_specs(settings.SPEECH_ENGINES)
    assert set(light) == {"recogniser", "voice"}
    settings.PAGE_ENGINES = light
    _light.cache_clear()
    names = page_engines().names()
    assert names["recogniser"] == "PocketSphinxRecogniser"
    assert names["voice"] == "EspeakVoice"
    assert page_engines().get("voice") is page_engines().get("voice")
    _light().close()
    _light.cache_clear()


def test_where_nothing_is_heavy_a_page_has_the_engines_that_are_loaded(settings: Any) -> None:
    assert page_specs(engine_specs("embedded")) == {}
    assert settings.PAGE_ENGINES == {}
    assert page_engines() is engines()


def test_a_servers_settings_know_both_and_import_no_pytorch(tmp_path: Path) -> None:
    """As a web process has them, on a machine where PyTorch is not installed."""
    (tmp_path / "torch.py").write_text("raise ImportError('torch was imported')", encoding="utf-8")
    question = (
        "import django, sys; django.setup(); from django.conf import settings as s;"
        "import im4talkin.asgi; from conversations.engines import page_engines as p;"
        "from django.core.checks import run_checks; p().get('voice').load();"
        "print(s.SPEECH_ENGINES['voice']['BACKEND'], s.PAGE_ENGINES['voice']['BACKEND'],"
        "[c.id for c in run_checks() if c.id in ('im4talkin.E019', 'im4talkin.E020', 'im4talkin.W021')],"
        "'torch' in sys.modules)"
    )
    env = {
        "DJANGO_SETTINGS_MODULE": "im4talkin.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "SECRET_KEY": "k" * 20 + "abcdefghijklmnopqrstuvwxyz0123456789",
        "IM4TALKIN_DATA": str(tmp_path),
        "IM4TALKIN_ENGINES": "gpu",
        "PYTHONPATH": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }
    done = subprocess.run(
        [sys.executable, "-c", question], cwd=ROOT, env=env, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [SEAMLESS["voice"], "ml.engines.espeak.EspeakVoice", "[]", "False"]


# ------------------------------------------------------------------ checks


def test_a_whole_model_and_its_packages_pass(gpu_tier: Path) -> None:
    whole(gpu_tier)
    assert told() == {}


def test_a_model_that_was_not_fetched_stops_the_start(gpu_tier: Path) -> None:
    found = told()
    assert set(found) == {"im4talkin.E020"}
    assert "manage.py fetch_models --tier gpu" in found["im4talkin.E020"]


def test_the_model_that_is_named_is_the_one_that_is_looked_at(
    gpu_tier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(gpu_tier)
    monkeypatch.setenv("SEAMLESS_MODEL", "medium")
    assert "hf-seamless-m4t-medium" in told()["im4talkin.E020"]
    whole(gpu_tier, "hf-seamless-m4t-medium", 1)
    assert told() == {}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SEAMLESS_MODEL", "small", "write large or medium"),
        ("SEAMLESS_DEVICE", "gpu", "write cpu, cuda or cuda:1"),
        ("SEAMLESS_DEVICE", "cuda:", "write cpu, cuda or cuda:1"),
    ],
)
def test_a_value_that_is_unknown_is_said_alone(
    name: str, value: str, words: str, gpu_tier: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setenv(name, value)
    settings.SEAMLESS_PROBLEMS = speech_models.seamless_problems()
    found = told()
    assert set(found) == {"im4talkin.E018"}
    assert words in found["im4talkin.E018"]
    assert f"{name}={value}" in found["im4talkin.E018"]


@pytest.mark.parametrize("value", ["", "cpu", "CUDA", "cuda:0"])
def test_devices_that_there_are_pass(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEAMLESS_DEVICE", value)
    assert speech_models.seamless_problems() == ()


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("torch", "torch"),
        ("transformers", "transformers"),
        ("sentencepiece", "sentencepiece"),
        ("google.protobuf", "protobuf"),
    ],
)
def test_a_package_that_is_missing_is_named(
    module: str, package: str, gpu_tier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(gpu_tier)
    known = speech_models.find_spec
    monkeypatch.setattr(speech_models, "find_spec", lambda name: None if name == module else known(name))
    found = told()
    assert set(found) == {"im4talkin.E019"}
    assert f"not installed: {package}." in found["im4talkin.E019"]
    assert "requirements-gpu.txt" in found["im4talkin.E019"]


def test_a_part_of_a_package_that_is_not_there_at_all_is_missing() -> None:
    assert speech_models._is_there("google.protobuf")
    assert not speech_models._is_there("no_such_package.at_all")


@pytest.mark.parametrize(("device", "here"), [("cpu", True), ("", False)])
def test_without_a_gpu_a_warning_says_what_to_expect(
    device: str, here: bool, gpu_tier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(gpu_tier)
    monkeypatch.setenv("SEAMLESS_DEVICE", device)
    monkeypatch.setattr(model_checks, "gpu_here", lambda: here)
    (found,) = model_checks.seamless_check(None)
    assert found.id == "im4talkin.W021"
    assert not found.is_serious()
    assert "demonstration" in found.msg


def test_a_gpu_is_found_by_its_program_or_its_device(monkeypatch: pytest.MonkeyPatch) -> None:
    devices: list[str] = []
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter([self / one for one in devices]))
    monkeypatch.setattr(speech_models.shutil, "which", lambda name: None)
    assert not speech_models.gpu_here()
    devices.append("nvidia0")
    assert speech_models.gpu_here()
    devices.clear()
    monkeypatch.setattr(speech_models.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert speech_models.gpu_here()


def test_other_tiers_are_asked_nothing(settings: Any, tmp_path: Path) -> None:
    settings.MODELS_DIR = tmp_path
    settings.SEAMLESS_PROBLEMS = ("SEAMLESS_MODEL=small is unknown.",)
    assert not {"im4talkin.E018", "im4talkin.E020"} & {found.id for found in run_checks()}


# ------------------------------------------------------------------ a server


def test_on_a_server_only_whoever_speaks_asks_for_the_model(
    settings: Any, gpu_tier: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROFILE = "server"
    assert told() == {}
    said = io.StringIO()
    with pytest.raises(SystemExit):
        wait_until_ready(0, OutputWrapper(said), speaks=True)
    assert "[im4talkin.E020]" in said.getvalue()


# ------------------------------------------------------------------ the doctor


def test_the_doctor_says_what_the_model_can_do(gpu_tier: Path) -> None:
    assert list(examined()) == []  # the configuration says it
    whole(gpu_tier)
    (found,) = examined()
    assert found.state is State.WELL
    assert "version 2" in found.en
    assert "understands 4 languages" in found.en
    assert "понимает языков: 4" in found.ru


def test_on_a_server_the_doctor_only_looks(settings: Any, gpu_tier: Path) -> None:
    settings.PROFILE = "server"
    (found,) = examined()
    assert found.state is State.LOOK
    assert "fetch_models" in found.en
    assert "fetch_models" in found.ru


def test_without_seamless_the_doctor_is_silent() -> None:
    assert list(examined()) == []
