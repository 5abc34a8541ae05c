"""Imports go one way: between the apps, and inside each of them."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.tree import APPS, ROOT, imports, name_of, sources, syntax

MAY_IMPORT: dict[str, set[str]] = {
    "im4talkin": set(APPS),
    "classes": {"classes", "conversations", "topics", "accounts", "ml"},
    "practice": {"practice", "conversations", "topics", "accounts", "ml"},
    "conversations": {"conversations", "topics", "accounts", "ml"},
    "topics": {"topics", "accounts", "ml"},
    "accounts": {"accounts"},
    "ml": {"ml"},
}
OURS = {*APPS, "bench", "tests"}

DOORS = {"consumers", "views", "api", "admin", "management", "urls", "routing"}  # what others knock at
# Inside an app a module of the key's name imports none of these.
MUST_NOT_IMPORT: dict[str, set[str]] = {
    "models": {"services", "selectors", "tasks", "runner", *DOORS},
    "selectors": {"services", "tasks", "runner", *DOORS},
    "runner": {"services", "tasks", *DOORS},
    "tasks": {"services", *DOORS},
    "services": DOORS,
}
HEAVY = {"torch", "transformers"}
NATIVE = {"pocketsphinx", "espeakng_loader"}


@pytest.mark.parametrize("path", sources(*APPS), ids=name_of)
def test_an_app_imports_only_what_lies_below_it(path: Path) -> None:
    app = path.relative_to(ROOT).parts[0]
    tops = {name.partition(".")[0] for name in imports(syntax(path))}
    strangers = tops & OURS - MAY_IMPORT[app]
    assert not strangers, f"{name_of(path)} may import {sorted(MAY_IMPORT[app])} only"


@pytest.mark.parametrize(
    "path", sources("accounts", "topics", "conversations", "practice", "classes"), ids=name_of
)
def test_inside_an_app_imports_go_down(path: Path) -> None:
    app, module = path.relative_to(ROOT).with_suffix("").parts[:2]
    running = imports(syntax(path), for_types=False)
    inside = {name.split(".")[1] for name in running if name.startswith(f"{app}.")}
    upwards = inside & (set() if module in DOORS else MUST_NOT_IMPORT.get(module, DOORS))
    assert not upwards, f"{name_of(path)} imports what stands above it"


@pytest.mark.parametrize("path", sources("ml"), ids=name_of)
def test_no_heavy_library_is_imported_with_a_module(path: Path) -> None:
    inside_functions = {
        statement
        for function in ast.walk(syntax(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for statement in ast.walk(function)
    }
    at_import = [
        name
        for statement in ast.walk(syntax(path))
        if isinstance(statement, ast.Import | ast.ImportFrom) and statement not in inside_functions
        for name in imports(ast.Module(body=[statement], type_ignores=[]))
    ]
    assert not {name.partition(".")[0] for name in at_import} & HEAVY


def test_ml_knows_no_web_framework() -> None:
    for path in sources("ml"):
        tops = {name.partition(".")[0] for name in imports(syntax(path))}
        assert not tops & {"django", "channels", "celery"}, name_of(path)


def test_the_web_process_starts_light(tmp_path: Path) -> None:
    """A fresh interpreter, since other tests have imported half the world by now.

    Heavy libraries lie on its path, so that an import that is only tried where they are installed shows.
    """
    for name in HEAVY | NATIVE:
        (tmp_path / f"{name}.py").write_text("", encoding="utf-8")
    question = (
        "import sys, im4talkin.asgi, conversations.consumers, im4talkin.management.commands.serve;"
        f"print(*{HEAVY | NATIVE!r} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", question],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_the_launcher_needs_nothing_installed() -> None:
    """It runs before Django is there."""
    for path in [ROOT / "im4talkin" / "__main__.py", *sources("im4talkin/launcher")]:
        foreign = {
            name
            for name in imports(syntax(path))
            if name.partition(".")[0] not in sys.stdlib_module_names
            and not name.startswith("im4talkin.launcher.")
        }
        assert not foreign, name_of(path)
    assert not imports(syntax(ROOT / "im4talkin" / "__init__.py"))
