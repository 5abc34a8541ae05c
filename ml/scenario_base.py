"""What every part of a scenario shares: strictness, and variants written as plain keys."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
"""Text that must not be empty."""
Short = Annotated[str, StringConstraints(min_length=1, max_length=40, strip_whitespace=True)]
"""A word or two."""
Heading = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
"""One line of a list."""
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
"""Lower-case words joined by hyphens; part of an address."""
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=60)]
"""The id of a part; lines and state refer to it."""
Words = Annotated[tuple[Text, ...], Field(min_length=1)]
"""At least one word or phrase."""


class Part(BaseModel):
    """A part of a scenario: unknown fields are refused, nothing changes after parsing."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Variants(Part):
    """A part whose other keys are variants chosen by a remembered value.

    ``{by: opening, car: "…", heart: "…"}`` reads as ``by="opening", variants={"car": "…", …}`` and is
    written back the same way.
    """

    fixed: ClassVar[frozenset[str]] = frozenset({"by"})
    by: Name

    @model_validator(mode="before")
    @classmethod
    def _fold(cls, data: Any) -> Any:
        if not isinstance(data, dict) or "variants" in data:
            return data
        known = {key: value for key, value in data.items() if key in cls.fixed}
        return known | {"variants": {key: value for key, value in data.items() if key not in cls.fixed}}

    @model_serializer(mode="wrap")
    def _flatten(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        data: dict[str, Any] = handler(self)
        variants = data.pop("variants", {})
        return {"by": data.pop("by"), **variants, **data}
