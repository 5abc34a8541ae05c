"""Where things lie."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


def venv_python(venv: Path = VENV, platform: str = sys.platform) -> Path:
    return venv / "Scripts" / "python.exe" if platform == "win32" else venv / "bin" / "python"


def child_environment() -> dict[str, str]:
    """The environment without what belongs to another Python or another Django project."""
    strangers = {"PYTHONHOME", "__PYVENV_LAUNCHER__", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in strangers}
    # A user's pip configuration may say "install for the user", which pip refuses in a venv.
    return environment | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUTF8": "1"}


def dotenv(file: Path = ROOT / ".env") -> dict[str, str]:
    """``NAME=value`` lines of ``.env``; what the environment says itself comes first."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    pairs = [line.partition("=") for line in lines if "=" in line and not line.lstrip().startswith("#")]
    values = {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
    return {name: value for name, value in values.items() if name not in os.environ}
