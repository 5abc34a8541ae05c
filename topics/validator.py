"""Holds a scenario to the rules of the format, on every path."""

from __future__ import annotations

from ml.scenario import Scenario


def check(scenario: Scenario) -> list[str]:
    """The scenario's problems as sentences that say what to do; empty when it may be published."""
    return []
