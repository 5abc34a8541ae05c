"""Rules of the house that a reader would otherwise have to check by eye."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.project.tree import APPS, ROOT, files, name_of, sources, syntax

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
LONGER = {
    "conversations/protocol.py": "the socket contract stays in one file",
}
LOG_METHODS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


@pytest.mark.parametrize("path", list(files(".py", ".js", ".mjs", ".css")), ids=name_of)
def test_a_file_is_short_enough_to_be_read(path: Path) -> None:
    if "migrations" in path.parts or name_of(path) in LONGER:
        return
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES, f"{name_of(path)} has {lines} lines: split it by noun"


@pytest.mark.parametrize("path", sources(*APPS, "bench", "tests"), ids=name_of)
def test_a_function_is_short_enough_to_be_understood(path: Path) -> None:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            assert lines <= MOST_LINES_OF_A_FUNCTION, f"{name_of(path)}: {node.name} has {lines} lines"


@pytest.mark.parametrize("path", sources(*APPS), ids=name_of)
def test_nothing_is_printed(path: Path) -> None:
    """Commands write to their own streams; everything else logs."""
    printed = [
        node.lineno
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printed, f"{name_of(path)} prints in lines {printed}"


def log_calls(path: Path) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LOG_METHODS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id.lower() in {"log", "logger", "logging", "_log", "_logger"}
    ]


@pytest.mark.parametrize("path", sources(*APPS), ids=name_of)
def test_a_log_message_is_a_fixed_sentence_with_values(path: Path) -> None:
    """Values that are formatted into the sentence cannot be found, counted or kept out."""
    for call in log_calls(path):
        formatted = [part for part in call.args if isinstance(part, ast.JoinedStr | ast.BinOp)]
        assert not formatted, f"{name_of(path)}:{call.lineno}"


@pytest.mark.parametrize("path", sources(*APPS), ids=name_of)
def test_nobody_logs_to_the_root_logger(path: Path) -> None:
    for call in log_calls(path):
        named = isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
        assert not (named and call.func.value.id == "logging"), f"{name_of(path)}:{call.lineno}"
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "logging.getLogger":
            assert node.args, f"{name_of(path)}:{node.lineno} takes the root logger"


@pytest.mark.parametrize("path", sources(*APPS), ids=name_of)
def test_no_log_message_is_given_speech_or_an_address(path: Path) -> None:
    private = re.compile(r"\b(text|transcript|said|heard|say|email|pcm|audio|first_name|username)\b")
    for call in log_calls(path):
        values = " ".join(ast.unparse(part) for part in call.args[1:])
        assert not private.search(values), f"{name_of(path)}:{call.lineno} logs {values}"


def test_nothing_reads_what_lies_outside_the_repository() -> None:
    outside = "../" + "shared"
    for path in files(".py", ".js", ".yaml", ".toml", ".md", ".html", ".txt"):
        text = path.read_text(encoding="utf-8")
        assert outside not in text, name_of(path)
        assert "/work/" + "shared" not in text, name_of(path)


def test_every_package_has_an_init_file() -> None:
    for path in sources(*APPS, "tests", "bench"):
        assert (path.parent / "__init__.py").exists() or path.parent == ROOT, name_of(path)
