"""The sentences that the rules for topics may say, as shapes: what is filled in stands there as ``{}``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.project.tree import ROOT

RULES = [
    *sorted((ROOT / "topics").glob("rules_*.py")),
    ROOT / "topics" / "validator.py",
    ROOT / "topics" / "selectors.py",
    *sorted((ROOT / "ml").glob("scenario*.py")),
]


def shapes() -> Iterator[str]:
    for path in RULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inner = {
            id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)
        }
        documented = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                text = "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                if id(node) in inner or id(node) in documented:
                    continue
                text = node.value
            else:
                continue
            if text.endswith(".") and " " in text and len(text) > 12:
                yield text
