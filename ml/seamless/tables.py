"""v2's tables of words and letters, kept where ``generate()`` does not copy them.

With the published v2 model transformers finds 256,102 rows in ``generation_config`` and copies them in each
call of ``generate()``: 0.14 s and more of the processor, for tables that only speech reads.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

TABLES = ("id_to_text", "char_to_id")  # of generation_config.json


class Table(Mapping[str, Any]):
    """Rows that are read only, and the same object in every copy. No dict: into those transformers looks."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Mapping[str, Any]) -> None:
        self._rows = dict(rows)

    def __getitem__(self, key: str) -> Any:
        return self._rows[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __copy__(self) -> Table:
        return self

    def __deepcopy__(self, memo: object) -> Table:
        return self


def share_tables(told: Any) -> None:
    """Let every copy of the generation config ``told`` have the same tables."""
    for name in TABLES:
        rows = getattr(told, name, None)
        if rows is not None and not isinstance(rows, Table):
            setattr(told, name, Table(rows))
