"""The virtual environment: made once, filled once per change of the requirements."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import subprocess
import sys
from pathlib import Path

from im4talkin.launcher.pip import packages_install
from im4talkin.launcher.places import ROOT, VENV, child_environment, venv_python
from im4talkin.launcher.say import CannotStart, say
from im4talkin.launcher.words import words

RUN, DEV = "requirements.txt", "requirements-dev.txt"


def venv_ready(*, dev: bool = False, root: Path = ROOT, venv: Path = VENV) -> Path:
    """The environment's Python, with everything installed; quick where nothing changed."""
    wanted = [RUN, DEV] if dev else [RUN]
    if not is_current(venv, root, wanted[-1]):
        _make(venv)
        left_out = packages_install(venv_python(venv), root / wanted[-1], log=venv / "install.log")
        for package, instead in left_out.items():
            told = "{package} could not be installed on this computer: {instead}."
            say(words(told, package=package, instead=instead))
        for name in wanted:
            stamp_file(venv, name).write_text(stamp(root, name), encoding="ascii")
    return venv_python(venv)


def is_current(venv: Path, root: Path, name: str) -> bool:
    """Whether what this requirements file asks for was installed for this Python."""
    file = stamp_file(venv, name)
    return (
        venv_python(venv).exists() and file.exists() and file.read_text(encoding="ascii") == stamp(root, name)
    )


def stamp_file(venv: Path, name: str) -> Path:
    return venv / f"im4talkin-{name}.stamp"


def stamp(root: Path, name: str) -> str:
    """Changes with the requirements, the Python and the kind of machine."""
    parts = [(root / file).read_bytes() for file in ([RUN, DEV] if name == DEV else [RUN])]
    here = f"{sys.version_info[0]}.{sys.version_info[1]} {platform.system()} {platform.machine()}"
    return hashlib.sha256(b"\0".join([here.encode(), *parts])).hexdigest()


def _make(venv: Path) -> None:
    """Make the environment, unless a working one of this Python is there (a developer's, say)."""
    if _works(venv):
        return
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        raise CannotStart(no_venv_sentence(sys.version_info[:2], sys.platform))
    say(words("Making a Python environment in {folder} ...", folder=venv.name))
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)],
        env=child_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode == 0:
        return
    if "ensurepip" in done.stdout:
        raise CannotStart(no_venv_sentence(sys.version_info[:2], sys.platform))
    reason = (done.stdout.strip() or words("no reason given")).splitlines()[-1]
    raise CannotStart(
        words(
            "The Python environment could not be made in {folder} ({reason}): "
            "copy im4talkin to a folder that you may write to, with 500 MB free, and start there.",
            folder=venv,
            reason=reason,
        )
    )


def _works(venv: Path) -> bool:
    """A half-made environment, or one of another Python, is made anew."""
    try:
        config = (venv / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    lines = dict(line.split(" = ", 1) for line in config.splitlines() if " = " in line)
    version = lines.get("version", lines.get("version_info", ""))
    if version.split(".")[:2] != [str(part) for part in sys.version_info[:2]]:
        return False
    python = venv_python(venv)
    if not python.exists():
        return False
    probe = subprocess.run([str(python), "-m", "pip", "--version"], capture_output=True, check=False)
    return probe.returncode == 0


def no_venv_sentence(version: tuple[int, int] | tuple[int, ...], system: str) -> str:
    if system == "linux":
        return words(
            "This Python cannot make virtual environments: on Debian or Ubuntu type "
            "'sudo apt install python{version}-venv', then start again.",
            version=f"{version[0]}.{version[1]}",
        )
    return words(
        "This Python cannot make virtual environments: "
        "install Python 3.13 from https://www.python.org/downloads/ and start again with it."
    )
