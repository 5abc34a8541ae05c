"""Which engine plays which role in each tier (``IM4TALKIN_ENGINES``).

``LLM_BASE_URL`` gives any of them a partner that talks freely (``language_model.py``). One role can be
overridden by the dotted path of a class: ``IM4TALKIN_RECOGNISER=my.engine.Class``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from im4talkin.env import env_text
from im4talkin.language_model import language_model_specs
from im4talkin.speech_models import ENGINES, seamless_options
from ml.registry import EXTRA_ROLES

EngineSpec = dict[str, Any]

TIERS: dict[str, dict[str, EngineSpec]] = {
    "embedded": {
        "recogniser": {"BACKEND": "ml.engines.pocketsphinx.PocketSphinxRecogniser", "OPTIONS": {}},
        "partner": {"BACKEND": "ml.engines.scripted.ScriptedPartner", "OPTIONS": {}},
        "corrector": {"BACKEND": "ml.engines.harper.HarperCorrector", "OPTIONS": {}},
        "voice": {"BACKEND": "ml.engines.espeak.EspeakVoice", "OPTIONS": {}},
    },
    "gpu": {
        "recogniser": {"BACKEND": f"{ENGINES}SeamlessRecogniser", "OPTIONS": {}},
        "partner": {"BACKEND": "ml.engines.scripted.ScriptedPartner", "OPTIONS": {}},
        "corrector": {"BACKEND": "ml.engines.harper.HarperCorrector", "OPTIONS": {}},
        "voice": {"BACKEND": f"{ENGINES}SeamlessVoice", "OPTIONS": {}},
        "translator": {"BACKEND": f"{ENGINES}SeamlessTranslator", "OPTIONS": {}},
        "spare_recogniser": {"BACKEND": "ml.engines.pocketsphinx.PocketSphinxRecogniser", "OPTIONS": {}},
        "spare_voice": {"BACKEND": "ml.engines.espeak.EspeakVoice", "OPTIONS": {}},
    },
    "instant": {
        "recogniser": {"BACKEND": "ml.engines.instant.InstantRecogniser", "OPTIONS": {}},
        "partner": {"BACKEND": "ml.engines.instant.InstantPartner", "OPTIONS": {}},
        "corrector": {"BACKEND": "ml.engines.instant.InstantCorrector", "OPTIONS": {}},
        "voice": {"BACKEND": "ml.engines.instant.InstantVoice", "OPTIONS": {}},
        "translator": {"BACKEND": "ml.engines.instant.InstantTranslator", "OPTIONS": {}},
    },
}


PAGE_TIER = "embedded"  # light enough for a process that serves pages


def engine_specs(
    tier: str,
    *,
    slots: int = 6,
    ready: int = 2,
    models: Path = Path("models"),
    voices: Path = Path("voices.yaml"),
) -> dict[str, EngineSpec]:
    """The specs of a tier with the overrides of the environment; an unknown tier gives none,
    and the system check ``im4talkin.E001`` says so.

    Whoever has a slot is heard at once: there may be as many helpers as ``slots``, ``ready`` of them ahead.
    Models lie in the folder ``models``, what is known of their speakers in the file ``voices``.
    """
    specs = _tier_specs(tier, slots, ready)
    if tier != "instant":
        specs |= language_model_specs()
    for role in (*specs, *(role for role in EXTRA_ROLES if role not in specs)):
        if backend := env_text(f"IM4TALKIN_{role.upper()}"):
            same = backend == specs.get(role, {}).get("BACKEND")
            specs[role] = {"BACKEND": backend, "OPTIONS": specs[role]["OPTIONS"] if same else {}}
    for spec in specs.values():
        if _is_heavy(spec):
            spec["OPTIONS"] = seamless_options(models)
    if "voice" in specs and _is_heavy(specs["voice"]):
        specs["voice"]["OPTIONS"]["voices"] = str(voices)
    return specs


def page_specs(specs: Mapping[str, EngineSpec], *, slots: int = 6, ready: int = 2) -> dict[str, EngineSpec]:
    """What plays in a web process of a server in place of engines that need a GPU and PyTorch.

    A page asks for little: a line aloud, a line read once more. Empty where all engines are light.
    """
    light = _tier_specs(PAGE_TIER, slots, ready)
    return {role: light[role] for role, spec in specs.items() if _is_heavy(spec) and role in light}


def _is_heavy(spec: EngineSpec) -> bool:
    return str(spec["BACKEND"]).startswith(ENGINES)


def _tier_specs(tier: str, slots: int, ready: int) -> dict[str, EngineSpec]:
    specs = {role: dict(spec) for role, spec in TIERS.get(tier, {}).items()}
    if tier == "embedded":
        specs["recogniser"]["OPTIONS"] = {"ready": min(ready, slots), "most": slots}
    if tier == "gpu":
        specs["spare_recogniser"]["OPTIONS"] = {"ready": 1, "most": slots}
    return specs
