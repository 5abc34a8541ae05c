"""Which Pythons will do. Readable by any Python 3 (no newer syntax here)."""

import shutil
import subprocess
from typing import Optional, Sequence

OLDEST, NEWEST = (3, 11), (3, 13)


def is_supported(version: Sequence[object]) -> bool:
    return OLDEST <= tuple(version[:2]) <= NEWEST


def wrong_python(version: Sequence[object], platform: str) -> str:
    """One sentence: what is there, what is needed, what to type or where to get it."""
    here = ".".join(str(part) for part in version[:3])
    fitting = fitting_command(platform)
    remedy = (
        "start with: " + fitting + " -m im4talkin"
        if fitting
        else "install one from https://www.python.org/downloads/ and start again with it"
    )
    return "im4talkin needs Python 3.11, 3.12 or 3.13 and this is Python " + here + ": " + remedy + "."


def fitting_command(platform: str) -> Optional[str]:
    """A command on this computer that runs a fitting Python, the newest first."""
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    if platform == "win32":
        commands = [["py", "-3." + str(minor)] for minor in minors]
    else:
        commands = [["python3." + str(minor)] for minor in minors]
    for command in commands:
        if shutil.which(command[0]) and _runs(command):
            return " ".join(command)
    return None


def _runs(command: "list[str]") -> bool:
    """Version managers leave commands behind that only complain."""
    try:
        done = subprocess.run(
            [*command, "-c", ""],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
