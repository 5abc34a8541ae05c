"""The launcher's commands."""

from __future__ import annotations

import argparse
import importlib.util
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from im4talkin.launcher import testing
from im4talkin.launcher.places import ROOT, child_environment, dotenv
from im4talkin.launcher.say import CannotStart, complain, say, speak_any_alphabet
from im4talkin.launcher.venv import venv_ready
from im4talkin.launcher.words import words

INTERRUPTED = 130
MANAGED = ("doctor", "backup", "restore", "upgrade")


def start(arguments: list[str]) -> int:
    """Run a command; a problem becomes one sentence and an exit code."""
    speak_any_alphabet()
    options, more = parser().parse_known_args(arguments)
    if more and options.command not in MANAGED:
        parser().error(f"unrecognized arguments: {' '.join(more)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both ask to stop
    try:
        if options.command == "test":
            return testing.run_all(venv_ready(dev=True))
        if options.command == "dev":
            say(words("Ready: {python}", python=venv_ready(dev=True)))
            return 0
        if options.command in MANAGED:
            return manage(options.command, more)
        return run(options)
    except CannotStart as problem:
        complain(str(problem))
    except PermissionError as problem:
        complain(
            words(
                "{folder} cannot be written to: copy im4talkin to a folder that you may write to, "
                "and start there.",
                folder=problem.filename or ROOT,
            )
        )
    except OSError as problem:
        complain(
            words(
                "The start was stopped by the system ({problem}): put that right and start again.",
                problem=problem,
            )
        )
    except KeyboardInterrupt:
        complain(words("Stopped. The next start goes on from here."))
        return INTERRUPTED
    return 1


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python3 -m im4talkin",
        description="Installs what im4talkin needs into .venv, once, and starts it on this computer.",
    )
    made.add_argument(
        "command",
        nargs="?",
        default="run",
        choices=["run", "test", "dev", *MANAGED],
        help="run (the default): start the server; test: every check and test; dev: only fill .venv for "
        "both; doctor: say in plain words what is wrong; backup, restore FILE; upgrade: with a way back",
    )
    made.add_argument("--port", help="listen here instead of 8000 (or set PORT)")
    made.add_argument("--check", action="store_true", help="make everything ready, say so, and stop")
    made.add_argument(
        "--class",
        action="store_true",
        dest="classroom",
        help="let phones in the room in, over https; prints the address and a code to scan",
    )
    made.add_argument(
        "--here",
        action="store_true",
        help="use this Python and the packages it has; make no .venv (containers, conda)",
    )
    return made


def run(options: argparse.Namespace) -> int:
    """Install what is missing and become the server."""
    os.environ.update(dotenv())
    port = port_number(options.port or os.environ.get("PORT") or "8000")
    port_check(port)
    python = this_python() if options.here else venv_ready()
    command = [str(python), str(ROOT / "manage.py"), "serve", "--port", str(port)]
    if options.check:
        command.append("--check")
    changes = {"PORT": str(port)} | ({"IM4TALKIN_CLASS": "1"} if options.classroom else {})
    return become(command, child_environment() | changes)


def manage(command: str, more: list[str]) -> int:
    """A command of the installed program, with the settings the server has."""
    os.environ.update(dotenv())
    return become([str(venv_ready()), str(ROOT / "manage.py"), command, *more], child_environment())


def this_python() -> Path:
    """The Python that runs this, for ``--here``."""
    if not importlib.util.find_spec("django"):
        raise CannotStart(
            words(
                "This Python has no Django: type 'python3 -m pip install -r requirements.txt', "
                "or leave --here out."
            )
        )
    return Path(sys.executable)


def port_number(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise CannotStart(
        words("{text} is no port: write a number from 1 to 65535, such as --port 8001.", text=text)
    )


def port_check(port: int) -> None:
    """Better now than after two minutes of installing. The server itself asks again."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":  # there it would share the port with whoever has it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotStart(
                words(
                    "Port {port} may not be used by you: start with another port: "
                    "python3 -m im4talkin --port 8001",
                    port=port,
                )
            ) from error
        except OSError as error:
            other = port + 1 if port < 65_535 else 8000
            raise CannotStart(
                words(
                    "Port {port} is taken by another program: stop that program, "
                    "or start with another port: python3 -m im4talkin --port {other}",
                    port=port,
                    other=other,
                )
            ) from error


def become(command: list[str], environment: dict[str, str]) -> int:
    """Replace this process by the server, so that signals reach it without a go-between."""
    if sys.platform == "win32":  # which cannot replace a process
        return wait_for(command, environment)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.execve(command[0], command, environment)
    return 0  # by no one: this program is another one now


def wait_for(command: list[str], environment: dict[str, str]) -> int:
    """Run the server as a child. Ctrl-C reaches everything in the console, the server too:
    it stops by itself, and its exit code is ours."""
    with subprocess.Popen(command, env=environment) as server:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        return server.wait()
