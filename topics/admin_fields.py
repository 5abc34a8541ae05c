"""Form fields of the topics' desk: lists as lines, documents as indented JSON."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

SMALL = forms.Textarea(attrs={"rows": 2, "cols": 80})
LARGE = forms.Textarea(attrs={"rows": 8, "cols": 80})


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = SMALL

    def __init__(self, **options: Any) -> None:
        super().__init__(help_text=_("One word or phrase a line."), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(self.prepare_value(initial)) != self.to_python(data))


class DocumentField(forms.JSONField):
    """A part of the topic's document, readable: indented, Russian letters as they are."""

    widget = LARGE

    def __init__(self, *, empty: Any, **options: Any) -> None:
        super().__init__(**options)
        self.empty = empty  # {} or []: an emptied field is never null

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str):  # what was typed and refused: give it back as it is
            return value
        return json.dumps(value, ensure_ascii=False, indent=2) if value not in ({}, [], None) else ""

    def clean(self, value: Any) -> Any:
        parsed = super().clean(value)
        if parsed is None:
            return self.empty
        if not isinstance(parsed, type(self.empty)):
            raise ValidationError(
                _("Write a [list].") if isinstance(self.empty, list) else _("Write a {group}.")
            )
        return parsed


LISTS = frozenset(
    ["interests", "above_level", "practises", "reply1_hear", "reply2_hear", "reply3_hear"],
)


def field_for(column: models.Field[Any, Any]) -> forms.Field | None:
    """The form field of a JSON column; None for other columns."""
    if not isinstance(column, models.JSONField):
        return None
    label = capfirst(column.verbose_name)
    if column.name in LISTS:
        return LinesField(label=label, required=not column.blank)
    return DocumentField(label=label, required=not column.blank, empty=column.get_default())
