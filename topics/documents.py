"""Reading a YAML file of the catalogue, with problems told to its author."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from ml.scenario_errors import ScenarioError


def document_read(path: Path, hint: str = "") -> Any:
    """The document in the file; raises ScenarioError, which names the file and the line."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "somewhere"
        problem = f"{where} cannot be read. Check quotes, colons and indentation there{hint}."
        raise ScenarioError([problem], source=path.name) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(["the file cannot be read as UTF-8 text."], source=path.name) from error
