"""System checks: what is wrong with the configuration, each with an id and what to do about it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Remark

from im4talkin.engines import TIERS
from im4talkin.language_model import DIALECTS, client_missing
from ml import roles
from ml.engines.tgi import offline_asked
from ml.errors import EngineError
from ml.registry import EXTRA_ROLES, ROLES, engine_class

LEAST_KEY, LEAST_LETTERS = 50, 5  # as Django's own check W009 has it

ROLE_PROTOCOLS: dict[str, type[Any]] = {
    "recogniser": roles.Recogniser,
    "partner": roles.Partner,
    "corrector": roles.Corrector,
    "voice": roles.Voice,
    "translator": roles.Translator,
    "spare_recogniser": roles.Recogniser,
    "spare_voice": roles.Voice,
}


@register(Tags.compatibility)
def tier_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E001: the tier is one that exists."""
    if settings.ENGINES_TIER in TIERS:
        return []
    return [
        Error(
            f"IM4TALKIN_ENGINES={settings.ENGINES_TIER} is not a tier of this version.",
            hint="Unset IM4TALKIN_ENGINES, or set it to one of: " + ", ".join(TIERS) + ".",
            id="im4talkin.E001",
        )
    ]


@register(Tags.compatibility)
def engines_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E002: each role has a class that can be imported and plays that role."""
    if settings.ENGINES_TIER not in TIERS:
        return []  # E001 says it
    return [
        Error(f"The engine for {role} {problem}", hint=hint, id="im4talkin.E002")
        for role in (*ROLES, *(role for role in EXTRA_ROLES if role in settings.SPEECH_ENGINES))
        for problem, hint in _engine_problem(role, settings.SPEECH_ENGINES.get(role))
    ]


def _engine_problem(role: str, spec: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    variable = f"IM4TALKIN_{role.upper()}"
    if spec is None:
        return [("is not configured.", f"Set {variable} to the dotted path of a class.")]
    path = str(spec["BACKEND"])
    try:
        found = engine_class(path)
    except EngineError as error:
        return [
            (
                f"cannot be used: {error}.",
                f"Correct or unset {variable}; packages of the shipped engines are installed by "
                "python3 -m im4talkin.",
            )
        ]
    missing = [name for name in _members(ROLE_PROTOCOLS[role]) if not hasattr(found, name)]
    if missing:
        return [
            (
                f"does not play that role: {path} has no {', '.join(missing)}.",
                f"Set {variable} to a {role} (see ml/roles.py), or unset it.",
            )
        ]
    return []


def _members(protocol: type[Any]) -> list[str]:
    """The methods a role asks for; ``capabilities`` may be set by the constructor."""
    return sorted(name for name, value in vars(protocol).items() if callable(value) and name[0] != "_")


@register(Tags.security)
def instant_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E003: scripted engines never stand in for real ones in front of learners."""
    if settings.DEBUG or settings.BENCH:
        return []
    paths = [str(spec["BACKEND"]) for spec in settings.SPEECH_ENGINES.values()]
    if not any(path.startswith("ml.engines.instant.") for path in paths):
        return []
    return [
        Error(
            "The instant engines answer from a script and hear nothing; they are for benches and tests.",
            hint="Unset IM4TALKIN_ENGINES; for a bench set IM4TALKIN_BENCH=1.",
            id="im4talkin.E003",
        )
    ]


@register(Tags.compatibility)
def profile_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E004: the variables of the server profile are whole, or absent."""
    return [
        Error(problem, hint="docs/operations.md has an example.", id="im4talkin.E004")
        for problem in settings.PROFILE_PROBLEMS
    ]


@register(Tags.compatibility)
def language_model_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E014: the address of the language model is whole. E015: its client may ask it. W016: it is ours.
    E017: its client is installed."""
    found: list[CheckMessage] = [
        Error(problem, hint="docs/engines.md has examples. Unset it for written lines.", id="im4talkin.E014")
        for problem in settings.LANGUAGE_MODEL_PROBLEMS
    ]
    partner = settings.SPEECH_ENGINES.get("partner", {}).get("BACKEND")
    if partner == DIALECTS["tgi"]["partner"] and offline_asked():
        found.append(
            Error(
                "HF_HUB_OFFLINE is set: huggingface_hub then asks no server at all, not even the one at "
                "LLM_BASE_URL.",
                hint="Unset HF_HUB_OFFLINE, or set LLM_DIALECT=openai.",
                id="im4talkin.E015",
            )
        )
    if missing := client_missing():
        found.append(
            Error(
                f"LLM_BASE_URL is set, but the package {missing}, which asks that server, is not installed.",
                hint="Type .venv/bin/pip install -r requirements-llm.txt, or unset LLM_BASE_URL.",
                id="im4talkin.E017",
            )
        )
    if settings.LANGUAGE_MODEL_OUTSIDE:
        found.append(
            Remark(
                "LLM_BASE_URL is out in the world: what learners say leaves this school's own servers.",
                hint="Run the model's server in the house, or tell learners and agree with whoever runs it.",
                id="im4talkin.W016",
            )
        )
    return found


@register(Tags.security)
def sign_in_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E010 to E012, W013: who may sign in and up, and how."""
    told = [
        (settings.SOCIAL_PROBLEMS, "E010", "Set what is missing, or take the name out of IM4TALKIN_SOCIAL."),
        (
            settings.SIGNUP_PROBLEMS,
            "E011",
            "Until then nobody can sign up. Correct or unset IM4TALKIN_SIGNUP.",
        ),
        (settings.MFA_PROBLEMS, "E012", "Correct IM4TALKIN_MFA, or unset it: then it is optional."),
    ]
    found: list[CheckMessage] = [
        Error(problem, hint=f"{hint} docs/accounts.md has examples.", id=f"im4talkin.{code}")
        for problems, code, hint in told
        for problem in problems
    ]
    if settings.PROFILE == "server" and settings.SIGNUP != "closed" and not settings.EMAIL_HOST:
        found.append(
            Remark(
                "People may sign up, but mails are only printed: nobody can confirm an address.",
                hint="Set EMAIL_HOST, or IM4TALKIN_SIGNUP=closed and use manage.py person_add.",
                id="im4talkin.W013",
            )
        )
    return found


@register(Tags.security)
def secret_key_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E006: a server's key is given, long and not the one from some example."""
    if settings.PROFILE != "server":
        return []
    key = settings.SECRET_KEY
    if settings.SECRET_KEY_GIVEN and len(key) >= LEAST_KEY and len(set(key)) >= LEAST_LETTERS:
        return []
    what = "is too short or too simple" if settings.SECRET_KEY_GIVEN else "is not set"
    return [
        Error(
            f"SECRET_KEY {what}: with it sessions and links are signed, in every process alike.",
            hint="Put SECRET_KEY=<the output of: openssl rand -base64 48> into .env "
            "(SECRET_KEY_FILE=/path works, too), the same on every machine.",
            id="im4talkin.E006",
        )
    ]


@register(Tags.files)
def data_folder_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E005: the data folder can be written to."""
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR):
            return []
    except OSError as error:
        return [
            Error(
                f"The data folder {settings.DATA_DIR} cannot be written to ({error.strerror}).",
                hint="Give yourself the right to write there, or set IM4TALKIN_DATA to another folder.",
                id="im4talkin.E005",
            )
        ]
