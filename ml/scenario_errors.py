"""Turns pydantic's errors into sentences for the person who edits the YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails


class ScenarioError(ValueError):
    """A document that is no scenario. ``problems`` are sentences that say what to do."""

    def __init__(self, problems: Iterable[str], *, source: str = "") -> None:
        self.problems = tuple(f"{source}: {problem}" if source else problem for problem in problems)
        super().__init__("\n".join(self.problems))


def problems_of(error: ValidationError, data: Any) -> tuple[str, ...]:
    """One sentence per mistake: "beats › blank › replies › short: `hear` is empty. Give …"."""
    details = error.errors(include_url=False)
    return tuple(_problem(detail, data) for detail in details if not _follows(detail, details))


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """A list counts as too short when an item of it was refused: only the item is the mistake."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        other["loc"][: len(loc)] == loc and len(other["loc"]) > len(loc) for other in details
    )


def _problem(detail: ErrorDetails, data: Any) -> str:
    place = _place(detail["loc"], data)
    sentence = _sentence(detail)
    if not place:
        return f"The document {sentence}"
    *path, field = place
    return f"{' › '.join(path)}: `{field}` {sentence}" if path else f"`{field}` {sentence}"


def _place(loc: Sequence[int | str], data: Any) -> list[str]:
    """The path with list positions replaced by the id or size found there, else counted from 1."""
    path: list[str] = []
    here = data
    for step in loc:
        if step == "variants":  # our own name for the free keys of a part; the file has none
            continue
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            name = here.get("id") or here.get("size") if isinstance(here, Mapping) else None
            path.append(name if isinstance(name, str) else f"no. {step + 1}")
        elif step != "[key]":
            path.append(str(step))
    return path


def _sentence(detail: ErrorDetails) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return "is missing. Add it; the model topic shows how."
        case "extra_forbidden":
            return "is not a field of the format. Check its spelling or remove it."
        case "string_too_short":
            return "is empty. Write the text."
        case "string_too_long":
            return f"is too long. Use {context['max_length']} letters at most."
        case "too_short" if context.get("min_length") == 1:
            return "is empty. Give at least one word or phrase."
        case "too_short" | "too_long":
            return f"holds {context['actual_length']}. Make it exactly {_wanted(context)}."
        case "int_type":
            return f"must be a whole number, not {detail['input']!r}."
        case "greater_than_equal":
            return f"cannot be {detail['input']!r}. Use {context['ge']} or more."
        case "less_than_equal":
            return f"cannot be {detail['input']!r}. Use {context['le']} or less."
        case "string_type":
            return f"must be text, not {detail['input']!r}. Put it in quotes."
        case "literal_error":
            return f"cannot be {detail['input']!r}. Use one of: {context['expected']}."
        case "string_pattern_mismatch":
            return f"cannot be {detail['input']!r}. Use lower-case letters, digits and hyphens."
        case "tuple_type" | "list_type":
            return "must be a list. Put the items in [brackets] or on lines that begin with a dash."
        case "dict_type" | "model_type" | "model_attributes_type":
            return "must be a group of `field: value` lines. Indent them below it."
        case "value_error":
            return str(context.get("error", detail["msg"]))
        case _:
            return f"is not right: {detail['msg'].lower()}."


def _wanted(context: Mapping[str, Any]) -> Any:
    return context.get("max_length", context.get("min_length"))
