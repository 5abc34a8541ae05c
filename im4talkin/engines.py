"""Which engine plays which role in each tier (``IM4TALKIN_ENGINES``).

``LLM_BASE_URL`` gives any of them a partner that talks freely (``language_model.py``). One role can be
overridden by the dotted path of a class: ``IM4TALKIN_RECOGNISER=my.engine.Class``.
"""

from __future__ import annotations

from typing import Any

from im4talkin.env import env_text
from im4talkin.language_model import language_model_specs
from ml.registry import EXTRA_ROLES

EngineSpec = dict[str, Any]

TIERS: dict[str, dict[str, EngineSpec]] = {
    "embedded": {
        "recogniser": {"BACKEND": "ml.engines.pocketsphinx.PocketSphinxRecogniser", "OPTIONS": {}},
        "partner": {"BACKEND": "ml.engines.scripted.ScriptedPartner", "OPTIONS": {}},
        "corrector": {"BACKEND": "ml.engines.harper.HarperCorrector", "OPTIONS": {}},
        "voice": {"BACKEND": "ml.engines.espeak.EspeakVoice", "OPTIONS": {}},
    },
    "instant": {
        "recogniser": {"BACKEND": "ml.engines.instant.InstantRecogniser", "OPTIONS": {}},
        "partner": {"BACKEND": "ml.engines.instant.InstantPartner", "OPTIONS": {}},
        "corrector": {"BACKEND": "ml.engines.instant.InstantCorrector", "OPTIONS": {}},
        "voice": {"BACKEND": "ml.engines.instant.InstantVoice", "OPTIONS": {}},
        "translator": {"BACKEND": "ml.engines.instant.InstantTranslator", "OPTIONS": {}},
    },
}


def engine_specs(tier: str, *, slots: int = 6, ready: int = 2) -> dict[str, EngineSpec]:
    """The specs of a tier with the overrides of the environment; an unknown tier gives none,
    and the system check ``im4talkin.E001`` says so.

    Whoever has a slot is heard at once: there may be as many helpers as ``slots``, ``ready`` of them ahead.
    """
    specs = {role: dict(spec) for role, spec in TIERS.get(tier, {}).items()}
    if tier == "embedded":
        specs["recogniser"]["OPTIONS"] = {"ready": min(ready, slots), "most": slots}
    if tier != "instant":
        specs |= language_model_specs()
    for role in (*specs, *(role for role in EXTRA_ROLES if role not in specs)):
        if backend := env_text(f"IM4TALKIN_{role.upper()}"):
            same = backend == specs.get(role, {}).get("BACKEND")
            specs[role] = {"BACKEND": backend, "OPTIONS": specs[role]["OPTIONS"] if same else {}}
    return specs
