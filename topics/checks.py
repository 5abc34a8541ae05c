"""System checks of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from ml.scenario import ScenarioError
from topics.moves_file import MOVES_FILE, moves_read


@register()
def moves_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """E101: what learners may say at any time can be read."""
    try:
        moves_read(MOVES_FILE)
    except ScenarioError as error:
        return [
            Error(
                problem,
                hint=f"Mend {MOVES_FILE}; until then talks go on, but “Sorry?” and “Wait” are not known.",
                id="topics.E101",
            )
            for problem in error.problems
        ]
    return []
