"""The files of this repository, for tests that hold all of them to the rules of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("im4talkin", "accounts", "topics", "conversations", "practice", "classes", "ml")
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__"}


def files(*suffixes: str, under: Path = ROOT) -> Iterator[Path]:
    """Our files with one of these suffixes, in order; with none given, all of them."""
    for path in sorted(under.iterdir()):
        if path.name in NOT_OURS or path.name.endswith("_cache"):
            continue
        if path.is_dir():
            yield from files(*suffixes, under=path)
        elif not suffixes or path.suffix in suffixes:
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def sources(*folders: str) -> list[Path]:
    """Python files of these folders, without migrations, which Django writes."""
    return [
        path
        for folder in folders
        for path in files(".py", under=ROOT / folder)
        if "migrations" not in path.parts
    ]


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def imports(tree: ast.AST, *, for_types: bool = True) -> set[str]:
    """Dotted names that are imported anywhere below, ``from a import b`` as ``a.b``;
    without ``for_types`` only what is imported when the program runs."""
    found: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not for_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        else:
            found |= imports(node, for_types=for_types)
    return found
