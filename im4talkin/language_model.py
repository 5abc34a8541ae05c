"""The server with the language model, by ``LLM_BASE_URL`` and its kin: it makes the partner talk freely.

LLM_BASE_URL=http://127.0.0.1:8080   where it answers, with or without /v1
LLM_DIALECT=tgi                      tgi: Text Generation Inference; openai: vLLM, llama.cpp, Ollama
LLM_MODEL=                           the model's name there; unset: the server's own
LLM_API_KEY=                         if the server asks for one; LLM_API_KEY_FILE works, too
"""

from __future__ import annotations

from importlib.util import find_spec
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from im4talkin.env import env_text
from ml.engines.chat_client import server_url

DIALECTS = {
    "tgi": {"partner": "ml.engines.tgi.TgiPartner", "client": "ml.engines.tgi.TgiModel"},
    "openai": {
        "partner": "ml.engines.openai_api.OpenAiPartner",
        "client": "ml.engines.openai_api.OpenAiModel",
    },
}
HOUSE_NAMES = (".local", ".internal", ".lan", ".home.arpa", ".localhost")
CORRECTOR = "ml.engines.model_corrector.ModelCorrector"


def language_model_specs() -> dict[str, dict[str, Any]]:
    """Partner and corrector with the model of the environment; none without an address that can be read."""
    url = env_text("LLM_BASE_URL")
    dialect = DIALECTS.get(dialect_named())
    if not url or dialect is None or language_model_problems():
        return {}
    options = {"url": url, "name": env_text("LLM_MODEL"), "key": env_text("LLM_API_KEY")}
    return {
        "partner": {"BACKEND": dialect["partner"], "OPTIONS": options},
        "corrector": {
            "BACKEND": CORRECTOR,
            "OPTIONS": {"client": {"BACKEND": dialect["client"], "OPTIONS": options}},
        },
    }


def client_missing() -> str:
    """The package by which the server would be asked, if it is not installed."""
    package = {"tgi": "huggingface_hub", "openai": "openai"}.get(dialect_named(), "")
    return package if language_model_specs() and find_spec(package) is None else ""


def leaves_the_house() -> bool:
    """Whether what learners say would go to a server out in the world: speech is personal data."""
    url = env_text("LLM_BASE_URL")
    if not url or language_model_problems():
        return False
    host = urlsplit(server_url(url)).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return "." in host and not host.endswith(HOUSE_NAMES)
    return not (address.is_private or address.is_loopback or address.is_link_local)


def dialect_named() -> str:
    return env_text("LLM_DIALECT", "tgi").strip().lower()


def language_model_problems() -> tuple[str, ...]:
    """One sentence each. A URL may hold a password and is never repeated."""
    url, found = env_text("LLM_BASE_URL"), []
    if not url:
        without = [name for name in ("LLM_MODEL", "LLM_API_KEY", "LLM_DIALECT") if env_text(name)]
        return tuple(f"{name} is set, but LLM_BASE_URL is not: no model is asked." for name in without[:1])
    try:
        server_url(url)
    except ValueError as error:
        found.append(f"LLM_BASE_URL cannot be read: {error}.")
    if dialect_named() not in DIALECTS:
        found.append(f"LLM_DIALECT={dialect_named()} is unknown: write tgi or openai.")
    return tuple(found)
