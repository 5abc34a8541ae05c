"""The catalogue's model topic as a document and as a scenario."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ml.scenario import Scenario, scenario_parse
from topics.services import CATALOGUE

MODEL = CATALOGUE / "butterflies-on-the-night-train.yaml"


@pytest.fixture
def document() -> dict[str, Any]:
    """A fresh copy each time: tests break it on purpose."""
    return yaml.safe_load(MODEL.read_text(encoding="utf-8"))


@pytest.fixture
def scenario(document: dict[str, Any]) -> Scenario:
    return scenario_parse(document)
