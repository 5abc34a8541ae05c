"""System checks of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, register
from django.core.checks import Warning as Advice

from ml.scenario import ScenarioError
from topics import moves_file


@register()
def moves_check(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """W101: what learners may say at any time can be read. Without it talks still go on, with their lines."""
    try:
        moves_file.moves_read(moves_file.MOVES_FILE)
    except ScenarioError as error:
        return [
            Advice(
                problem,
                hint=f"Mend {moves_file.MOVES_FILE}. Until then nobody understands “Sorry?” or “Wait”.",
                id="topics.W101",
            )
            for problem in error.problems
        ]
    return []
