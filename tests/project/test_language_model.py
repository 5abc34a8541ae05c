"""The server with the language model is chosen by the environment alone."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from im4talkin import language_model
from im4talkin.engines import engine_specs
from im4talkin.language_model import language_model_problems, leaves_the_house
from ml.engines.openai_api import OpenAiPartner
from ml.engines.tgi import TgiPartner
from ml.registry import engine_class

URL = "http://127.0.0.1:8080"
VARIABLES = ("LLM_BASE_URL", "LLM_DIALECT", "LLM_MODEL", "LLM_API_KEY", "IM4TALKIN_PARTNER", "HF_HUB_OFFLINE")


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def partner(tier: str = "embedded"):
    spec = engine_specs(tier)["partner"]
    return engine_class(spec["BACKEND"])(**spec["OPTIONS"])


def test_without_an_address_the_lines_are_written() -> None:
    assert type(partner()).__name__ == "ScriptedPartner"
    assert engine_specs("embedded")["corrector"]["BACKEND"].endswith("HarperCorrector")


@pytest.mark.parametrize(
    ("dialect", "kind"),
    [("", TgiPartner), ("tgi", TgiPartner), ("openai", OpenAiPartner), (" OpenAI ", OpenAiPartner)],
)
def test_an_address_and_a_dialect_choose_the_partner(
    dialect: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_BASE_URL", f"{URL}/v1/")
    monkeypatch.setenv("LLM_DIALECT", dialect)
    monkeypatch.setenv("LLM_MODEL", "llama2")
    chosen = partner()
    assert isinstance(chosen, kind)
    assert (chosen.model.url, chosen.model.name) == (URL, "llama2")
    assert engine_specs("embedded")["corrector"]["BACKEND"].endswith("ModelCorrector")


def test_the_instant_engines_stay_without_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", URL)
    assert type(partner("instant")).__name__ == "InstantPartner"


def test_a_role_named_by_hand_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", URL)
    monkeypatch.setenv("IM4TALKIN_PARTNER", "ml.engines.scripted.ScriptedPartner")
    assert type(partner()).__name__ == "ScriptedPartner"


def test_the_partner_named_by_hand_keeps_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_BASE_URL", URL)
    monkeypatch.setenv("IM4TALKIN_PARTNER", "ml.engines.tgi.TgiPartner")
    assert partner().model.url == URL


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"LLM_BASE_URL": "127.0.0.1:8080"}, "LLM_BASE_URL cannot be read"),
        ({"LLM_BASE_URL": "http://"}, "LLM_BASE_URL cannot be read"),
        ({"LLM_BASE_URL": "ftp://host"}, "LLM_BASE_URL cannot be read"),
        ({"LLM_BASE_URL": "http://host:99999"}, "LLM_BASE_URL cannot be read"),
        ({"LLM_BASE_URL": "http://host/?key=1"}, "LLM_BASE_URL cannot be read"),
        ({"LLM_BASE_URL": URL, "LLM_DIALECT": "llama"}, "write tgi or openai"),
        ({"LLM_MODEL": "llama2"}, "LLM_BASE_URL is not"),
        ({"LLM_API_KEY": "sk-1"}, "LLM_BASE_URL is not"),
    ],
)
def test_what_is_half_set_is_said_and_the_written_lines_stay(
    variables: dict[str, str], word: str, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    (problem,) = language_model_problems()
    assert word in problem
    assert "sk-1" not in problem
    assert type(partner()).__name__ == "ScriptedPartner"
    settings.LANGUAGE_MODEL_PROBLEMS = (problem,)
    assert "im4talkin.E014" in [found.id for found in run_checks()]


@pytest.mark.parametrize(
    ("host", "outside"),
    [
        ("127.0.0.1", False),
        ("[::1]", False),
        ("10.0.4.2", False),
        ("192.168.1.20:8080", False),
        ("tgi", False),
        ("localhost", False),
        ("gpu.school.lan", False),
        ("8.8.8.8", True),
        ("api.example.com", True),
    ],
)
def test_an_address_out_in_the_world_is_warned_of(
    host: str, outside: bool, monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    monkeypatch.setenv("LLM_BASE_URL", f"http://{host}")
    assert leaves_the_house() is outside
    settings.LANGUAGE_MODEL_OUTSIDE = outside
    assert ("im4talkin.W016" in [found.id for found in run_checks()]) is outside


@pytest.mark.parametrize(("dialect", "package"), [("tgi", "huggingface_hub"), ("openai", "openai")])
def test_a_client_that_is_not_installed_is_missed(
    dialect: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLM_BASE_URL", URL)
    monkeypatch.setenv("LLM_DIALECT", dialect)
    assert "im4talkin.E017" not in [found.id for found in run_checks()]
    there = language_model.find_spec
    monkeypatch.setattr(language_model, "find_spec", lambda name: None if name == package else there(name))
    (found,) = [found for found in run_checks() if found.id == "im4talkin.E017"]
    assert package in found.msg


def test_a_process_that_is_kept_off_the_hub_could_ask_no_server(
    monkeypatch: pytest.MonkeyPatch, settings
) -> None:
    settings.SPEECH_ENGINES = settings.SPEECH_ENGINES | {
        "partner": {"BACKEND": "ml.engines.tgi.TgiPartner", "OPTIONS": {"url": URL}}
    }
    assert "im4talkin.E015" not in [found.id for found in run_checks()]
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert "im4talkin.E015" in [found.id for found in run_checks()]
