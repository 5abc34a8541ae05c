"""Signing in by another service: which ones, and with whose keys.

``IM4TALKIN_SOCIAL=google,yandex`` names them; each has ``IM4TALKIN_SOCIAL_GOOGLE_ID`` and ``…_SECRET``.
One that is not whole is left out, and the system check im4talkin.E010 says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from im4talkin.env import env_text

# Name in the setting: (allauth's provider, what buttons say)
KNOWN: dict[str, tuple[str, str]] = {
    "google": ("google", "Google"),
    "microsoft": ("microsoft", "Microsoft"),
    "github": ("github", "GitHub"),
    "yandex": ("yandex", "Yandex"),
    "vk": ("vk", "VK"),
    "oidc": ("openid_connect", "OpenID"),
}


@dataclass(frozen=True, slots=True)
class Social:
    """The services that can be used, as settings of allauth; and one sentence for each that cannot."""

    names: tuple[str, ...]
    apps: tuple[str, ...]
    providers: Mapping[str, Mapping[str, Any]]
    problems: tuple[str, ...]


def social_of(wanted: str) -> Social:
    names: list[str] = []
    providers: dict[str, dict[str, Any]] = {}
    problems: list[str] = []
    for name in dict.fromkeys(part.strip().lower() for part in wanted.split(",") if part.strip()):
        if name not in KNOWN:
            problems.append(f"IM4TALKIN_SOCIAL names {name}, which is none of: {', '.join(KNOWN)}.")
            continue
        if missing := _missing(name):
            problems.append(f"IM4TALKIN_SOCIAL names {name}, but {' and '.join(missing)}.")
            continue
        names.append(name)
        providers[KNOWN[name][0]] = _provider(name)
    apps = tuple(f"allauth.socialaccount.providers.{provider}" for provider in providers)
    return Social(tuple(names), apps, providers, tuple(problems))


def _variable(name: str, what: str) -> str:
    return f"IM4TALKIN_SOCIAL_{name.upper()}_{what}"


def _missing(name: str) -> list[str]:
    wanted = ["ID", "SECRET", *(["URL"] if name == "oidc" else [])]
    missing = [
        f"{_variable(name, what)} is not set" for what in wanted if not env_text(_variable(name, what))
    ]
    if name == "oidc" and not missing:
        address = urlsplit(env_text(_variable(name, "URL")))
        if address.scheme not in {"https", "http"} or not address.hostname:
            missing.append(f"{_variable(name, 'URL')} is no address such as https://login.school.example")
    return missing


def _provider(name: str) -> dict[str, Any]:
    label = env_text(_variable(name, "NAME"), KNOWN[name][1])
    app: dict[str, Any] = {
        "client_id": env_text(_variable(name, "ID")),
        "secret": env_text(_variable(name, "SECRET")),
        "key": "",
        "name": label,
    }
    if name == "oidc":
        app |= {"provider_id": "oidc", "settings": {"server_url": env_text(_variable(name, "URL"))}}
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}
