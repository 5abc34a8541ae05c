"""``python3 -m im4talkin test``: every check and test, as continuous integration runs them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from im4talkin.launcher.places import ROOT, child_environment
from im4talkin.launcher.say import CannotStart, complain, say

# What the tests run beside Python packages: one of these commands, or else this Debian package.
PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "nodejs": ("node",),
    "redis-server": ("redis-server",),
    "postgresql": ("pg_ctlcluster", "pg_ctl"),
}
Step = tuple[str, list[str]]


def run_all(python: Path) -> int:
    """Run every step, also after one has failed; 0 only where all passed."""
    missing = programs_ready()
    failed = []
    for name, command in steps(python, missing):
        say(f"\n== {name}")
        started = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env=child_environment(), check=False).returncode
        say(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s")
        if code != 0:
            failed.append(name)
    if missing:
        say(f"Not tested, for want of programs: {', '.join(missing)}.")
    say(f"Failed: {', '.join(failed)}." if failed else "Everything passed.")
    return 1 if failed else 0


def steps(python: Path, missing: list[str]) -> list[Step]:
    """Quick checks first; the tests last."""
    manage = [str(python), "manage.py"]
    found: list[Step] = [
        ("ruff check", [str(python), "-m", "ruff", "check", "."]),
        ("ruff format", [str(python), "-m", "ruff", "format", "--check", "."]),
        ("types", [str(python), "-m", "mypy"]),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        ("system checks", [*manage, "check"]),
    ]
    scripts = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests" / "js").glob("*.test.*js"))
    node = first_command(PROGRAMS["nodejs"])
    if scripts and node and "nodejs" not in missing:
        found.append(("page scripts", [node, "--test", *scripts]))
    found.append(("tests", [str(python), "-m", "pytest"]))
    return found


def programs_ready() -> list[str]:
    """The Debian packages that stay missing. In continuous integration none may."""
    missing = programs_missing()
    if missing and may_install():
        say(f"Installing {', '.join(missing)} with apt-get ...")
        apt_install(missing)
        missing = programs_missing()
    if missing:
        sentence = (
            f"The tests need {', '.join(missing)}: "
            f"on Debian or Ubuntu type 'sudo apt install {' '.join(missing)}', then start again."
        )
        if in_ci():
            raise CannotStart(sentence)
        complain(f"{sentence} Going on without.")
    return missing


def programs_missing() -> list[str]:
    return [package for package, commands in PROGRAMS.items() if not first_command(commands)]


def first_command(commands: tuple[str, ...]) -> str:
    return next((found for command in commands if (found := shutil.which(command))), "")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def may_install() -> bool:
    """As root on Debian or Ubuntu; never with somebody's password."""
    geteuid: Callable[[], int] | None = getattr(os, "geteuid", None)
    return (
        sys.platform == "linux"
        and shutil.which("apt-get") is not None
        and geteuid is not None
        and geteuid() == 0
    )


def apt_install(packages: list[str]) -> None:
    """What fails here is named by the caller, which looks again."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, check=False)
